//! People, how they sign in, what they are appointed to, and the keys given to programs.

mod appointments;
mod credentials;
mod invitations;
mod persons;
mod sessions;
mod tokens;
mod work;

pub use appointments::{AppointmentRow, NewAppointment};
pub use credentials::{FailureRow, PasskeyRow, TotpRow};
pub use invitations::{InvitationRow, NewInvitation};
pub use persons::{NewPerson, PersonRow};
pub use sessions::{NewSession, SessionRow};
pub use tokens::{NewToken, TokenRow};
pub use work::OpenWork;
