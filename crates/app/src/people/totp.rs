//! Codes by time: six digits every thirty seconds, each taken once.

use super::{Fault, qr, secrets};
use totp_rs::{Builder, Totp};

/// A shared secret of 160 bits, as RFC 4226 recommends.
pub(super) type Secret = [u8; 20];

pub(super) fn new_secret() -> Result<Secret, Fault> {
    secrets::random()
}

/// The step whose code was typed, one step early or late included. `None` is a wrong code.
pub(super) fn step_of(secret: &[u8], code: &str, now: i64) -> Option<i64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let step = totp(secret, "").check(&digits, u64::try_from(now / 1000).ok()?)?;
    i64::try_from(step).ok()
}

/// What an authenticator app needs.
pub(super) struct Card {
    /// The secret in groups of four, to type by hand.
    pub(super) letters: String,
    /// The same as a QR code.
    pub(super) qr: String,
    /// The same as an address, which opens an app on the same phone.
    pub(super) address: String,
}

pub(super) fn card(secret: &Secret, account: &str) -> Result<Card, Fault> {
    let totp = totp(secret, account);
    let address = totp.to_url().map_err(Fault::machine)?;
    Ok(Card {
        letters: secrets::grouped(&totp.secret().to_base32()),
        qr: qr::svg(&address).ok_or_else(|| Fault::machine("the secret does not fit a QR code"))?,
        address,
    })
}

// SHA-1, six digits, thirty seconds: the only set that every authenticator app follows.
fn totp(secret: &[u8], account: &str) -> Totp {
    Builder::new()
        .with_secret(secret.to_vec())
        .with_account_name(account.replace(':', " "))
        .with_issuer(Some("Dien Hong"))
        .build_noncompliant()
}

/// The code of a moment.
#[cfg(test)]
pub(super) fn code_at(secret: &[u8], now: i64) -> String {
    totp(secret, "").generate((now / 1000) as u64).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_follow_rfc_6238() {
        // Appendix B, SHA-1, 59 s: 94287082; six digits keep the end.
        assert_eq!(step_of(b"12345678901234567890", "287 082", 59_000), Some(1));
        assert_eq!(step_of(b"12345678901234567890", "287082", 1_000_000), None);
        assert_eq!(step_of(b"12345678901234567890", "28708", 59_000), None);
    }

    #[test]
    fn a_card_names_the_account_and_survives_odd_names() {
        let card = card(&[7; 20], "phượng:1").expect("a card");
        assert!(card.qr.starts_with("<svg"));
        assert_eq!(card.letters.len(), 39);
    }
}
