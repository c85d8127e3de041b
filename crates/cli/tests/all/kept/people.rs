//! People of a kept book, who sign in in the ordinary ways.

use dienhong_app::App;
use dienhong_app::people::{
    Actor, Door, Enrolment, NewBook, NewInvite, NewTerm, PasswordForm, PersonName, SignedIn, Ticket,
};
use dienhong_domain::rights::Role;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;

/// The password of everybody in a kept book.
pub(crate) const PASSWORD: &str = "bốn con vịt xanh";
/// The origin of everybody's requests.
pub(crate) const DOOR: Door<'static> = Door {
    address: "10.0.0.7",
    device: "Chrome, Android",
};

/// Somebody who signed in.
pub(crate) struct Joined {
    pub(crate) actor: Actor,
    pub(crate) recovery: Vec<String>,
}

pub(crate) fn name(text: &str) -> PersonName {
    PersonName::parse(text).expect("a name")
}

/// Sets the book up in the name of a commune; its first person is operator and chair.
pub(crate) async fn set_up(app: &App, commune: UnitId) -> Joined {
    let book = app.snapshot();
    let new = NewBook {
        language: "vi".into(),
        unit: commune,
        name: name("Nguyễn Thị Phượng"),
        phone: None,
        role: Some(Role::Chair),
    };
    let ticket = app.people.set_up(app.here(&book), &new).await.expect("set up");
    accept(app, &ticket, "phuong").await
}

/// Invites a person to a role, who has not accepted yet.
pub(crate) async fn invite(app: &App, by: &Actor, who: &str, role: Role, unit: UnitId) -> Ticket {
    let new = NewInvite {
        name: name(who),
        phone: None,
        term: NewTerm {
            role,
            unit,
            subject: None,
            from: app.today(),
            to: Day::MAX,
        },
        language: "vi".into(),
    };
    let done = app.by(by).people().invite(&new).await;
    done.unwrap_or_else(|e| panic!("{who}: {e:?}"))
}

/// An invited person who accepts with a password and the codes of an authenticator app.
pub(crate) async fn join(
    app: &App,
    by: &Actor,
    (who, login): (&str, &str),
    role: Role,
    unit: UnitId,
) -> Joined {
    let ticket = invite(app, by, who, role, unit).await;
    accept(app, &ticket, login).await
}

async fn accept(app: &App, ticket: &Ticket, login: &str) -> Joined {
    let book = app.snapshot();
    let here = app.here(&book);
    let form = PasswordForm {
        login: login.into(),
        password: PASSWORD.into(),
        again: PASSWORD.into(),
    };
    let enrolment = app.people.accept_by_password(here, &ticket.letters, &form).await;
    let enrolment = enrolment.unwrap_or_else(|e| panic!("{login}: {e:?}"));
    let code = code(&enrolment, here.now);
    let done = app
        .people
        .confirm_accept(here, &ticket.letters, (&enrolment.id, &code), "Chrome")
        .await;
    let (signed_in, recovery) = done.unwrap_or_else(|e| panic!("{login}: {e:?}"));
    Joined {
        actor: actor(app, &signed_in).await,
        recovery,
    }
}

/// The actor of a session.
pub(crate) async fn actor(app: &App, signed_in: &SignedIn) -> Actor {
    let book = app.snapshot();
    let found = app.people.actor(app.here(&book), &signed_in.cookie).await;
    found.expect("looked up").expect("the session holds")
}

fn code(enrolment: &Enrolment, now: i64) -> String {
    let letters = enrolment.letters.replace('-', "");
    let secret = data_encoding::BASE32_NOPAD
        .decode(letters.as_bytes())
        .expect("letters");
    let totp = totp_rs::Builder::new().with_secret(secret).build_noncompliant();
    totp.generate((now / 1000) as u64).to_string()
}
