//! People: invitations, ways of signing in, sessions, appointments, hand-over of open work, API keys.
//!
//! What a role may do is defined in `domain::rights`; it is checked here, in [`Actor::may`] and [`may_give`], and
//! nowhere else. Names are kept in the `person` table only: the change log contains numbers and ids.

mod accept;
mod account;
mod actor;
mod actor_cache;
mod appointments;
mod early;
mod enrol;
mod fault;
mod feeds;
mod hand_over;
mod history;
mod invite;
mod members;
mod names;
mod passkeys;
mod passwords;
mod pending;
mod qr;
mod rescue;
mod secrets;
mod sessions;
mod setup;
mod sign_in;
mod throttle;
mod tokens;
mod totp;

#[cfg(test)]
mod tests;

pub use accept::{AcceptError, InvitationError, Invited};
pub use account::{Account, AccountError};
pub use actor::{Actor, By, may_give};
pub use appointments::{AppointError, EndError, NewTerm, ReasonError};
pub use dienhong_domain::people::SessionKind as Kind;
pub use enrol::{Enrolment, LoginError, PasswordForm};
pub use fault::Fault;
pub use feeds::FeedError;
pub use hand_over::{HandOver, HandOverError, WorkLine};
pub use history::{History, HistoryError, HistoryLine, HistoryQuestion};
pub use invite::{InviteError, NewInvite, ResetError, Ticket};
pub use members::{Member, MemberError, Ways};
pub use names::{NameError, PersonName, Phone, PhoneError};
pub use passkeys::{Ceremony, PasskeyError};
pub use passwords::{Password, PasswordError};
pub use qr::svg as qr_svg;
pub use rescue::{RescueError, RescueFor};
pub use sessions::SignedIn;
pub use setup::{HOME_LEVELS, NewBook, SetUpError, SetUpState};
pub use sign_in::{CodeError, Door, HalfWay, SignInError};
pub use tokens::{NewProgram, ProgramKey, ProgramRow, TokenError};
pub use totp::Drift;

use actor_cache::ActorCache;
use dienhong_domain::time::Day;
use dienhong_domain::units::{UnitId, UnitMap};
use dienhong_store::Store;
use passkeys::{Registering, SigningIn};
use passwords::Passwords;
use pending::Pending;
use throttle::Throttle;
use url::Url;
use webauthn_rs::{Webauthn, WebauthnBuilder};

crate::context::service!(
    /// Acts of somebody: on the own account, and on other people.
    PeopleService, people
);

/// When an act happens, and on which map.
#[derive(Clone, Copy)]
pub struct RightsContext<'a> {
    /// UTC milliseconds.
    pub now: i64,
    /// Units over time.
    pub map: &'a UnitMap,
}

impl RightsContext<'_> {
    /// The civil day in Vietnam.
    pub fn today(&self) -> Day {
        dienhong_i18n::day_of(self.now)
    }
    // The home whose chair reads what was done to a unit.
    fn home(&self, unit: UnitId) -> i32 {
        self.map.home(unit, self.today()).unwrap_or(unit).0
    }
}

/// Acts on people. One instance for the whole program, because it keeps unfinished ceremonies and failed attempts in
/// memory.
pub struct People {
    store: Store,
    base: Url,
    webauthn: Option<Webauthn>,
    passwords: Passwords,
    actor_cache: ActorCache,
    throttle: Throttle,
    registering: Pending<Registering>,
    signing_in: Pending<SigningIn>,
    half_way: Pending<sign_in::Half>,
    enrolling: Pending<enrol::Enrolling>,
    early: early::Early,
    setup_code: String,
}

impl People {
    /// Makes the acts for a store. `base` is the address of this installation. Passkeys are bound to its host name;
    /// with an IP address there are none.
    pub fn new(store: Store, base: Url) -> Result<People, Fault> {
        Ok(People {
            webauthn: webauthn(&base),
            passwords: Passwords::new(),
            setup_code: secrets::Code::random()?.grouped(),
            store,
            base,
            actor_cache: ActorCache::default(),
            throttle: Throttle::default(),
            registering: Pending::default(),
            signing_in: Pending::default(),
            half_way: Pending::default(),
            enrolling: Pending::default(),
            early: early::Early::default(),
        })
    }
    /// Whether passkeys can be used with this address.
    pub fn has_passkeys(&self) -> bool {
        self.webauthn.is_some()
    }
    /// The address of this installation.
    pub fn base(&self) -> &Url {
        &self.base
    }
    /// The store, for pages that only read.
    pub fn store(&self) -> &Store {
        &self.store
    }
}

// Passkeys need a host name and a secure context: https, or plain http on the same machine.
fn webauthn(base: &Url) -> Option<Webauthn> {
    let name = base.domain()?;
    let is_here = name == "localhost" || name.ends_with(".localhost");
    if base.scheme() != "https" && !is_here {
        return None;
    }
    WebauthnBuilder::new(name, base)
        .ok()?
        .rp_name("Diên Hồng")
        .build()
        .ok()
}
