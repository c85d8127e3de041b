//! People, how they sign in, what they are appointed to, and the keys given to programs.

mod appointments;
mod credentials;
mod feeds;
mod history;
mod invitations;
mod persons;
mod sessions;
mod tokens;
mod work;

pub use appointments::{AppointmentRow, NewAppointment};
pub use credentials::{FailureRow, PasskeyRow, TotpRow};
pub use feeds::FeedRow;
pub use history::LogFilter;
pub use invitations::{InvitationRow, NewInvitation};
pub use persons::{NewPerson, PersonRow, WaysRow};
pub use sessions::{NewSession, SessionRow};
pub use tokens::{NewToken, TokenRow};
pub use work::OpenWork;

// Numbers of ours written into a statement; an empty list matches nothing.
fn list(ids: impl Iterator<Item = i64>) -> String {
    let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
    if ids.is_empty() {
        "NULL".to_owned()
    } else {
        ids.join(", ")
    }
}
