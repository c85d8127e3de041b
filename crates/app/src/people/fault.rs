//! Failures that the user cannot correct.

use dienhong_store::{StoreError, WriteError};

/// A failure of the installation, not of the user.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Reading failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Writing failed.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Random numbers, hashing or a task failed.
    #[error("{0}")]
    Machine(String),
}

impl Fault {
    pub(super) fn machine(cause: impl std::fmt::Display) -> Fault {
        Fault::Machine(cause.to_string())
    }
}

/// Lets `?` turn a failure of the installation into the `Fault` variant of an act's error.
macro_rules! carries_fault {
    ($($error:ty),*) => {$(
        impl From<$crate::people::Fault> for $error {
            fn from(fault: $crate::people::Fault) -> Self {
                <$error>::Fault(fault)
            }
        }
        impl From<dienhong_store::StoreError> for $error {
            fn from(cause: dienhong_store::StoreError) -> Self {
                <$error>::Fault(cause.into())
            }
        }
        impl From<dienhong_store::WriteError> for $error {
            fn from(cause: dienhong_store::WriteError) -> Self {
                <$error>::Fault(cause.into())
            }
        }
    )*};
}
pub(super) use carries_fault;
