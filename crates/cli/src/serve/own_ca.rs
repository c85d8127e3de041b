//! The office's own certificate authority: made once, installed on each phone once, and used to renew the server's
//! certificate automatically. It can issue certificates for the names of this server only, so that a stolen key is
//! useless for other sites.

use crate::failure::Failure;
use crate::place::{Place, make_folder, write_private};
use dienhong_app::clock::machine_seconds;
use dienhong_i18n::day_of;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, SanType,
};
use sha2::{Digest, Sha256};
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;
use time::{Duration, OffsetDateTime};
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

const CA_YEARS: i64 = 10;
// Phones refuse server certificates that are valid for more than 398 days.
const SERVER_DAYS: i64 = 397;
const RENEW_DAYS: i64 = 30;

/// The files of the authority in a book's folder.
#[derive(Clone, Debug)]
pub(crate) struct OwnCa {
    folder: PathBuf,
}

/// The content of a certificate.
#[derive(Clone, Debug)]
pub(crate) struct Certificate {
    /// Last moment, UTC seconds.
    pub(crate) until: i64,
    /// Names and IP addresses that it is for.
    pub(crate) names: Vec<String>,
    /// SHA-256 of the certificate, as phones show it.
    pub(crate) fingerprint: String,
}

impl OwnCa {
    pub(crate) fn of(place: &Place) -> OwnCa {
        OwnCa { folder: place.tls() }
    }
    pub(crate) fn exists(&self) -> bool {
        self.ca_file().is_file()
    }
    /// The public certificate that phones install.
    pub(crate) fn ca_file(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }
    /// The server's certificate.
    pub(crate) fn server_file(&self) -> PathBuf {
        self.folder.join("server.pem")
    }
    /// The server's key.
    pub(crate) fn server_key(&self) -> PathBuf {
        self.folder.join("server.key")
    }
    fn ca_key(&self) -> PathBuf {
        self.folder.join("ca.key")
    }

    /// Makes the authority and the server's first certificate.
    pub(crate) fn make(&self, names: &[String]) -> Result<(), Failure> {
        make_folder(&self.folder)?;
        let key = KeyPair::generate().map_err(Failure::broken)?;
        let params = ca_params(names)?;
        let ca = params.self_signed(&key).map_err(Failure::broken)?;
        write_private(&self.ca_key(), key.serialize_pem().as_bytes())?;
        write_private(&self.ca_file(), ca.pem().as_bytes())?;
        self.renew(names)
    }

    /// Makes a new certificate for the server, signed by the authority that phones know.
    fn renew(&self, names: &[String]) -> Result<(), Failure> {
        let read = |path: PathBuf| fs::read_to_string(&path).map_err(|e| Failure::file(&path, &e));
        let ca_key = KeyPair::from_pem(&read(self.ca_key())?).map_err(Failure::broken)?;
        let issuer = Issuer::from_ca_cert_pem(&read(self.ca_file())?, ca_key).map_err(Failure::broken)?;
        let key = KeyPair::generate().map_err(Failure::broken)?;
        let server = server_params(names)?
            .signed_by(&key, &issuer)
            .map_err(Failure::broken)?;
        write_private(&self.server_key(), key.serialize_pem().as_bytes())?;
        write_private(&self.server_file(), server.pem().as_bytes())
    }

    /// Renews the server's certificate when less than 30 days of it are left; returns whether it did.
    pub(crate) fn keep_fresh(&self, now_seconds: i64) -> Result<bool, Failure> {
        let server = read(&self.server_file())?;
        if server.until - now_seconds >= RENEW_DAYS * 86_400 {
            return Ok(false);
        }
        self.renew(&server.names)?;
        Ok(true)
    }

    /// The content of the server's certificate.
    pub(crate) fn server(&self) -> Result<Certificate, Failure> {
        read(&self.server_file())
    }
    /// The content of the authority's certificate.
    pub(crate) fn authority(&self) -> Result<Certificate, Failure> {
        read(&self.ca_file())
    }
}

/// Reads the first certificate of a PEM file.
pub(crate) fn read(path: &std::path::Path) -> Result<Certificate, Failure> {
    let text = fs::read(path).map_err(|e| Failure::file(path, &e))?;
    let wrong = || Failure::refused("cli-error-certificate").with("path", path.display().to_string());
    let (_, pem) = x509_parser::pem::parse_x509_pem(&text).map_err(|_| wrong())?;
    let (_, certificate) = X509Certificate::from_der(&pem.contents).map_err(|_| wrong())?;
    let names = certificate.subject_alternative_name().ok().flatten();
    let name = |n: &GeneralName<'_>| match n {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => match *bytes {
            [a, b, c, d] => Some(Ipv4Addr::new(*a, *b, *c, *d).to_string()),
            bytes => <[u8; 16]>::try_from(bytes)
                .ok()
                .map(|b| Ipv6Addr::from(b).to_string()),
        },
        _ => None,
    };
    let fingerprint: Vec<String> = Sha256::digest(&pem.contents)
        .iter()
        .map(|b| format!("{b:02X}"))
        .collect();
    Ok(Certificate {
        until: certificate.validity().not_after.timestamp(),
        names: names
            .iter()
            .flat_map(|n| &n.value.general_names)
            .filter_map(name)
            .collect(),
        fingerprint: fingerprint.join(":"),
    })
}

impl Certificate {
    /// Its last day, as people read it.
    pub(crate) fn last_day(&self) -> String {
        dienhong_i18n::day(day_of(self.until.saturating_mul(1000)))
    }
}

/// Reads names of the server: host names and IP addresses.
pub(crate) fn names(typed: &[String]) -> Result<Vec<String>, Failure> {
    let mut names: Vec<String> = typed
        .iter()
        .map(|n| n.trim().to_ascii_lowercase())
        .filter(|n| !n.is_empty())
        .collect();
    let mut seen = std::collections::HashSet::new();
    names.retain(|n| seen.insert(n.clone()));
    let is_label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !l.starts_with('-')
    };
    let is_name = |n: &String| n.parse::<IpAddr>().is_ok() || (n.len() <= 253 && n.split('.').all(is_label));
    match names.iter().find(|n| !is_name(n)) {
        Some(bad) => Err(Failure::usage("cli-error-host-name").with("value", bad)),
        None if names.is_empty() => Err(Failure::usage("cli-error-host-name").with("value", "")),
        None => Ok(names),
    }
}

fn params(names: &[String], title: String, days: i64) -> Result<CertificateParams, Failure> {
    let mut params = CertificateParams::new(names.to_vec()).map_err(Failure::broken)?;
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, title);
    params.distinguished_name = name;
    let now = OffsetDateTime::from_unix_timestamp(machine_seconds()).map_err(Failure::broken)?;
    // A phone whose clock is a little slow must not refuse it.
    params.not_before = now - Duration::days(1);
    params.not_after = now + Duration::days(days);
    Ok(params)
}

fn ca_params(names: &[String]) -> Result<CertificateParams, Failure> {
    let title = format!("Diên Hồng – {}", names.first().map_or("", String::as_str));
    let mut ca = params(names, title, CA_YEARS * 365)?;
    ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    ca.name_constraints = Some(only(&ca.subject_alt_names));
    ca.subject_alt_names = Vec::new();
    Ok(ca)
}

/// Constraints apply only to the types of names that they list, so each type is listed.
fn only(names: &[SanType]) -> NameConstraints {
    let mut of = NameConstraints {
        permitted_subtrees: Vec::new(),
        excluded_subtrees: Vec::new(),
    };
    let (mut has_name, mut has_number) = (false, false);
    for name in names {
        match name {
            SanType::DnsName(name) => {
                has_name = true;
                of.permitted_subtrees
                    .push(GeneralSubtree::DnsName(name.to_string()));
            }
            SanType::IpAddress(ip) => {
                has_number = true;
                let bits = if ip.is_ipv4() { 32 } else { 128 };
                of.permitted_subtrees
                    .push(GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(*ip, bits)));
            }
            _ => {}
        }
    }
    if !has_name {
        of.permitted_subtrees
            .push(GeneralSubtree::DnsName("dienhong.invalid".to_owned()));
    }
    if !has_number {
        of.excluded_subtrees
            .push(GeneralSubtree::IpAddress(CidrSubnet::V4([0; 4], [0; 4])));
        of.excluded_subtrees
            .push(GeneralSubtree::IpAddress(CidrSubnet::V6([0; 16], [0; 16])));
    }
    of
}

fn server_params(names: &[String]) -> Result<CertificateParams, Failure> {
    let mut server = params(names, names.first().cloned().unwrap_or_default(), SERVER_DAYS)?;
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.use_authority_key_identifier_extension = true;
    Ok(server)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ca() -> (tempfile::TempDir, OwnCa) {
        let folder = tempfile::tempdir().expect("a folder");
        let ca = OwnCa {
            folder: folder.path().join("tls"),
        };
        ca.make(&["dienhong.phuong.lan".to_owned(), "192.168.1.10".to_owned()])
            .expect("made");
        (folder, ca)
    }

    #[test]
    fn the_server_is_named_and_holds_for_397_days() {
        let (_folder, ca) = ca();
        let server = ca.server().expect("read");
        assert_eq!(server.names, ["dienhong.phuong.lan", "192.168.1.10"]);
        let days = (server.until - machine_seconds()) / 86_400;
        assert!((396..=397).contains(&days), "{days}");
    }

    #[test]
    fn the_server_is_renewed_a_month_before_its_end_and_the_authority_stays() {
        let (_folder, ca) = ca();
        let (authority, server) = (ca.authority().expect("read"), ca.server().expect("read"));
        assert!(!ca.keep_fresh(server.until - 31 * 86_400).expect("looked"));
        assert!(ca.keep_fresh(server.until - 29 * 86_400).expect("renewed"));
        assert_eq!(ca.authority().expect("read").fingerprint, authority.fingerprint);
        assert_ne!(ca.server().expect("read").fingerprint, server.fingerprint);
        assert_eq!(ca.server().expect("read").names, server.names);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_the_keys() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, ca) = ca();
        for path in [ca.ca_key(), ca.server_key()] {
            let mode = fs::metadata(&path).expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{}", path.display());
        }
        let mode = fs::metadata(&ca.folder).expect("a folder").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn names_are_host_names_or_numbers() {
        let read = |n: &str| names(&[n.to_owned()]).is_ok();
        assert!(read("dienhong.phuong.lan") && read("192.168.1.10") && read("may-chu") && read("::1"));
        assert!(!read("phường.lan") && !read("https://a") && !read("") && !read("a b"));
    }
}
