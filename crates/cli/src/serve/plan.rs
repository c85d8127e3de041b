//! How the book is to be served, checked before anything is opened.

use super::own_ca::OwnCa;
use crate::context::CommandContext;
use crate::failure::Failure;
use crate::say::words;
use crate::served::{Protection, Served};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use url::Url;

/// What `serve` takes.
#[derive(clap::Args, Debug, Clone)]
pub(crate) struct Args {
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080", help = words("cli-help-listen"))]
    pub(crate) listen: SocketAddr,
    #[arg(long, value_name = "URL", env = "DIENHONG_URL", help = words("cli-help-url"))]
    pub(crate) url: Option<Url>,
    #[arg(long, value_name = "FILE", requires = "tls_key", help = words("cli-help-tls-cert"))]
    pub(crate) tls_cert: Option<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "tls_cert", help = words("cli-help-tls-key"))]
    pub(crate) tls_key: Option<PathBuf>,
    #[arg(long, conflicts_with_all = ["tls_cert", "behind_proxy"], help = words("cli-help-tls-own-ca"))]
    pub(crate) tls_own_ca: bool,
    #[arg(long, conflicts_with = "tls_cert", help = words("cli-help-behind-proxy"))]
    pub(crate) behind_proxy: bool,
    #[arg(long, value_name = "ADDRESS:PORT", help = words("cli-help-redirect"))]
    pub(crate) redirect_from: Option<SocketAddr>,
}

/// How the book is served.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) listen: SocketAddr,
    pub(crate) url: Url,
    pub(crate) protection: Protection,
    /// Certificate and key, when the program itself speaks https.
    pub(crate) tls: Option<(PathBuf, PathBuf)>,
    pub(crate) redirect_from: Option<SocketAddr>,
}

impl Plan {
    /// Refuses settings that would expose the book or leave people without access.
    pub(crate) fn of(cx: &CommandContext, args: &Args) -> Result<Plan, Failure> {
        let protection = match args {
            Args {
                tls_cert: Some(path), ..
            } => Protection::Certificate(path.clone()),
            Args { tls_own_ca: true, .. } => Protection::OwnCa,
            Args {
                behind_proxy: true, ..
            } => Protection::Proxy,
            _ => Protection::None,
        };
        if protection == Protection::None && !args.listen.ip().is_loopback() {
            return Err(Failure::refused("cli-error-open").with("listen", args.listen.to_string()));
        }
        let ca = OwnCa::of(&cx.place);
        let tls = match (&args.tls_cert, &args.tls_key) {
            (Some(certificate), Some(key)) => Some((certificate.clone(), key.clone())),
            _ if protection == Protection::OwnCa && !ca.exists() => {
                return Err(Failure::refused("cli-error-no-cert"));
            }
            _ if protection == Protection::OwnCa => Some((ca.server_file(), ca.server_key())),
            _ => None,
        };
        if args.redirect_from.is_some() && tls.is_none() {
            return Err(Failure::usage("cli-error-redirect"));
        }
        let url = match &args.url {
            Some(url) => checked(url.clone())?,
            None => guessed(&ca, &protection, args.listen)?,
        };
        if tls.is_some() && url.scheme() != "https" {
            return Err(Failure::usage("cli-error-url-https").with("url", url.to_string()));
        }
        Ok(Plan {
            listen: args.listen,
            url,
            protection,
            tls,
            redirect_from: args.redirect_from,
        })
    }

    /// The note for `doctor` and `person unlock`.
    pub(crate) fn note(&self) -> Served {
        Served {
            url: self.url.to_string(),
            listen: self.listen.to_string(),
            protection: self.protection.clone(),
        }
    }
    /// Whether people connect with https.
    pub(crate) fn is_secure(&self) -> bool {
        self.url.scheme() == "https"
    }
}

fn checked(url: Url) -> Result<Url, Failure> {
    let is_good = matches!(url.scheme(), "http" | "https") && url.host().is_some() && url.path() == "/";
    if is_good {
        Ok(url)
    } else {
        Err(Failure::usage("cli-error-url").with("url", url.to_string()))
    }
}

/// The address without `--url`: this machine's own name for a server that only this machine reaches, otherwise the
/// first name of the office's certificate.
fn guessed(ca: &OwnCa, protection: &Protection, listen: SocketAddr) -> Result<Url, Failure> {
    let (scheme, usual) = if *protection == Protection::OwnCa {
        ("https", 443)
    } else {
        ("http", 80)
    };
    let host = match protection {
        Protection::OwnCa => {
            let names = ca.server()?.names;
            let named = names
                .iter()
                .find(|n| n.parse::<IpAddr>().is_err())
                .or(names.first());
            named.cloned().unwrap_or_default()
        }
        Protection::None => "localhost".to_owned(),
        Protection::Proxy | Protection::Certificate(_) => return Err(Failure::usage("cli-error-needs-url")),
    };
    let host = if host.contains(':') {
        format!("[{host}]")
    } else {
        host
    };
    let port = if listen.port() == usual {
        String::new()
    } else {
        format!(":{}", listen.port())
    };
    Url::parse(&format!("{scheme}://{host}{port}/")).map_err(Failure::broken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Exit;
    use crate::place::Place;
    use crate::say::Say;

    fn plan(args: &[&str]) -> Result<Plan, Exit> {
        use clap::Parser;
        #[derive(Parser)]
        struct Typed {
            #[command(flatten)]
            args: Args,
        }
        let typed = Typed::try_parse_from([&["serve"], args].concat()).map_err(|_| Exit::Usage)?;
        let say = Say {
            locale: dienhong_i18n::Locale::En,
            json: true,
        };
        let cx = CommandContext {
            say,
            place: Place::new(Some(PathBuf::from("/nowhere")), None),
        };
        Plan::of(&cx, &typed.args).map_err(|failure| failure.told(&say))
    }

    #[test]
    fn without_protection_only_this_machine_is_served() {
        assert_eq!(
            plan(&["--listen", "127.0.0.1:9000"])
                .expect("a plan")
                .url
                .as_str(),
            "http://localhost:9000/"
        );
        assert!(plan(&["--listen", "[::1]:9000"]).is_ok());
        assert_eq!(plan(&["--listen", "0.0.0.0:80"]).map(|_| ()), Err(Exit::Refused));
        assert_eq!(
            plan(&["--listen", "192.168.1.10:80", "--url", "https://a.vn"]).map(|_| ()),
            Err(Exit::Refused)
        );
    }

    #[test]
    fn behind_a_proxy_the_address_must_be_told() {
        assert_eq!(
            plan(&["--listen", "0.0.0.0:80", "--behind-proxy"]).map(|_| ()),
            Err(Exit::Usage)
        );
        let plan = plan(&[
            "--listen",
            "0.0.0.0:80",
            "--behind-proxy",
            "--url",
            "https://phuong.vn",
        ])
        .expect("a plan");
        assert!(plan.is_secure() && plan.tls.is_none());
    }

    #[test]
    fn a_certificate_needs_its_key_and_an_https_address() {
        assert_eq!(plan(&["--tls-cert", "c.pem"]).map(|_| ()), Err(Exit::Usage));
        let both = ["--tls-cert", "c.pem", "--tls-key", "k.pem", "--url"];
        assert_eq!(
            plan(&[&both[..], &["http://a.vn"]].concat()).map(|_| ()),
            Err(Exit::Usage)
        );
        assert!(plan(&[&both[..], &["https://a.vn"]].concat()).is_ok());
    }

    #[test]
    fn the_own_authority_must_have_been_made() {
        assert_eq!(
            plan(&["--listen", "0.0.0.0:443", "--tls-own-ca"]).map(|_| ()),
            Err(Exit::Refused)
        );
    }
}
