//! The server: first start, stopping, what it refuses, and https with the office's own authority.

use crate::common::{Place, Server, WARD, get};
use dienhong_bench::client::Client;
use dienhong_bench::people;
use dienhong_domain::rights::Role;
use dienhong_store::testing::free_port;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fn serve(place: &Place, more: &[&str]) -> Server {
    let port = free_port();
    let listen = format!("127.0.0.1:{port}");
    let command = place.command(&[&["serve", "--lang", "en", "--listen", &listen][..], more].concat());
    Server::start(command, port)
}

#[test]
fn the_first_start_makes_the_book_and_says_how_to_begin() {
    for place in Place::both() {
        let server = serve(&place, &[]);
        assert!(
            server
                .said
                .contains(&format!("http://localhost:{}/cai-dat", server.port)),
            "{}",
            server.said
        );
        assert_eq!(server.get("/healthz").0, 200);
        let doctor = place
            .run(&["doctor", "--json", "--lang", "en"])
            .json()
            .to_string();
        assert!(doctor.contains("The server is running"), "{doctor}");
        assert_eq!(server.stop(), Some(0), "asked to stop, it ends well");
        let again = serve(&place, &[]);
        assert_eq!(again.get("/healthz").0, 200, "what was kept is served again");
        assert_eq!(again.stop(), Some(0));
    }
}

#[test]
fn a_reader_whom_a_measurement_writes_as_plain_sql_is_let_in() {
    for place in Place::both_with_book() {
        let ward = WARD.parse().expect("a unit");
        people::add_by_sql(
            &place.address(),
            "its-cookie",
            Role::Official,
            ward,
            1_795_000_000_000,
        )
        .expect("a person");
        let unknown = WARD.replace('e', "f").parse().expect("no unit");
        let refused = people::add_by_sql(&place.address(), "another", Role::Official, unknown, 1);
        assert!(refused.is_err(), "a book without the unit has nobody there");
        let server = serve(&place, &[]);
        let listen = format!("127.0.0.1:{}", server.port);
        let status = |cookie: &str| {
            let mut client = Client::connect(&listen, cookie).expect("a connection");
            client
                .send("GET", "/so/tuyen-truyen", "", b"")
                .expect("an answer")
                .0
        };
        assert_eq!(status("its-cookie"), 200);
        assert_ne!(status("another"), 200);
    }
}

#[test]
fn a_crash_loses_nothing_that_was_acknowledged() {
    let place = Place::sqlite();
    let server = serve(&place, &[]);
    assert_eq!(
        place.record(1..51),
        50,
        "the command line writes beside the server"
    );
    drop(server); // killed, without a farewell
    let server = serve(&place, &[]);
    assert_eq!(place.json(0, &["recount"])["mismatches"], 0);
    let ward = ["entry", "list", "--unit", WARD];
    assert_eq!(place.json(0, &ward)["total"], 50);
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn a_second_server_and_whatever_swaps_the_book_is_refused_meanwhile() {
    for place in Place::both() {
        let server = serve(&place, &[]);
        let file = place.json(0, &["backup"])["path"]
            .as_str()
            .expect("a path")
            .to_owned();
        for args in [
            &["serve", "--listen", "127.0.0.1:0"][..],
            &["restore", &file, "--replace"],
            &["upgrade", "--rollback"],
        ] {
            assert_eq!(place.json(4, args)["error"]["code"], "served", "{args:?}");
        }
        assert_eq!(server.stop(), Some(0));
    }
}

#[test]
fn nothing_is_served_to_a_network_without_protection() {
    let place = Place::sqlite();
    let said = place
        .run(&["serve", "--listen", "0.0.0.0:0", "--lang", "en"])
        .expect(4);
    for way in ["--tls-own-ca", "--tls-cert", "--behind-proxy"] {
        assert!(said.err.contains(way), "{said:?}");
    }
    assert!(
        !place.data().join("book.db").exists(),
        "refused before anything was made"
    );
}

#[test]
fn a_taken_port_is_told() {
    let place = Place::sqlite();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    assert_eq!(
        place.json(4, &["serve", "--listen", &address])["error"]["code"],
        "port-taken"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn phones_that_installed_the_authority_trust_the_server() {
    let place = Place::sqlite();
    place.json(4, &["serve", "--listen", "127.0.0.1:0", "--tls-own-ca"]);
    let made = place.json(0, &["cert", "init", "--names", "dienhong.phuong.lan,127.0.0.1"]);
    assert_eq!(
        place.json(4, &["cert", "init", "--names", "khac.lan"])["error"]["code"],
        "cert-exists"
    );
    let from = free_port();
    let redirect = format!("127.0.0.1:{from}");
    let server = serve(&place, &["--tls-own-ca", "--redirect-from", &redirect]);
    let ca = made["authority"]["path"].as_str().expect("a path").to_owned();
    let answer = ask(Path::new(&ca), server.port, "dienhong.phuong.lan", "/healthz")
        .await
        .expect("trusted");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let by_number = ask(Path::new(&ca), server.port, "127.0.0.1", "/ca.crt")
        .await
        .expect("trusted");
    assert!(by_number.contains("BEGIN CERTIFICATE"), "{by_number}");
    assert!(
        ask(Path::new(&ca), server.port, "another.example", "/")
            .await
            .is_err(),
        "no other name is vouched for"
    );
    let (status, answer) = get(from, "/so?a=b");
    assert_eq!(status, 308);
    assert!(
        answer.contains(&format!(
            "location: https://dienhong.phuong.lan:{}/so?a=b",
            server.port
        )),
        "{answer}"
    );
    let (status, certificate) = get(from, "/ca.crt");
    assert!(
        status == 200 && certificate.contains("BEGIN CERTIFICATE"),
        "a phone fetches it before it trusts us"
    );
    let doctor = place.run(&["doctor", "--json"]).json();
    let state = |check: &str| {
        let all = doctor["checks"].as_array().expect("a list");
        all.iter()
            .find(|c| c["check"] == check)
            .map(|c| c["state"].clone())
    };
    assert_eq!(
        (state("tls"), state("certificate")),
        (Some(json!("good")), Some(json!("good"))),
        "{doctor}"
    );
    assert_eq!(server.stop(), Some(0));
}

/// Requests over https like a phone that trusts only this authority.
async fn ask(ca: &Path, port: u16, name: &str, path: &str) -> Result<String, Box<dyn std::error::Error>> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca)?)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let tcp = tokio::net::TcpStream::connect(("127.0.0.1", port)).await?;
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let mut stream = connector
        .connect(ServerName::try_from(name.to_owned())?, tcp)
        .await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
