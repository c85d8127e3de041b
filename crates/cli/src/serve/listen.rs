//! The listening sockets: plain http behind a proxy or on this machine, or https with rustls; and the redirect from
//! http.

use super::door;
use super::plan::Plan;
use crate::context::CommandContext;
use crate::failure::Failure;
use crate::served::Protection;
use axum::Router;
use axum::http::{StatusCode, Uri, header};
use axum::response::IntoResponse;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;
use url::Url;

// How long running requests may take after the program was asked to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// Open sockets, not yet answering.
pub(super) struct Doors {
    main: TcpListener,
    pages: Router,
    tls: Option<RustlsConfig>,
    redirect: Option<(TcpListener, Router)>,
}

impl Doors {
    /// Opens the sockets, so that a taken port is reported before anything else happens.
    pub(super) async fn open(cx: &CommandContext, plan: &Plan, pages: Router) -> Result<Doors, Failure> {
        let tls = match &plan.tls {
            None => None,
            Some((certificate, key)) => {
                // This fails only when the same provider was already chosen.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let config = RustlsConfig::from_pem_file(certificate, key).await;
                let path = certificate.display().to_string();
                Some(config.map_err(|e| {
                    Failure::refused("cli-error-certificate-pair")
                        .with("path", path)
                        .with("cause", e.to_string())
                })?)
            }
        };
        let redirect = match plan.redirect_from {
            None => None,
            Some(from) => Some((bind(from)?, redirect(cx, plan))),
        };
        Ok(Doors {
            main: bind(plan.listen)?,
            pages,
            tls,
            redirect,
        })
    }

    /// The certificate in use, which can be renewed while serving.
    pub(super) fn tls(&self) -> Option<RustlsConfig> {
        self.tls.clone()
    }

    /// Answers requests until asked to stop, then lets running requests finish.
    pub(super) async fn serve_until(self, stop: impl Future<Output = ()>) -> Result<(), Failure> {
        let handle: Handle<SocketAddr> = Handle::new();
        let service = self.pages.into_make_service_with_connect_info::<SocketAddr>();
        let answering = {
            let handle = handle.clone();
            async move {
                match self.tls {
                    Some(tls) => {
                        axum_server::from_tcp_rustls(self.main, tls)?
                            .handle(handle)
                            .serve(service)
                            .await
                    }
                    None => {
                        axum_server::from_tcp(self.main)?
                            .handle(handle)
                            .serve(service)
                            .await
                    }
                }
            }
        };
        let redirecting = {
            let handle = handle.clone();
            async move {
                match self.redirect {
                    Some((listener, router)) => {
                        axum_server::from_tcp(listener)?
                            .handle(handle)
                            .serve(router.into_make_service())
                            .await
                    }
                    None => Ok(()),
                }
            }
        };
        let stopping = async {
            stop.await;
            tracing::info!("asked to stop, finishing what is under way");
            handle.graceful_shutdown(Some(DRAIN));
        };
        let (answered, redirected, ()) = tokio::join!(answering, redirecting, stopping);
        answered.and(redirected).map_err(Failure::broken)
    }
}

fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    let opened =
        TcpListener::bind(address).and_then(|listener| listener.set_nonblocking(true).map(|()| listener));
    opened.map_err(|error| {
        let key = match error.kind() {
            std::io::ErrorKind::AddrInUse => "cli-error-port-taken",
            std::io::ErrorKind::PermissionDenied => "cli-error-port-denied",
            _ => "cli-error-listen",
        };
        Failure::refused(key)
            .with("listen", address.to_string())
            .with("cause", error.to_string())
    })
}

/// Redirects everything to https, except the certificate, without which https is not trusted yet.
fn redirect(cx: &CommandContext, plan: &Plan) -> Router {
    let router = match plan.protection {
        Protection::OwnCa => door::authority(cx),
        _ => Router::new(),
    };
    let base = plan.url.clone();
    router.fallback(move |uri: Uri| {
        let target = target(&base, &uri);
        async move { (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, target)]).into_response() }
    })
}

fn target(base: &Url, asked: &Uri) -> String {
    let mut url = base.clone();
    url.set_path(asked.path());
    url.set_query(asked.query());
    url.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_never_leads_to_another_house() {
        let base = Url::parse("https://dienhong.phuong.lan/").expect("an address");
        let to = |asked: &str| target(&base, &asked.parse().expect("a target"));
        assert_eq!(to("/so/a?b=c"), "https://dienhong.phuong.lan/so/a?b=c");
        assert!(to("//evil.example/x").starts_with("https://dienhong.phuong.lan//"));
        assert_eq!(to("http://evil.example/x"), "https://dienhong.phuong.lan/x");
    }
}
