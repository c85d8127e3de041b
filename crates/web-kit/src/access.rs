//! The table of routes: method, path, who comes in, largest body, how often, and the handler. Router, guard, interface
//! description and tests are made of it.

use crate::state::AppState;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::{HeaderMap, Method, header};
use axum::routing::{self, MethodRouter};
use dienhong_domain::rights::Permission;
use std::collections::HashMap;
use std::sync::Arc;

/// Class of a route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Everyone.
    Public,
    /// Whoever signed in.
    SignedIn,
    /// Whoever may do this for some unit; the act itself asks for which.
    Needs(Permission),
}

/// How often a route may be tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rate {
    /// As often as one likes.
    Free,
    /// A secret can be guessed here: failed tries are counted by address and account ([`dienhong_app::people`]), and then it
    /// is to be waited.
    Guarded,
}

/// Largest form without files, in bytes.
pub const FORM_MAX: usize = 2 * 1024 * 1024;
/// Largest body at all, in bytes: five photos of 20 MB with their form.
pub const BODY_MAX: usize = 110 * 1024 * 1024;

/// A route: what router, guard, interface description and tests know of it.
#[derive(Clone, Debug)]
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path as the router writes it.
    pub path: &'static str,
    /// Who comes in.
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
    /// Adds a route that puts something under an id of the sender's.
    pub fn put<H: Handler<T, AppState>, T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Routes {
        self.add(Method::PUT, path, access, routing::put(handler))
    }
    /// Sets the largest body of the route before, in bytes.
    #[must_use]
    pub fn body(mut self, most: usize) -> Routes {
        if let Some(route) = self.0.last_mut() {
            route.body = most;
        }
        self
    }
    /// Says that a secret can be guessed at the route before.
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
    /// The handlers behind their paths.
    pub fn router(&self) -> Router<AppState> {
        self.iter().fold(Router::new(), |router, route| {
            let handler = route.handler.clone().layer(DefaultBodyLimit::max(route.body));
            router.route(route.path, handler)
        })
    }
    /// The class of every route.
    pub fn classes(&self) -> Classes {
        let mut classes: HashMap<&str, HashMap<Method, Access>> = HashMap::new();
        for route in self.iter() {
            let of_path = classes.entry(route.path).or_default();
            of_path.insert(route.method.clone(), route.access);
        }
        Classes(Arc::new(classes))
    }
}

/// Who comes in where.
#[derive(Clone, Debug)]
pub struct Classes(Arc<HashMap<&'static str, HashMap<Method, Access>>>);

impl Classes {
    /// The class of a route; what reads may be asked for its head alone.
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
