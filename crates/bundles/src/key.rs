//! The key of an installation.

use ring::rand::SystemRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use sha2::{Digest, Sha256};

/// Why a key can not be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The machine gave no randomness.
    #[error("no randomness for a new key")]
    Random,
    /// The stored bytes are not a key.
    #[error("the kept key can not be read")]
    Unreadable,
}

/// Signs in the name of an installation.
pub struct Signer(Ed25519KeyPair);

impl Signer {
    /// Makes a key and returns it as PKCS #8, which is secret and has to be stored.
    pub fn generate() -> Result<Vec<u8>, KeyError> {
        let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| KeyError::Random)?;
        Ok(made.as_ref().to_vec())
    }

    /// Reads a stored key (PKCS #8).
    pub fn read(kept: &[u8]) -> Result<Signer, KeyError> {
        Ed25519KeyPair::from_pkcs8(kept)
            .map(Signer)
            .map_err(|_| KeyError::Unreadable)
    }

    /// The public key: 32 bytes.
    pub fn public(&self) -> Vec<u8> {
        self.0.public_key().as_ref().to_vec()
    }

    pub(crate) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.0.sign(bytes).as_ref().to_vec()
    }
}

/// Whether a signature over bytes was made by the holder of a key.
pub(crate) fn is_signed(key: &[u8], bytes: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, key)
        .verify(bytes, signature)
        .is_ok()
}

/// A key in six groups of four letters, to be compared over the telephone: 96 bits of its SHA-256.
pub fn fingerprint(key: &[u8]) -> String {
    let digest = hex::encode_upper(&Sha256::digest(key)[..12]);
    let groups: Vec<&str> = (0..6).map(|n| &digest[n * 4..n * 4 + 4]).collect();
    groups.join(" ")
}
