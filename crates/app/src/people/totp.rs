//! Time-based codes: six digits every thirty seconds, each accepted once.

use super::{Fault, qr, secrets};
use totp_rs::{Builder, Totp};

const STEP: i64 = 30_000;

/// A shared secret of 160 bits, as RFC 4226 recommends.
pub(super) type Secret = [u8; 20];

pub(super) fn new_secret() -> Result<Secret, Fault> {
    secrets::random()
}

/// The step whose code was typed, up to one step early or late. `None` for a wrong code.
pub(super) fn step_of(secret: &[u8], code: &str, now: i64) -> Option<i64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let step = totp(secret, "").check(&digits, u64::try_from(now / 1000).ok()?)?;
    i64::try_from(step).ok()
}

/// How far the clock of an authenticator app is from the server's: its code is right for another moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drift {
    /// Whole minutes, at least one.
    pub minutes: i64,
    /// Whether the app's clock is ahead of the server's.
    pub is_ahead: bool,
}

/// For a code that is not a present one: the step within about ten minutes whose code was typed.
pub(super) fn step_nearby(secret: &[u8], code: &str, now: i64) -> Option<i64> {
    // Each check covers the step before and after, so every third is enough: 2 to 22 steps of half a minute.
    let looks = (3..=21).step_by(3).flat_map(|away| [away, -away]);
    let moments = looks.map(|away: i64| now + away * STEP);
    moments.filter_map(|at| step_of(secret, code, at)).next()
}

/// How far a step is from now.
pub(super) fn drift(step: i64, now: i64) -> Drift {
    let away = step - now_step(now);
    Drift {
        minutes: ((away.abs() * STEP + 30_000) / 60_000).max(1),
        is_ahead: away > 0,
    }
}

/// The step of a moment.
pub(super) fn now_step(now: i64) -> i64 {
    now.div_euclid(STEP)
}

/// What is needed to set up an authenticator app.
pub(super) struct Card {
    /// The secret in groups of four, to type by hand.
    pub(super) letters: String,
    /// The same as a QR code.
    pub(super) qr: String,
    /// The same as a link, which opens an app on the same phone.
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

// SHA-1, six digits, thirty seconds: the only parameters that every authenticator app supports.
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
        // Appendix B, SHA-1, 59 s: 94287082; a six-digit code is its end.
        assert_eq!(step_of(b"12345678901234567890", "287 082", 59_000), Some(1));
        assert_eq!(step_of(b"12345678901234567890", "287082", 1_000_000), None);
        assert_eq!(step_of(b"12345678901234567890", "28708", 59_000), None);
    }

    #[test]
    fn codes_of_clocks_that_drift_are_known_up_to_ten_minutes_and_not_beyond() {
        let (secret, now) = (b"12345678901234567890", 1_700_000_010_000);
        for away in (-20..=20_i64).filter(|away| away.abs() > 1) {
            let typed = code_at(secret, now + away * STEP);
            assert_eq!(step_of(secret, &typed, now), None, "{away} steps are not taken");
            let step = step_nearby(secret, &typed, now).expect("a step near by");
            assert_eq!(step, now_step(now) + away);
            assert_eq!(drift(step, now).is_ahead, away > 0);
        }
        assert_eq!(drift(now_step(now) - 14, now).minutes, 7);
        assert_eq!(step_nearby(secret, &code_at(secret, now + 40 * STEP), now), None);
        assert_eq!(step_nearby(secret, "12 345", now), None);
    }

    #[test]
    fn a_card_names_the_account_and_survives_odd_names() {
        let card = card(&[7; 20], "phượng:1").expect("a card");
        assert!(card.qr.starts_with("<svg"));
        assert_eq!(card.letters.len(), 39);
    }
}
