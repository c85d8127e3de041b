//! Invitations, appointments, ways of signing in and keys, in every state.

use super::Book;
use super::units::groups;
use crate::kept::people::{DOOR, Joined, PASSWORD, invite, join, name};
use dienhong_app::people::{NewInvite, NewProgram, NewTerm};
use dienhong_app::testing::*;
use dienhong_domain::rights::{Permission, Role};
use dienhong_domain::subjects::SubjectForm;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::Batch;
use uuid::Uuid;

/// Permissions of the key that reads everything.
const READS: [Permission; 4] = [
    Permission::ReadEntries,
    Permission::ReadTotals,
    Permission::ReadUnits,
    Permission::WriteReports,
];

/// People are invited, appointed and removed, and sign in; returns a key that reads everything.
pub(super) async fn come_and_go(ward: &Book) -> String {
    let (app, chair) = (&ward.app, &ward.chair);
    let group = groups(app, DIEN_HONG)[0];
    let leader = join(app, chair, ("Lê Văn Đỗ", "vando"), Role::GroupLeader, group).await;
    let police = join(app, chair, ("Phạm Ngọc Ẩn", "ngocan"), Role::Police, DIEN_HONG).await;
    invite(app, chair, "Hồ Thị Mới", Role::Standing, DIEN_HONG).await;
    withdraw_an_invitation(ward).await;
    end_a_second_term(ward, &leader).await;
    app.by(chair)
        .people()
        .invite_again(leader.actor.uid)
        .await
        .expect("invited again after losing a phone");
    type_passwords(ward, &police).await;
    let passkey = Batch::new(police.actor.person, app.now()).add_passkey(
        police.actor.person,
        Uuid::now_v7(),
        &hex::decode(PASSKEY_ID).expect("hex"),
        PASSKEY.trim(),
        "Điện thoại",
    );
    app.store.write(passkey).await.expect("a passkey");
    let secret = app.by(chair).people().make_feed().await;
    secret.expect("a calendar");
    subjects(ward).await;
    let revoked = program(ward, "Máy cũ", DIEN_HONG).await;
    app.by(chair)
        .people()
        .revoke_key(revoked.id)
        .await
        .expect("revoked");
    key(ward, DIEN_HONG).await
}

/// A subject that closed, and one with its head.
async fn subjects(ward: &Book) {
    let register = ward.app.by(&ward.official).subjects();
    let mut entered = Vec::new();
    for name in ["Trường THCS minh họa", "Công ty minh họa"] {
        let form = SubjectForm {
            kind: "co-so-giao-duc".into(),
            name: name.into(),
            opened_on: Day::new(2020, 9, 1).expect("a day"),
        };
        let done = register.add(Uuid::now_v7(), DIEN_HONG, &form).await;
        entered.push(done.unwrap_or_else(|e| panic!("{name}: {e:?}")));
    }
    let new = NewInvite {
        name: name("Đinh Thị Ước"),
        phone: None,
        term: NewTerm {
            role: Role::SubjectHead,
            unit: DIEN_HONG,
            subject: Some(entered[0].id),
            from: ward.app.today(),
            to: Day::MAX,
        },
        language: "vi".into(),
    };
    let invited = ward.app.by(&ward.chair).people().invite(&new).await;
    invited.expect("the head of a school is invited");
    let closed = register
        .close(entered[1].id, 0, ward.app.today(), "Giải thể (minh họa)")
        .await;
    closed.expect("closed");
}

async fn withdraw_an_invitation(ward: &Book) {
    let (app, chair) = (&ward.app, &ward.chair);
    invite(app, chair, "Vũ Hữu Rút", Role::Reader, DIEN_HONG).await;
    let members = app.by(chair).people().members(DIEN_HONG).await.expect("members");
    let invited = members.iter().find(|m| m.person.name == "Vũ Hữu Rút");
    app.by(chair)
        .people()
        .withdraw_invitation(invited.expect("the invited").person.uid)
        .await
        .expect("withdrawn");
}

async fn end_a_second_term(ward: &Book, leader: &Joined) {
    let (app, chair) = (&ward.app, &ward.chair);
    let term = NewTerm {
        role: Role::Reader,
        unit: DIEN_HONG,
        subject: None,
        from: app.today(),
        to: Day::MAX,
    };
    app.by(chair)
        .people()
        .appoint(leader.actor.uid, &term)
        .await
        .expect("appointed");
    let rows = app
        .store
        .appointments_of(leader.actor.person)
        .await
        .expect("terms");
    let reader = rows
        .iter()
        .find(|r| r.role == Role::Reader)
        .expect("the second term");
    let done = app
        .by(chair)
        .people()
        .end_appointment(reader.id, app.today(), "Thôi làm")
        .await;
    done.expect("ended");
}

/// One person types a wrong password and then the right one with a recovery code; another fails so often that the
/// failures are stored.
async fn type_passwords(ward: &Book, police: &Joined) {
    let (app, now) = (&ward.app, ward.app.now());
    let wrong = app.people.check_password(now, "ngocan", "sai", DOOR).await;
    assert!(wrong.is_err(), "a wrong password");
    let later = now + 60_000;
    let half = app
        .people
        .check_password(later, "ngocan", PASSWORD, DOOR)
        .await
        .expect("the password");
    let used = app
        .people
        .check_code(later, &half.id, &police.recovery[0], DOOR)
        .await;
    used.expect("the recovery code");
    for minute in 1..=4 {
        let wrong = app
            .people
            .check_password(now + minute * 600_000, "hoang", "sai", DOOR)
            .await;
        assert!(wrong.is_err(), "a wrong password");
    }
}

async fn program(book: &Book, called: &str, unit: UnitId) -> dienhong_app::people::ProgramKey {
    let new = NewProgram {
        name: name(called),
        role: Role::Official,
        unit,
        subject: None,
        scopes: READS.to_vec(),
        to: book.app.today().plus_years(1),
    };
    let made = book.app.by(&anybody()).people().make_key(&new).await;
    made.unwrap_or_else(|e| panic!("{called}: {e:?}"))
}

pub(super) async fn key(book: &Book, unit: UnitId) -> String {
    program(book, "Máy đọc sổ", unit).await.key
}

/// A passkey that a browser's virtual authenticator made for a person of the demo book.
const PASSKEY: &str = include_str!("passkey.json");
const PASSKEY_ID: &str = include_str!("passkey.id");
