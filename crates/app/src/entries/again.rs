//! An act whose write somebody else's overtook is done again.

use super::EntryService;
use crate::app::Fault;
use dienhong_store::WriteError;

/// How often an act is done anew because the map, the packs or its entries changed meanwhile.
const RENEWALS: usize = 4;

/// An error of an act, among others that its write was refused.
pub(super) trait ActError: From<Fault> {
    /// The fault in it, if it is one.
    fn fault(&self) -> Option<&Fault>;
}

impl ActError for Fault {
    fn fault(&self) -> Option<&Fault> {
        Some(self)
    }
}

impl<'a> EntryService<'a> {
    /// Does an act that reads, checks and writes. If others wrote what it had read, or took the same place, it is done again on
    /// what stands then, with the map and the rules then in force.
    ///
    /// # Errors
    /// Those of the act; [`WriteError::Outdated`] if others kept writing.
    pub(super) async fn until_written<T, E, F>(&self, act: impl Fn(EntryService<'a>) -> F) -> Result<T, E>
    where
        E: ActError,
        F: Future<Output = Result<T, E>>,
    {
        let mut on = self.clone();
        for _ in 0..RENEWALS {
            let answer = act(on.clone()).await;
            let fault = answer.as_ref().err().and_then(|error| error.fault());
            let Some(Fault::Write(error)) = fault else {
                return answer;
            };
            if *error != WriteError::Stale && !on.is_overtaken(error).await? {
                return answer;
            }
            on = on.renewed().entries();
        }
        Err(Fault::from(WriteError::Outdated).into())
    }
}
