//! The register of subjects: who enters, renames and closes one, and what who stands over one may do; on both engines.

use crate::common::people::{Person, Staff, staff};
use dienhong_app::App;
use dienhong_app::people::{
    Actor, AppointError, InviteError, MemberError, NewInvite, NewProgram, NewTerm, PersonName, TokenError,
};
use dienhong_app::subjects::SubjectError;
use dienhong_app::testing::*;
use dienhong_domain::rights::{Permission, Role};
use dienhong_domain::subjects::{Subject, SubjectForm, SubjectMistake};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::people::AppointmentRow;
use uuid::Uuid;

fn form(name: &str) -> SubjectForm {
    SubjectForm {
        kind: "co-so-giao-duc".into(),
        name: name.into(),
        opened_on: day(1, 15),
    }
}

fn head_of(subject: &Subject) -> NewTerm {
    NewTerm {
        role: Role::SubjectHead,
        unit: subject.unit,
        subject: Some(subject.id),
        from: day(1, 15),
        to: Day::MAX,
    }
}

impl Person {
    async fn tries_to_enter(&self, id: Uuid, unit: UnitId, name: &str) -> Result<Subject, SubjectError> {
        self.app
            .by(&self.actor)
            .subjects()
            .add(id, unit, &form(name))
            .await
    }

    async fn enters_subject(&self, name: &str) -> Subject {
        let done = self.tries_to_enter(Uuid::now_v7(), DIEN_HONG, name).await;
        done.unwrap_or_else(|e| panic!("{name}: {e:?}"))
    }

    async fn tries_to_invite(&self, term: NewTerm) -> Result<Uuid, InviteError> {
        let new = NewInvite {
            name: PersonName::parse("Đặng Ưng Hoàng").expect("a name"),
            phone: None,
            term,
            language: "vi".into(),
        };
        let ticket = self.app.by(&self.actor).people().invite(&new).await?;
        Ok(ticket.person)
    }

    async fn tries_to_close(&self, subject: &Subject, last: Day) -> Result<(), SubjectError> {
        let subjects = self.app.by(&self.actor).subjects();
        let seen = subjects.find(subject.id).await?.edit_count;
        subjects
            .close(subject.id, seen, last, "Giải thể (minh họa)")
            .await
    }

    async fn names_of_subjects(&self) -> Result<Vec<String>, SubjectError> {
        let list = self.app.by(&self.actor).subjects().list(DIEN_HONG).await?;
        Ok(list.into_iter().map(|view| view.subject.name).collect())
    }
}

async fn terms(app: &App, subject: &Subject) -> Vec<AppointmentRow> {
    app.store
        .appointments_over_subject(subject.id)
        .await
        .expect("terms")
}

/// Whoever stands over a subject, as the rows of the book say.
async fn head(app: &App, subject: &Subject) -> Actor {
    let rows = terms(app, subject).await;
    Actor {
        held: rows.iter().map(AppointmentRow::appointment).collect(),
        ..somebody(20, &[])
    }
}

/// A school and a firm of Diên Hồng; the chair invited a head of the school.
async fn with_head(staff: &Staff) -> (Subject, Subject, Actor) {
    let school = staff.clerk.enters_subject("Trường THCS minh họa").await;
    let firm = staff.clerk.enters_subject("Công ty minh họa").await;
    let invited = staff.chair.tries_to_invite(head_of(&school)).await;
    invited.expect("invited");
    let actor = head(&staff.app, &school).await;
    (school, firm, actor)
}

#[tokio::test]
async fn officials_enter_subjects_and_nobody_else_does() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let id = Uuid::now_v7();
        let enter = async |who: &Person, unit: UnitId| who.tries_to_enter(id, unit, "Trường thử").await;
        for who in [&staff.police, &staff.stranger, &staff.leader] {
            let refused = enter(who, DIEN_HONG).await;
            assert!(matches!(refused, Err(SubjectError::NotFound)), "{refused:?}");
        }
        let above = enter(&staff.province, EAST).await;
        assert!(matches!(above, Err(SubjectError::NoRegister)), "{above:?}");
        let entered = enter(&staff.clerk, DIEN_HONG).await.expect("entered");
        let again = enter(&staff.clerk, DIEN_HONG).await.expect("the same form");
        assert_eq!(entered, again);
        assert_eq!(
            staff.police.names_of_subjects().await.expect("listed"),
            ["Trường thử"]
        );
        let taken = staff
            .clerk
            .tries_to_enter(Uuid::now_v7(), DIEN_HONG, "Trường thử")
            .await;
        assert!(matches!(taken, Err(SubjectError::NameTaken)), "{taken:?}");
        let other = staff.clerk.tries_to_enter(id, DIEN_HONG, "Trường khác").await;
        assert!(matches!(other, Err(SubjectError::Overtaken)), "{other:?}");
        let stranger = staff.stranger.names_of_subjects().await;
        assert!(matches!(stranger, Err(SubjectError::NotFound)), "{stranger:?}");
    })
    .await;
}

#[tokio::test]
async fn a_form_tells_all_its_mistakes() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let odd = SubjectForm {
            kind: "khong-co".into(),
            name: String::new(),
            opened_on: Day::MAX,
        };
        let subjects = staff.app.by(&staff.clerk.actor).subjects();
        match subjects.add(Uuid::now_v7(), DIEN_HONG, &odd).await {
            Err(SubjectError::Mistakes(all)) => assert_eq!(
                all,
                [
                    SubjectMistake::NameMissing,
                    SubjectMistake::UnknownKind,
                    SubjectMistake::OpensLater
                ]
            ),
            other => panic!("{other:?}"),
        }
        assert_eq!(staff.clerk.names_of_subjects().await.expect("listed").len(), 0);
    })
    .await;
}

#[tokio::test]
async fn nobody_renames_what_they_did_not_see() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let school = staff.clerk.enters_subject("Trường thử").await;
        let other = staff.clerk.enters_subject("Công ty thử").await;
        let subjects = staff.app.by(&staff.clerk.actor).subjects();
        subjects
            .rename(school.id, 0, "Trường mới")
            .await
            .expect("renamed");
        let late = subjects.rename(school.id, 0, "Trường khác").await;
        assert!(matches!(late, Err(SubjectError::Overtaken)), "{late:?}");
        let taken = subjects.rename(other.id, 0, "Trường mới").await;
        assert!(matches!(taken, Err(SubjectError::NameTaken)), "{taken:?}");
        let police = staff.app.by(&staff.police.actor).subjects();
        let refused = police.rename(school.id, 1, "Trường khác").await;
        assert!(matches!(refused, Err(SubjectError::NotFound)), "{refused:?}");
        let names = staff.clerk.names_of_subjects().await.expect("listed");
        assert_eq!(names, ["Công ty thử", "Trường mới"]);
    })
    .await;
}

#[tokio::test]
async fn who_stands_over_a_subject_reads_it_and_nothing_of_the_unit() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let (school, firm, actor) = with_head(&staff).await;
        let cx = staff.app.by(&actor);
        let own = cx.subjects().own().await.expect("own");
        let names: Vec<&str> = own.iter().map(|view| view.subject.name.as_str()).collect();
        assert_eq!(names, ["Trường THCS minh họa"]);
        assert_eq!(own[0].lies_in, Some(DIEN_HONG));
        assert_eq!(cx.subjects().find(school.id).await.expect("own").subject, school);
        let other = cx.subjects().find(firm.id).await;
        assert!(matches!(other, Err(SubjectError::NotFound)), "{other:?}");
        let list = cx.subjects().list(DIEN_HONG).await;
        assert!(matches!(list, Err(SubjectError::NotFound)), "{list:?}");
        assert!(
            cx.subjects()
                .holders(school.id)
                .await
                .expect("none are told")
                .is_empty()
        );
        let renamed = cx.subjects().rename(school.id, 0, "Tên khác").await;
        assert!(matches!(renamed, Err(SubjectError::NotFound)), "{renamed:?}");
        for permission in Permission::ALL.iter().copied() {
            for unit in [COUNTRY, EAST, DIEN_HONG, HOI_THUONG] {
                assert!(!cx.may(permission, unit), "{permission:?} at {unit:?}");
            }
            assert!(!actor.may_somewhere(permission, cx.here()), "{permission:?}");
        }
        let members = cx.people().members(DIEN_HONG).await;
        assert!(matches!(members, Err(MemberError::NotFound)), "{members:?}");
    })
    .await;
}

#[tokio::test]
async fn heads_are_invited_by_who_invites_people_of_the_unit() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let (school, firm, actor) = with_head(&staff).await;
        let refused = |tried: &Result<Uuid, InviteError>| {
            matches!(tried, Err(InviteError::Term(AppointError::NotAllowed)))
        };
        let head = Person {
            app: staff.app.clone(),
            actor,
        };
        for who in [&staff.clerk, &staff.police, &staff.stranger, &head] {
            let tried = who.tries_to_invite(head_of(&school)).await;
            assert!(refused(&tried), "{tried:?}");
        }
        let tries = async |term: NewTerm| staff.chair.tries_to_invite(term).await;
        let elsewhere = tries(NewTerm {
            subject: Some(Uuid::nil()),
            ..head_of(&school)
        })
        .await;
        assert!(
            matches!(elsewhere, Err(InviteError::Term(AppointError::SubjectGone))),
            "{elsewhere:?}"
        );
        for odd in [
            NewTerm {
                subject: None,
                ..head_of(&school)
            },
            NewTerm {
                role: Role::Reader,
                ..head_of(&school)
            },
        ] {
            let tried = tries(odd).await;
            assert!(
                matches!(tried, Err(InviteError::Term(AppointError::DoesNotFit))),
                "{tried:?}"
            );
        }
        // One person may stand over two subjects of a unit.
        let person = tries(head_of(&firm)).await.expect("invited");
        let people = staff.app.by(&staff.chair.actor).people();
        people
            .appoint(person, &head_of(&school))
            .await
            .expect("the other one");
        let twice = people.appoint(person, &head_of(&school)).await;
        assert!(matches!(twice, Err(AppointError::HeldAlready)), "{twice:?}");
        let member = people.member(person).await.expect("told");
        let over: Vec<Option<String>> = member.current.into_iter().map(|row| row.subject_name).collect();
        assert_eq!(over.len(), 2);
        assert!(over.iter().all(Option::is_some), "{over:?}");
    })
    .await;
}

#[tokio::test]
async fn appointments_end_when_their_subject_closes() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let (school, firm, before) = with_head(&staff).await;
        let today = staff.app.today();
        let early = staff.clerk.tries_to_close(&school, day(1, 14)).await;
        assert!(matches!(early, Err(SubjectError::Mistakes(_))), "{early:?}");
        staff.clerk.tries_to_close(&school, today).await.expect("closed");
        let after = head(&staff.app, &school).await;
        let snapshot = staff.app.snapshot();
        let at = |days: i64| snapshot.rights_at(staff.app.now() + days * 24 * 3_600_000);
        let reads =
            |actor: &Actor, days| actor.may_over_subject(Permission::ReadSubjects, school.id, at(days));
        assert!(reads(&before, 1), "it would have gone on");
        assert_eq!([0, 1].map(|days| reads(&after, days)), [true, false]);
        let row = terms(&staff.app, &school).await.remove(0);
        assert_eq!(
            (row.to_day, row.ended_by),
            (today, Some(staff.clerk.actor.person))
        );
        let again = staff.clerk.tries_to_close(&school, today).await;
        assert!(matches!(again, Err(SubjectError::Mistakes(_))), "{again:?}");
        staff
            .clerk
            .tries_to_close(&firm, day(2, 1))
            .await
            .expect("closed long ago");
        let gone = staff.chair.tries_to_invite(head_of(&firm)).await;
        assert!(
            matches!(gone, Err(InviteError::Term(AppointError::SubjectGone))),
            "{gone:?}"
        );
        staff.clerk.enters_subject("Công ty minh họa").await;
    })
    .await;
}

#[tokio::test]
async fn a_subject_that_closed_in_the_past_ends_its_appointments_today() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let (school, _, _) = with_head(&staff).await;
        staff
            .clerk
            .tries_to_close(&school, day(2, 1))
            .await
            .expect("closed");
        let row = terms(&staff.app, &school).await.remove(0);
        assert_eq!(row.to_day, staff.app.today().previous());
    })
    .await;
}

#[tokio::test]
async fn a_key_over_a_subject_is_bound_to_it_and_ends_with_it() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let (school, firm, _) = with_head(&staff).await;
        let new = NewProgram {
            name: PersonName::parse("Cổng của trường").expect("a name"),
            role: Role::SubjectHead,
            unit: DIEN_HONG,
            subject: Some(school.id),
            scopes: vec![Permission::ReadSubjects],
            to: staff.app.today().plus_years(1),
        };
        let make = async |new: &NewProgram| staff.app.by(&staff.chair.actor).people().make_key(new).await;
        for odd in [
            NewProgram {
                subject: None,
                ..new.clone()
            },
            NewProgram {
                role: Role::Reader,
                ..new.clone()
            },
        ] {
            let made = make(&odd).await.map(|key| key.id);
            assert!(matches!(made, Err(TokenError::DoesNotFit)), "{made:?}");
        }
        let wide = NewProgram {
            scopes: vec![Permission::ReadEntries],
            ..new.clone()
        };
        let made = make(&wide).await.map(|key| key.id);
        assert!(matches!(made, Err(TokenError::NotInRole { .. })), "{made:?}");
        let key = make(&new).await.expect("a key").key;
        let snapshot = staff.app.snapshot();
        let program = async |now: i64| {
            let found = staff.app.people.program(snapshot.rights_at(now), &key).await;
            found.expect("looked up").expect("a program")
        };
        let now = staff.app.now();
        let (actor, here) = (program(now).await, snapshot.rights_at(now));
        assert!(actor.may_over_subject(Permission::ReadSubjects, school.id, here));
        assert!(!actor.may_over_subject(Permission::ReadSubjects, firm.id, here));
        assert!(!actor.may(Permission::ReadSubjects, DIEN_HONG, here));
        staff
            .clerk
            .tries_to_close(&school, day(2, 1))
            .await
            .expect("closed");
        let after = program(now).await;
        assert!(!after.may_enter(Permission::ReadSubjects, here));
    })
    .await;
}
