//! Passwords: which are refused, and the slow hash.
//!
//! At least ten characters and no rules of composition: length protects, rules only annoy. The most common passwords
//! are refused.

use super::Fault;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use dienhong_domain::text;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// A password that may be used.
#[derive(Clone)]
pub struct Password(String);

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordError {
    /// Nothing was typed.
    Missing,
    /// Too few letters.
    TooShort {
        /// Least letters.
        least: usize,
    },
    /// Too many letters.
    TooLong {
        /// Most letters.
        most: usize,
    },
    /// Digits only: birthdays and telephone numbers are guessed first.
    OnlyDigits,
    /// One of the most common passwords.
    Common,
    /// Hardly more than the login or the name.
    LikeTheLogin,
}

impl Password {
    /// Least letters.
    pub const LEAST: usize = 10;
    /// Most letters.
    pub const MOST: usize = 128;

    /// Reads a new password of somebody with these names.
    pub fn parse(input: &str, names: &[&str]) -> Result<Password, PasswordError> {
        let password = normal(input);
        let length = text::length(&password);
        match () {
            () if password.is_empty() => Err(PasswordError::Missing),
            () if length < Self::LEAST => Err(PasswordError::TooShort { least: Self::LEAST }),
            () if length > Self::MOST => Err(PasswordError::TooLong { most: Self::MOST }),
            () if is_digits(&password) && length < 20 => Err(PasswordError::OnlyDigits),
            () if is_common(&password) => Err(PasswordError::Common),
            () if is_like(&password, names) => Err(PasswordError::LikeTheLogin),
            () => Ok(Password(password)),
        }
    }
}

// "ế" may be entered as one code point or three, depending on the keyboard; spaces at the ends come from copying.
fn normal(input: &str) -> String {
    text::clean(input)
}

fn is_digits(password: &str) -> bool {
    password.chars().all(|c| c.is_ascii_digit() || " .-/".contains(c))
}

fn is_common(password: &str) -> bool {
    let letters = squeezed(password);
    let base = letters.trim_matches(|c: char| c.is_ascii_digit());
    base.is_empty()
        || COMMON.lines().any(|word| word == letters || word == base)
        || is_repeated(&letters)
        || is_a_run(&letters)
}

fn is_like(password: &str, names: &[&str]) -> bool {
    let letters = squeezed(password);
    names
        .iter()
        .map(|n| squeezed(n))
        .filter(|n| n.len() >= 4)
        .any(|name| {
            let rest = letters.replace(&name, "");
            rest.len() < letters.len() && rest.chars().filter(|c| !c.is_ascii_digit()).count() < 4
        })
}

// Without diacritics, spaces and punctuation: "Mật-khẩu 123" becomes "matkhau123".
fn squeezed(words: &str) -> String {
    text::fold(words).replace(' ', "")
}

fn is_repeated(letters: &str) -> bool {
    (1..=3).any(|period| {
        let bytes = letters.as_bytes();
        bytes.len() > period && bytes.iter().zip(&bytes[period..]).all(|(a, b)| a == b)
    })
}

fn is_a_run(letters: &str) -> bool {
    const RUNS: [&str; 4] = [
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm",
        "qazwsxedcrfvtgbyhnujmikolp",
        "1qaz2wsx3edc4rfv5tgb6yhn",
    ];
    letters.len() >= 4
        && RUNS
            .iter()
            .any(|run| run.contains(letters) || run.chars().rev().collect::<String>().contains(letters))
}

// Folded common words, refused alone or with digits around them.
const COMMON: &str = include_str!("common_passwords.txt");

/// Hashes and checks passwords, two at a time: each takes 19 MiB and a processor core.
pub(super) struct Passwords {
    permits: Arc<Semaphore>,
}

/// A hash that is checked where there is no password: it takes the same work as a real one, and no password matches it.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

impl Passwords {
    pub(super) fn new() -> Passwords {
        Passwords {
            permits: Arc::new(Semaphore::new(2)),
        }
    }
    /// The hash to keep.
    pub(super) async fn hash(&self, password: &Password) -> Result<String, Fault> {
        let password = password.0.clone();
        self.apart(move || hash(&password)).await?
    }
    /// Whether a typed password matches the stored hash. Without a stored one the same work is done, and the answer is
    /// no.
    pub(super) async fn is_right(&self, kept: Option<String>, typed: &str) -> Result<bool, Fault> {
        let typed = normal(typed);
        self.apart(move || {
            let is_somebody = kept.is_some();
            let phc = kept.as_deref().unwrap_or(NOBODY);
            is_somebody & verify(phc, &typed)
        })
        .await
    }
    async fn apart<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
        let permit = self
            .permits
            .clone()
            .acquire_owned()
            .await
            .map_err(Fault::machine)?;
        let done = tokio::task::spawn_blocking(move || (work(), permit)).await;
        done.map(|(result, _)| result).map_err(Fault::machine)
    }
}

// 19 MiB, two iterations, one lane: the minimum that OWASP recommends for Argon2id, suitable for a small PC.
fn argon2() -> Result<Argon2<'static>, Fault> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(Fault::machine)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str) -> Result<String, Fault> {
    Ok(argon2()?
        .hash_password(password.as_bytes())
        .map_err(Fault::machine)?
        .to_string())
}

// A hash that cannot be read matches no password.
fn verify(phc: &str, password: &str) -> bool {
    PasswordHash::new(phc).is_ok_and(|kept| {
        Argon2::default()
            .verify_password(password.as_bytes(), &kept)
            .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refused(password: &str) -> Option<PasswordError> {
        Password::parse(password, &["nguyenthiphuong", "Nguyễn Thị Phượng"]).err()
    }

    #[test]
    fn what_everybody_tries_is_refused() {
        for password in [
            "matkhau123",
            "Mật khẩu 2025",
            "anhyeuem99",
            "1qaz2wsx3e",
            "aaaaaaaaaa",
            "abababababab",
            "qwertyuiop",
            "DienHong2025",
            "vietnam1975",
            "Password12",
            "Công an 113!!",
        ] {
            assert_eq!(refused(password), Some(PasswordError::Common), "{password}");
        }
        assert_eq!(refused("0905123456"), Some(PasswordError::OnlyDigits));
        assert_eq!(refused("15/09/1975"), Some(PasswordError::OnlyDigits));
        assert_eq!(refused("Nguyễn Thị Phượng 75"), Some(PasswordError::LikeTheLogin));
        assert_eq!(refused("ngắn thôi"), Some(PasswordError::TooShort { least: 10 }));
        assert_eq!(refused(" \u{200b} "), Some(PasswordError::Missing));
    }

    #[test]
    fn the_hash_of_nobody_is_as_much_work_as_a_real_one() {
        let real = hash("bốn con vịt xanh").expect("a hash");
        let work = |phc: &str| phc.split('$').take(4).collect::<Vec<_>>().join("$");
        let lengths = |phc: &str| phc.split('$').map(str::len).collect::<Vec<_>>();
        assert_eq!((work(NOBODY), lengths(NOBODY)), (work(&real), lengths(&real)));
        assert!(PasswordHash::new(NOBODY).is_ok() && !verify(NOBODY, "bốn con vịt xanh"));
    }

    #[test]
    fn length_is_enough_without_rules_of_composition() {
        for password in [
            "bốn con vịt xanh",
            "cây đa bến nước sân đình",
            "phượng nở tháng năm",
        ] {
            assert_eq!(refused(password), None, "{password}");
        }
    }

    #[tokio::test]
    async fn a_password_is_right_in_either_form_of_its_letters() {
        let passwords = Passwords::new();
        let kept = passwords
            .hash(&Password::parse("bốn con vịt xanh", &[]).expect("long enough"))
            .await
            .expect("hash");
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let apart: String = "bô\u{301}n con vi\u{323}t xanh ".into();
        assert!(
            passwords
                .is_right(Some(kept.clone()), &apart)
                .await
                .expect("checked")
        );
        assert!(
            !passwords
                .is_right(Some(kept), "bon con vit xanh")
                .await
                .expect("checked")
        );
        assert!(
            !passwords
                .is_right(None, "nobody has this password")
                .await
                .expect("checked")
        );
        assert!(
            !passwords
                .is_right(Some("broken".into()), "x")
                .await
                .expect("checked")
        );
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "\\PC{0,40}") {
            let _ = Password::parse(&text, &["phuong"]);
        }
    }
}
