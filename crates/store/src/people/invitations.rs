//! Invitations: single use, for some days; only the hash of the code is kept.

use crate::rows::columns;
use crate::{Batch, Store, StoreError, args};
use dienhong_domain::people::InvitationPurpose;
use uuid::Uuid;

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationRow {
    /// Permanent id.
    pub id: Uuid,
    /// Who is invited.
    pub person: i64,
    /// What it is for.
    pub purpose: InvitationPurpose,
    /// Who invited.
    pub made_by: i64,
    /// When.
    pub made_at: i64,
    /// When it ends.
    pub expires: i64,
    /// When it was used.
    pub used: Option<i64>,
    /// When it was withdrawn or replaced.
    pub withdrawn: Option<i64>,
}

columns!(InvitationRow of invitation i: id, person, purpose, made_by, made_at, expires, used, withdrawn);

impl InvitationRow {
    /// Whether it can be used at a moment.
    pub fn holds(&self, now: i64) -> bool {
        self.used.is_none() && self.withdrawn.is_none() && now < self.expires
    }
}

/// An invitation to make.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// Permanent id.
    pub id: Uuid,
    /// SHA-256 of the code.
    pub token_hash: [u8; 32],
    /// Who is invited.
    pub person: i64,
    /// What it is for.
    pub purpose: InvitationPurpose,
    /// When it ends.
    pub expires: i64,
}

impl Store {
    /// The invitation of a code.
    pub async fn invitation(&self, token_hash: &[u8]) -> Result<Option<InvitationRow>, StoreError> {
        self.first(
            format!(
                "SELECT {} FROM invitation i WHERE i.token_hash = $1",
                InvitationRow::COLUMNS
            ),
            args![token_hash],
        )
        .await
    }
    /// Invitations of several persons that were neither used nor withdrawn; their days may be over.
    pub async fn open_invitations(&self, persons: &[i64]) -> Result<Vec<InvitationRow>, StoreError> {
        let list = super::list(persons.iter().copied());
        self.all(
            format!(
                "SELECT {} FROM invitation i WHERE i.person IN ({list}) AND i.used IS NULL AND i.withdrawn IS NULL \
                 ORDER BY i.made_at, i.id",
                InvitationRow::COLUMNS
            ),
            args![],
        )
        .await
    }
}

impl Batch {
    /// Makes an invitation; those that the person had before end.
    pub fn add_invitation(self, new: &NewInvitation) -> Batch {
        let (at, by) = (self.at, self.author);
        self.withdraw_invitations(new.person).run(
            "INSERT INTO invitation (id, token_hash, person, purpose, made_by, made_at, expires, used, withdrawn) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL)",
            args![new.id, &new.token_hash[..], new.person, new.purpose.code(), by, at, new.expires],
        )
    }
    /// Withdraws what invitations a person has.
    pub fn withdraw_invitations(self, person: i64) -> Batch {
        let at = self.at;
        self.run(
            "UPDATE invitation SET withdrawn = $2 WHERE person = $1 AND used IS NULL AND withdrawn IS NULL",
            args![person, at],
        )
    }
    /// Uses an invitation; refused as stale when it was used or withdrawn, or is over.
    pub fn use_invitation(self, id: Uuid) -> Batch {
        let at = self.at;
        self.run(
            "UPDATE invitation SET used = $2 WHERE id = $1 AND used IS NULL AND withdrawn IS NULL AND expires > $2",
            args![id, at],
        )
        .expect(1)
    }
}
