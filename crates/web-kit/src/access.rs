//! The table of routes: method, path, access, largest body, rate and handler. The router, the guard, the description of
//! the interface and the tests are all built from it.

use crate::state::AppState;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::{HeaderMap, Method, header};
use axum::routing::{self, MethodRouter};
use dienhong_app::people::{Actor, RightsContext};
use dienhong_domain::rights::Permission;
use std::collections::HashMap;
use std::sync::Arc;

/// Who may use a route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Everyone.
    Public,
    /// Everyone who is signed in.
    SignedIn,
    /// Whoever holds this permission over at least one unit or subject; the act itself checks over which.
    Needs(Permission),
    /// Whoever holds one of these permissions; the act itself checks over which unit.
    NeedsAny(&'static [Permission]),
}

impl Access {
    /// The permissions of which one is needed; none where everybody may, or everybody who is signed in.
    pub fn permissions(&self) -> &[Permission] {
        match self {
            Access::Public | Access::SignedIn => &[],
            Access::Needs(permission) => std::slice::from_ref(permission),
            Access::NeedsAny(permissions) => permissions,
        }
    }
    /// Whether a route of this class opens for somebody; which unit the act is about is asked by the act itself.
    pub fn opens(self, actor: &Actor, here: RightsContext<'_>) -> bool {
        let needed = self.permissions();
        needed.is_empty() || needed.iter().any(|act| actor.may_enter(*act, here))
    }
}

/// How often a route may be tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rate {
    /// Without a limit.
    Free,
    /// A secret can be guessed here: failed tries are counted by address and account ([`dienhong_app::people`]), and after
    /// too many of them the caller has to wait.
    Guarded,
}

/// Largest form without files, in bytes.
pub const FORM_MAX: usize = 2 * 1024 * 1024;
/// Largest body of any route, in bytes: five photos of 20 MB with their form.
pub const BODY_MAX: usize = 110 * 1024 * 1024;

/// A route, as router, guard, interface description and tests see it.
#[derive(Clone, Debug)]
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path in the router's notation.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    /// Largest body, in bytes.
    pub body: usize,
    /// How often.
    pub rate: Rate,
    handler: MethodRouter<AppState>,
}

/// The one table of routes; each area adds its own.
#[derive(Clone, Debug, Default)]
pub struct Routes(Vec<Route>);

impl Routes {
    fn add(
        mut self,
        method: Method,
        path: &'static str,
        access: Access,
        handler: MethodRouter<AppState>,
    ) -> Routes {
        self.0.push(Route {
            method,
            path,
            access,
            body: FORM_MAX,
            rate: Rate::Free,
            handler,
        });
        self
    }
    /// Adds a route that only reads.
    pub fn get<H: Handler<T, AppState>, T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Routes {
        self.add(Method::GET, path, access, routing::get(handler))
    }
    /// Adds a route that changes something.
    pub fn post<H: Handler<T, AppState>, T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Routes {
        self.add(Method::POST, path, access, routing::post(handler))
    }
    /// Adds a route that stores something under an id chosen by the client.
    pub fn put<H: Handler<T, AppState>, T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Routes {
        self.add(Method::PUT, path, access, routing::put(handler))
    }
    /// Sets the largest body of the route added last, in bytes.
    #[must_use]
    pub fn body(mut self, most: usize) -> Routes {
        if let Some(route) = self.0.last_mut() {
            route.body = most;
        }
        self
    }
    /// Marks the route added last as one where a secret can be guessed.
    #[must_use]
    pub fn guarded(mut self) -> Routes {
        if let Some(route) = self.0.last_mut() {
            route.rate = Rate::Guarded;
        }
        self
    }
    /// Adds the routes of another area.
    #[must_use]
    pub fn and(mut self, more: Routes) -> Routes {
        self.0.extend(more.0);
        self
    }
    /// Every route.
    pub fn iter(&self) -> impl Iterator<Item = &Route> {
        self.0.iter()
    }
    /// The handlers with their paths.
    pub fn router(&self) -> Router<AppState> {
        self.iter().fold(Router::new(), |router, route| {
            let handler = route.handler.clone().layer(DefaultBodyLimit::max(route.body));
            router.route(route.path, handler)
        })
    }
    /// Who may use which route, for the guard.
    pub fn classes(&self) -> Classes {
        let mut classes: HashMap<&str, HashMap<Method, Access>> = HashMap::new();
        for route in self.iter() {
            let of_path = classes.entry(route.path).or_default();
            of_path.insert(route.method.clone(), route.access);
        }
        Classes(Arc::new(classes))
    }
}

/// Who may use which route.
#[derive(Clone, Debug)]
pub struct Classes(Arc<HashMap<&'static str, HashMap<Method, Access>>>);

impl Classes {
    /// Who may use a route; HEAD is allowed wherever GET is.
    pub fn of(&self, method: &Method, path: &str) -> Option<Access> {
        let method = if *method == Method::HEAD {
            &Method::GET
        } else {
            method
        };
        self.0.get(path)?.get(method).copied()
    }
}

/// A cookie's value.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers
        .get_all(header::COOKIE)
        .into_iter()
        .filter_map(|v| v.to_str().ok());
    all.flat_map(|v| v.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then(|| value.to_owned())
    })
}
