//! Posts letters to other installations over HTTPS.
//!
//! The letters are signed, so a wrong address cannot forge anything. It could read what is sent, however, which is why
//! only the people who introduce an installation may note its address, and why it must be https.

use dienhong_bundles::FILE_MAX;
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use url::{Host, Url};

/// How long an installation may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// Largest answer that is read, in bytes.
const ANSWER_MAX: u64 = 4 * FILE_MAX as u64;

/// The address of an installation: `https://host` or `https://host:port`, nothing more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address(Url);

/// Why an address is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AddressError {
    /// Not an address at all, or one with a path, a user name or a password.
    Unreadable,
    /// Not https. Plain http is accepted only for this machine itself.
    NotSafe,
}

impl Address {
    /// Reads an address as typed; `https://` may be left out.
    pub fn parse(typed: &str) -> Result<Address, AddressError> {
        let typed = typed.trim();
        let whole = match typed.contains("://") {
            true => typed.to_owned(),
            false => format!("https://{typed}"),
        };
        let url = Url::parse(&whole).map_err(|_| AddressError::Unreadable)?;
        let is_plain = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
            && matches!(url.path(), "" | "/");
        let is_here = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => return Err(AddressError::Unreadable),
        };
        match url.scheme() {
            _ if !is_plain || typed.is_empty() => Err(AddressError::Unreadable),
            "https" => Ok(Address(url)),
            "http" if is_here => Ok(Address(url)),
            "http" => Err(AddressError::NotSafe),
            _ => Err(AddressError::Unreadable),
        }
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.0.as_str().trim_end_matches('/'))
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

/// What the other installation answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answered {
    /// HTTP status.
    pub status: u16,
    /// Body.
    pub body: String,
}

/// Carries letters.
#[derive(Clone, Debug)]
pub struct PeerClient {
    agent: Agent,
}

impl Default for PeerClient {
    fn default() -> PeerClient {
        PeerClient::trusting(&[])
    }
}

impl PeerClient {
    /// A client that trusts these authorities (PEM) and no others; if none is given, the public ones.
    pub fn trusting(authorities: &[String]) -> PeerClient {
        let own: Vec<Certificate<'static>> = authorities
            .iter()
            .filter_map(|pem| Certificate::from_pem(pem.as_bytes()).ok())
            .collect();
        let roots = match own.is_empty() {
            true => RootCerts::WebPki,
            false => RootCerts::new_with_certs(&own),
        };
        let config = Agent::config_builder()
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .http_status_as_error(false)
            .proxy(None)
            .user_agent("dienhong")
            .build();
        PeerClient { agent: config.into() }
    }

    /// Posts a letter and returns the answer; the error says why there is none.
    pub(super) async fn post(&self, to: &Address, path: &str, letter: String) -> Result<Answered, String> {
        let (agent, at) = (self.agent.clone(), to.at(path));
        let carried = tokio::task::spawn_blocking(move || {
            let mut response = agent.post(&at).content_type("application/json").send(letter)?;
            let status = response.status().as_u16();
            let body = response
                .body_mut()
                .with_config()
                .limit(ANSWER_MAX)
                .read_to_string()?;
            Ok::<_, ureq::Error>(Answered { status, body })
        });
        match carried.await {
            Ok(Ok(answered)) => Ok(answered),
            Ok(Err(error)) => Err(error.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_https_and_nothing_more() {
        let read = |typed: &str| Address::parse(typed).map(|a| a.to_string());
        assert_eq!(
            read(" so.gialai.gov.vn "),
            Ok("https://so.gialai.gov.vn".to_owned())
        );
        assert_eq!(
            read("https://so.gialai.gov.vn:8443/"),
            Ok("https://so.gialai.gov.vn:8443".to_owned())
        );
        assert_eq!(
            read("http://127.0.0.1:7171"),
            Ok("http://127.0.0.1:7171".to_owned())
        );
        assert_eq!(read("http://so.gialai.gov.vn"), Err(AddressError::NotSafe));
        for odd in [
            "",
            "ftp://x",
            "https://a:b@c.vn",
            "https://c.vn/x",
            "https://c.vn?x",
            "https://",
            "file:///etc/passwd",
        ] {
            assert_eq!(read(odd), Err(AddressError::Unreadable), "{odd}");
        }
    }

    /// A test authority, and a server with its certificate that answers every letter with its length.
    async fn installation() -> (String, Address) {
        use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
        let ca_key = KeyPair::generate().expect("a key");
        let mut ca = CertificateParams::new(Vec::new()).expect("an authority");
        ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = ca.self_signed(&ca_key).expect("an authority");
        let issuer = Issuer::from_params(&ca, &ca_key);
        let key = KeyPair::generate().expect("a key");
        let names = vec!["localhost".to_owned()];
        let server = CertificateParams::new(names)
            .expect("a server")
            .signed_by(&key, &issuer);
        let chain = vec![server.expect("a certificate").der().clone()];
        let secret = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(chain, secret)
            .expect("a configuration");
        let acceptor = tokio_rustls::TlsAcceptor::from(std::sync::Arc::new(config));
        let door = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let port = door.local_addr().expect("a port").port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = door.accept().await {
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    continue;
                };
                use tokio::io::{AsyncReadExt, AsyncWriteExt};
                let mut got = Vec::new();
                let mut part = [0; 1024];
                while !got.ends_with(b"}") {
                    match stream.read(&mut part).await {
                        Ok(0) | Err(_) => break,
                        Ok(n) => got.extend_from_slice(&part[..n]),
                    }
                }
                let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        let address = Address::parse(&format!("localhost:{port}")).expect("an address");
        (authority.pem(), address)
    }

    #[tokio::test]
    async fn an_installation_with_its_own_authority_is_reached_only_by_who_trusts_it() {
        let (authority, address) = installation().await;
        let letter = || "{\"a\":1}".to_owned();
        let trusting = PeerClient::trusting(&[authority]);
        let answered = trusting.post(&address, "/x", letter()).await.expect("an answer");
        assert_eq!(
            answered,
            Answered {
                status: 200,
                body: "{}".to_owned()
            }
        );
        let stranger = PeerClient::default().post(&address, "/x", letter()).await;
        assert!(stranger.is_err(), "{stranger:?}");
        let (other, _) = installation().await;
        let wrong = PeerClient::trusting(&[other])
            .post(&address, "/x", letter())
            .await;
        assert!(wrong.is_err(), "{wrong:?}");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read_or_refused(typed in "\\PC{0,60}") {
            if let Ok(address) = Address::parse(&typed) {
                prop_assert_eq!(Address::parse(&address.to_string()), Ok(address));
            }
        }
    }
}
