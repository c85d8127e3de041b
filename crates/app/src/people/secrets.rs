//! Random secrets, their written form, and their hashes.

use super::Fault;
use data_encoding::{BASE64URL_NOPAD, Encoding, Specification};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

// Crockford's alphabet: no I, L, O, U. Typed codes may contain these, lower case, spaces and dashes.
static LETTERS: LazyLock<Encoding> = LazyLock::new(|| {
    let mut spec = Specification::new();
    spec.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    spec.ignore.push_str("- ");
    spec.translate.from.push_str("abcdefghjkmnpqrstvwxyzOoIiLl");
    spec.translate.to.push_str("ABCDEFGHJKMNPQRSTVWXYZ001111");
    spec.encoding().unwrap_or(data_encoding::BASE32_NOPAD)
});

/// Random bytes.
pub(super) fn random<const N: usize>() -> Result<[u8; N], Fault> {
    crate::random::bytes().map_err(Fault::machine)
}

/// The hash under which a secret is stored.
pub(super) fn hash(secret: &[u8]) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// A code of 128 bits that can be copied by hand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Code([u8; 16]);

impl Code {
    pub(super) fn random() -> Result<Code, Fault> {
        Ok(Code(random()?))
    }
    /// Reads a typed or scanned code.
    pub(super) fn parse(input: &str) -> Option<Code> {
        let bytes = LETTERS.decode(input.trim().as_bytes()).ok()?;
        Some(Code(bytes.try_into().ok()?))
    }
    /// The form used in links.
    pub(super) fn text(self) -> String {
        LETTERS.encode(&self.0)
    }
    /// The form used on paper: groups of four.
    pub(super) fn grouped(self) -> String {
        grouped(&self.text())
    }
    pub(super) fn hash(self) -> [u8; 32] {
        hash(&self.0)
    }
}

/// A recovery code of 80 bits: 16 characters.
pub(super) fn recovery_code() -> Result<([u8; 10], String), Fault> {
    let bytes = random::<10>()?;
    Ok((bytes, grouped(&LETTERS.encode(&bytes))))
}

/// Reads a typed recovery code.
pub(super) fn read_recovery_code(input: &str) -> Option<[u8; 10]> {
    LETTERS.decode(input.trim().as_bytes()).ok()?.try_into().ok()
}

/// A secret of 256 bits for cookies, keys and unfinished ceremonies, as text.
pub(super) fn token() -> Result<String, Fault> {
    Ok(BASE64URL_NOPAD.encode(&random::<32>()?))
}

/// Splits a text into groups of four.
pub(super) fn grouped(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_code_survives_being_copied_by_hand(bytes in any::<[u8; 16]>()) {
            let code = Code(bytes);
            let sloppy = code.grouped().to_lowercase().replace('0', "o").replace('1', "l").replace('-', " ");
            prop_assert!(Code::parse(&sloppy) == Some(code));
            prop_assert_eq!(code.text().len(), 26);
        }

        #[test]
        fn reading_a_code_never_panics(text in "\\PC{0,40}") {
            let _ = (Code::parse(&text), read_recovery_code(&text));
        }
    }

    #[test]
    fn recovery_codes_are_four_groups_of_four() {
        let (bytes, text) = recovery_code().expect("randomness");
        assert_eq!(text.len(), 19);
        assert_eq!(read_recovery_code(&text), Some(bytes));
    }
}
