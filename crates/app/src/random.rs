//! The only place that asks the system for randomness.

/// Returns `N` random bytes of the operating system.
///
/// # Errors
/// The system gave none.
#[expect(clippy::disallowed_methods, reason = "the home of this call")]
pub fn bytes<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
