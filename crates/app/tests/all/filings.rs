//! Figures sent up: frozen, approved, returned, corrected, accepted; on both engines.

use crate::common::mergers::merge;
use crate::common::people::{Person, Staff, crimes_are_stated, crimes_are_stated_in, october, reason, staff};
use dienhong_app::entries::Draft;
use dienhong_app::filings::{self, Filing, FilingError, Late};
use dienhong_app::testing::*;
use dienhong_domain::entries::State as EntryState;
use dienhong_domain::filings::{FrozenFigure, State};
use dienhong_domain::packs::Known;
use dienhong_domain::procedures::returns;
use dienhong_domain::rights::Role;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use uuid::Uuid;

/// The number of an entry that states the crimes of October.
async fn recorded(staff: &Staff, crimes: &str) -> Uuid {
    let entry = Uuid::now_v7();
    crimes_are_stated(&staff.app, entry, DIEN_HONG, crimes, None).await;
    entry
}

async fn corrected(staff: &Staff, entry: Uuid, crimes: &str, seen: i64) {
    crimes_are_stated(&staff.app, entry, DIEN_HONG, crimes, Some(seen)).await;
}

fn crimes(of: &Filing) -> i64 {
    let figure = of.content.figures.iter().find(|f| f.measure == "toi-pham");
    match &figure.expect("it holds the crimes").figure {
        FrozenFigure::Sum(sum) => sum.sums.amount,
        shares => panic!("{shares:?}"),
    }
}

#[tokio::test]
async fn figures_go_up_come_back_and_are_accepted() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let refused = staff.clerk.tries_to_freeze(october()).await;
        assert!(matches!(refused, Err(FilingError::NothingRecorded)));
        let entry = recorded(&staff, "7").await;
        only_an_official_freezes_a_month_that_has_ended(&staff).await;
        let first = staff.clerk.freezes(october()).await;
        only_a_chair_approves_and_once(&staff, first).await;
        the_level_above_returns_with_a_reason(&staff, first).await;
        let second = what_was_mended_replaces_it(&staff, entry, first).await;
        the_level_above_accepts(&staff, second).await;
        a_correction_afterwards_is_shown(&staff, entry, second).await;
        what_was_accepted_is_returned_by_two(&staff, second).await;
    })
    .await;
}

async fn only_an_official_freezes_a_month_that_has_ended(staff: &Staff) {
    let strange = staff.stranger.tries_to_freeze(october()).await;
    assert!(matches!(strange, Err(FilingError::NotFound)));
    let chair = staff.chair.tries_to_freeze(october()).await;
    assert!(matches!(chair, Err(FilingError::NotAllowed)));
    let december = Period::month(2026, 12).expect("a month");
    let open = staff.clerk.tries_to_freeze(december).await;
    assert!(matches!(open, Err(FilingError::StillOpen(_))), "{open:?}");
    let half = Period::half(2026, 1).expect("a half");
    let odd = staff.clerk.tries_to_freeze(half).await;
    assert!(matches!(odd, Err(FilingError::NotAPeriod)), "{odd:?}");
    let unknown = staff.clerk.tries_to_freeze_as("khong-co", october()).await;
    assert!(matches!(unknown, Err(FilingError::NotFound)));
}

async fn only_a_chair_approves_and_once(staff: &Staff, first: Uuid) {
    let early = staff.province.tries_to_accept(first).await;
    assert!(
        matches!(early, Err(FilingError::Overtaken(State::Frozen))),
        "{early:?}"
    );
    let clerk = staff.clerk.tries_to_approve(first).await;
    assert!(matches!(clerk, Err(FilingError::NotAllowed)));
    let strange = staff.stranger.tries_to_approve(first).await;
    assert!(matches!(strange, Err(FilingError::NotFound)));
    staff.chair.approves(first).await;
    let twice = staff.chair.tries_to_approve(first).await;
    assert!(matches!(twice, Err(FilingError::Overtaken(State::Sent))));
    let anew = staff.clerk.tries_to_freeze(october()).await;
    assert!(matches!(anew, Err(FilingError::Stands(State::Sent))));
}

async fn the_level_above_returns_with_a_reason(staff: &Staff, first: Uuid) {
    let Staff {
        clerk,
        chair,
        province,
        ..
    } = staff;
    let own = chair.tries_to_accept(first).await;
    assert!(matches!(own, Err(FilingError::NotAllowed)), "{own:?}");
    let bare = province.tries_to_return(first, "  ", vec![]).await;
    assert!(matches!(bare, Err(FilingError::NeedsReason)));
    let wrong = province.tries_to_return(first, "", reason("khong-co", "?")).await;
    assert!(matches!(wrong, Err(FilingError::UnknownMeasure(_))));
    let why = reason("toi-pham", "Tháng trước 12 vụ, xem lại");
    province.returns(first, "", why.clone()).await;
    let seen = clerk.sees(first).await;
    assert_eq!(
        (seen.state, seen.steps[2].reasons.clone()),
        (State::Returned, why)
    );
    assert_eq!(
        seen.since.as_deref().map(<[_]>::len),
        Some(0),
        "nothing has changed yet"
    );
}

/// What was frozen stays, and the difference is shown; returns the second version.
async fn what_was_mended_replaces_it(staff: &Staff, entry: Uuid, first: Uuid) -> Uuid {
    corrected(staff, entry, "9", 1).await;
    let seen = staff.clerk.sees(first).await;
    assert_eq!(crimes(&seen), 7);
    assert!(seen.ledger_changed);
    let differs = seen.since.expect("the book holds the entries");
    assert!(
        differs
            .iter()
            .any(|d| d.now.as_ref().is_some_and(|f| f.measure == "toi-pham"))
    );
    let second = staff.clerk.freezes(october()).await;
    let old = staff.clerk.sees(first).await;
    assert_eq!((old.state, old.hash), (State::Replaced, seen.hash));
    second
}

async fn the_level_above_accepts(staff: &Staff, second: Uuid) {
    staff.chair.approves(second).await;
    staff.province.accepts(second).await;
    let seen = staff.province.sees(second).await;
    assert_eq!((seen.state, seen.version, crimes(&seen)), (State::Accepted, 2, 9));
    assert_eq!(seen.steps.len(), 3);
    let anew = staff.clerk.tries_to_freeze(october()).await;
    assert!(matches!(anew, Err(FilingError::Stands(State::Accepted))));
}

async fn a_correction_afterwards_is_shown(staff: &Staff, entry: Uuid, second: Uuid) {
    corrected(staff, entry, "8", 2).await;
    let seen = staff.chair.sees(second).await;
    assert_eq!(crimes(&seen), 9, "it is never silently taken over");
    assert!(seen.since.is_some_and(|d| !d.is_empty()));
    // And back again: the entries changed, but no figure differs.
    corrected(staff, entry, "9", 3).await;
    let seen = staff.chair.sees(second).await;
    assert!(seen.ledger_changed && seen.since.is_some_and(|d| d.is_empty()));
}

async fn what_was_accepted_is_returned_by_two(staff: &Staff, second: Uuid) {
    let alone = staff
        .province
        .tries_to_return(second, "Mở lại để sửa", vec![])
        .await;
    assert!(
        matches!(alone, Err(FilingError::Overtaken(State::Accepted))),
        "{alone:?}"
    );
    let own = staff.chair.tries_to_return(second, "Mở lại để sửa", vec![]).await;
    assert!(matches!(own, Err(FilingError::NotAllowed)), "{own:?}");
    let asked = staff
        .province
        .tries_to_ask_return(second, "Mở lại để sửa", vec![])
        .await;
    let other = Person::new(&staff.app, 8, &[(Role::Chair, EAST)]);
    other
        .tries_to_approve_return(asked.expect("asked"))
        .await
        .expect("approved");
    let seen = staff.province.sees(second).await;
    let last = seen.steps.last().expect("a step");
    assert_eq!(
        (last.act.as_str(), last.unit, last.note.as_str()),
        ("return", EAST, "Mở lại để sửa")
    );
    assert!(staff.clerk.tries_to_freeze(october()).await.is_ok());
    let due = staff.app.by(&staff.clerk.actor).filings().due(DIEN_HONG, 1).await;
    let due = due.expect("what is owed");
    let month = due.iter().find(|d| d.form.id == "hang-thang");
    // November has ended by 1 December; nothing of it was frozen.
    assert!(month.is_some_and(|d| d.period == Period::month(2026, 11).expect("a month") && d.is_open()));
}

#[tokio::test]
async fn one_person_asks_for_a_return_and_another_one_decides() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let other = Person::new(&staff.app, 8, &[(Role::Chair, EAST)]);
        recorded(&staff, "7").await;
        let id = staff.clerk.freezes(october()).await;
        staff.chair.approves(id).await;
        let why = || reason("toi-pham", "Tháng trước 12 vụ");
        let early = staff.province.tries_to_ask_return(id, "", why()).await;
        assert!(
            matches!(early, Err(FilingError::Overtaken(State::Sent))),
            "{early:?}"
        );
        staff.province.accepts(id).await;
        only_the_level_above_asks_and_says_why(&staff, id).await;
        let first = staff
            .province
            .tries_to_ask_return(id, "", why())
            .await
            .expect("asked");
        let twice = other.tries_to_ask_return(id, "", why()).await;
        assert!(
            matches!(twice, Err(FilingError::Request(returns::State::Asked))),
            "{twice:?}"
        );
        whoever_asked_does_not_decide(&staff, first).await;
        assert_eq!(may_decide(&staff.province, id).await, [false]);
        assert_eq!(may_decide(&other, id).await, [true]);
        let bare = other.tries_to_refuse_return(first, " ").await;
        assert!(matches!(bare, Err(FilingError::RefusalNeedsReason)), "{bare:?}");
        other
            .tries_to_refuse_return(first, "Đã đối chiếu")
            .await
            .expect("refused");
        assert_eq!(staff.clerk.sees(id).await.state, State::Accepted);
        let late = other.tries_to_approve_return(first).await;
        assert!(
            matches!(late, Err(FilingError::Request(returns::State::Refused))),
            "{late:?}"
        );
        let second = staff
            .province
            .tries_to_ask_return(id, "Xem lại", why())
            .await
            .expect("asked");
        other.tries_to_approve_return(second).await.expect("approved");
        let seen = staff.clerk.sees(id).await;
        let last = seen.steps.last().expect("a step");
        assert_eq!(
            (seen.state, last.note.as_str(), &last.reasons),
            (State::Returned, "Xem lại", &why())
        );
        let asked = other
            .app
            .by(&other.actor)
            .filings()
            .return_requests(id)
            .await
            .expect("requests");
        let states: Vec<returns::State> = asked.iter().map(|r| r.state).collect();
        assert_eq!(states, [returns::State::Approved, returns::State::Refused]);
        let own = staff
            .app
            .by(&staff.chair.actor)
            .filings()
            .return_requests(id)
            .await;
        assert!(own.expect("none").is_empty());
    })
    .await;
}

async fn only_the_level_above_asks_and_says_why(staff: &Staff, id: Uuid) {
    let own = staff.chair.tries_to_ask_return(id, "Xem lại", vec![]).await;
    assert!(matches!(own, Err(FilingError::NotAllowed)), "{own:?}");
    let bare = staff.province.tries_to_ask_return(id, " ", vec![]).await;
    assert!(matches!(bare, Err(FilingError::NeedsReason)), "{bare:?}");
    let wrong = staff
        .province
        .tries_to_ask_return(id, "", reason("khong-co", "?"))
        .await;
    assert!(matches!(wrong, Err(FilingError::UnknownMeasure(_))), "{wrong:?}");
}

async fn whoever_asked_does_not_decide(staff: &Staff, request: Uuid) {
    let same = staff.province.tries_to_approve_return(request).await;
    assert!(matches!(same, Err(FilingError::SamePerson)), "{same:?}");
    let refusing = staff.province.tries_to_refuse_return(request, "Thôi").await;
    assert!(matches!(refusing, Err(FilingError::SamePerson)), "{refusing:?}");
    let own = staff.chair.tries_to_approve_return(request).await;
    assert!(matches!(own, Err(FilingError::NotAllowed)), "{own:?}");
}

#[tokio::test]
async fn a_request_waits_for_another_person_of_the_level_above() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let other = Person::new(&staff.app, 8, &[(Role::Chair, EAST)]);
        recorded(&staff, "7").await;
        let id = staff.clerk.freezes(october()).await;
        staff.chair.approves(id).await;
        staff.province.accepts(id).await;
        assert!(asked_back(&other, EAST).await.is_empty());
        let asked = staff.province.tries_to_ask_return(id, "Xem lại", vec![]).await;
        assert_eq!(asked_back(&other, EAST).await, [id]);
        assert!(
            asked_back(&staff.province, EAST).await.is_empty(),
            "who asked does not decide"
        );
        let past = other
            .tries_to_list_asked_back(EAST, (1, 10))
            .await
            .expect("a second page");
        assert_eq!((past.0.len(), past.1), (0, 1));
        let own = staff
            .chair
            .tries_to_list_asked_back(DIEN_HONG, (0, 10))
            .await
            .expect("none");
        assert_eq!((own.0.len(), own.1), (0, 0), "a ward does not see it");
        let strange = staff.stranger.tries_to_list_asked_back(EAST, (0, 10)).await;
        assert!(matches!(strange, Err(FilingError::NotFound)), "{strange:?}");
        let refused = other
            .tries_to_refuse_return(asked.expect("asked"), "Đã đối chiếu")
            .await;
        refused.expect("refused");
        assert!(asked_back(&other, EAST).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn it_is_said_when_one_person_froze_and_approved() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let both = [(Role::Official, DIEN_HONG), (Role::Chair, DIEN_HONG)];
        let only_one = Person::new(&staff.app, 9, &both);
        recorded(&staff, "7").await;
        let id = only_one.freezes(october()).await;
        assert!(!only_one.sees(id).await.is_approved_by_who_froze());
        only_one.approves(id).await;
        let seen = only_one.sees(id).await;
        let said: Vec<bool> = seen
            .steps
            .iter()
            .map(|s| seen.is_approval_by_who_froze(s))
            .collect();
        assert_eq!((said, seen.is_approved_by_who_froze()), (vec![false, true], true));
        staff.province.returns(id, "Xem lại", vec![]).await;
        let second = staff.clerk.freezes(october()).await;
        staff.chair.approves(second).await;
        assert!(!staff.clerk.sees(second).await.is_approved_by_who_froze());
    })
    .await;
}

/// The filings whose return waits for a person; the count says the same.
async fn asked_back(person: &Person, top: UnitId) -> Vec<Uuid> {
    let filings = person.app.by(&person.actor).filings();
    let (found, count) = filings.asked_back(top, (0, 10)).await.expect("a list");
    assert_eq!(found.len(), count);
    found.into_iter().map(|of| of.id).collect()
}

async fn may_decide(person: &Person, filing: Uuid) -> Vec<bool> {
    let asked = person
        .app
        .by(&person.actor)
        .filings()
        .return_requests(filing)
        .await;
    asked.expect("requests").iter().map(|r| r.may_decide).collect()
}

#[tokio::test]
async fn the_paper_of_a_filing_says_what_was_frozen() {
    both_small_books(|app| async move {
        let staff = staff(app);
        recorded(&staff, "1234").await;
        let sessions = Draft {
            id: Uuid::now_v7(),
            register: "tuyen-truyen".into(),
            unit: Some(DIEN_HONG),
            day: "16/10/2026".into(),
            fields: [
                ("hinh-thuc", "sinh-hoat-to"),
                ("noi-dung", "to-giac"),
                ("luot", "hơn 2.000"),
            ]
            .map(|(field, value)| (field.to_owned(), vec![value.to_owned()]))
            .into(),
            state: Some(EntryState::Final),
            ..Draft::default()
        };
        staff
            .app
            .by(&anybody())
            .entries()
            .record(&sessions)
            .await
            .expect("recorded");
        let id = staff.clerk.freezes(october()).await;
        let filing = staff.clerk.sees(id).await;
        let paper = filings::paper(&staff.app.snapshot(), &filing, &Known::Read);
        let named = filings::paper(&staff.app.snapshot(), &filing, &Known::NameOnly);
        assert_eq!(
            named.body.len(),
            paper.body.len() + 1,
            "it says what was not read"
        );
        let vi = dienhong_i18n::Locale::Vi;
        let wanted: Vec<(String, String)> = filing
            .content
            .figures
            .iter()
            .map(|f| (f.measure.clone(), filings::amount(f, vi)))
            .collect();
        let numbers: Vec<(String, String)> = paper
            .numbers()
            .iter()
            .map(|n| (n.name.clone(), n.text.clone()))
            .collect();
        assert_eq!(numbers[..wanted.len()], wanted[..]);
        assert_eq!(numbers.len(), wanted.len() + filing.content.indicators.len());
        for text in ["1.234", "hơn 2.000"] {
            assert!(numbers.iter().any(|(_, of)| of == text), "{text} in {numbers:?}");
        }
        assert_eq!(paper.letterhead.issuer[0], "ỦY BAN NHÂN DÂN");
        assert_eq!(paper.number_line(), "Số:      /BC-UBND");
        // It can be laid out, and the same filing is the same file.
        let pdf = || dienhong_reports::pdf(&paper, dienhong_reports::Fonts::tinos()).expect("a PDF");
        assert!(pdf().starts_with(b"%PDF-") && pdf() == pdf());
        assert!(dienhong_reports::docx(&paper).expect("a DOCX").starts_with(b"PK"));
    })
    .await;
}

#[tokio::test]
async fn two_officials_freeze_one_version() {
    both_small_books(|app| async move {
        let staff = staff(app);
        recorded(&staff, "7").await;
        let mut tries = tokio::task::JoinSet::new();
        for number in 10..16 {
            let official = Person::new(&staff.app, number, &[(Role::Official, DIEN_HONG)]);
            tries.spawn(async move { official.tries_to_freeze(october()).await });
        }
        let done = tries.join_all().await;
        for one in &done {
            assert!(matches!(one, Ok(_) | Err(FilingError::Overtaken(_))), "{one:?}");
        }
        let ids: Vec<Uuid> = done.into_iter().filter_map(Result::ok).collect();
        let mut live = 0;
        for id in &ids {
            live += usize::from(staff.clerk.sees(*id).await.state == State::Frozen);
        }
        assert_eq!(live, 1, "each version but the last was replaced: {ids:?}");
    })
    .await;
}

#[tokio::test]
async fn a_merger_in_between_leaves_the_answer_to_the_heirs_people() {
    both_small_books(|app| async move {
        let staff = staff(app);
        recorded(&staff, "7").await;
        let first = staff.clerk.freezes(october()).await;
        staff.chair.approves(first).await;
        let heir = merge(&staff.app, Day::new(2026, 11, 15).expect("a day")).await;
        // The old ward's people have no appointments any more; the figures still read as they were.
        let before = staff.app.by(&staff.clerk.actor).filings().find(first).await;
        assert!(matches!(before, Err(FilingError::NotFound)));
        staff
            .province
            .returns(first, "", reason("toi-pham", "Xem lại"))
            .await;
        let clerk = Person::new(&staff.app, 20, &[(Role::Official, heir)]);
        let chair = Person::new(&staff.app, 21, &[(Role::Chair, heir)]);
        let seen = clerk.sees(first).await;
        assert_eq!(crimes(&seen), 7);
        assert_eq!(seen.since.as_deref().map(<[_]>::len), Some(0), "{:?}", seen.since);
        let second = clerk.freezes(october()).await;
        chair.approves(second).await;
        staff.province.accepts(second).await;
        let seen = staff.province.sees(second).await;
        assert_eq!((crimes(&seen), seen.unit), (7, DIEN_HONG));
        assert_eq!(seen.content.unit_name, "Phường Diên Hồng");
    })
    .await;
}

#[tokio::test]
async fn the_level_above_sees_who_sent_and_who_did_not() {
    both_small_books(|app| async move {
        let staff = staff(app);
        recorded(&staff, "7").await;
        let first = staff.clerk.freezes(october()).await;
        let below = async |person: &Person, page| {
            let asked = Some(("hang-thang", october()));
            let app = &staff.app;
            app.by(&person.actor).filings().below(EAST, asked, page).await
        };
        let names = |of: &[Late]| -> Vec<UnitId> { of.iter().map(|l| l.unit).collect() };
        let frozen = below(&staff.province, (0, 10)).await.expect("below");
        assert_eq!((frozen[0].units.len(), frozen[0].late_count), (3, 3));
        assert_eq!(
            names(&frozen[0].late),
            [DIEN_HONG, HOI_THUONG, IA_KRING],
            "by name"
        );
        staff.chair.approves(first).await;
        let sent = below(&staff.province, (1, 1)).await.expect("below");
        assert_eq!((sent[0].waiting.len(), sent[0].late_count), (1, 2));
        assert_eq!(names(&sent[0].late), [IA_KRING], "a page of them");
        staff.province.accepts(first).await;
        let accepted = below(&staff.province, (0, 10)).await.expect("below");
        assert_eq!((accepted[0].accepted, accepted[0].waiting.len()), (1, 0));
        let refused = below(&staff.stranger, (0, 10)).await;
        assert!(matches!(refused, Err(FilingError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn the_level_above_is_told_how_many_wait() {
    both_small_books(|app| async move {
        let staff = staff(app);
        // The month that ended last before the first of December.
        let november = Period::month(2026, 11).expect("a month");
        crimes_are_stated_in(&staff.app, Uuid::now_v7(), (DIEN_HONG, november), "7", None).await;
        let count = async |person: &Person, top| {
            let waiting = staff.app.by(&person.actor).filings().waiting_below(top).await?;
            let of = waiting
                .iter()
                .filter(|w| (w.code.as_str(), w.period) == ("hang-thang", november));
            Ok::<usize, FilingError>(of.map(|w| w.count).sum())
        };
        let first = staff.clerk.freezes(november).await;
        assert_eq!(
            count(&staff.province, EAST).await.expect("counted"),
            0,
            "only frozen"
        );
        staff.chair.approves(first).await;
        assert_eq!(count(&staff.province, EAST).await.expect("counted"), 1);
        staff
            .province
            .returns(first, "", reason("toi-pham", "Xem lại"))
            .await;
        assert_eq!(
            count(&staff.province, EAST).await.expect("counted"),
            0,
            "returned"
        );
        let second = staff.clerk.freezes(november).await;
        staff.chair.approves(second).await;
        assert_eq!(
            count(&staff.province, EAST).await.expect("counted"),
            1,
            "once, whatever its versions"
        );
        staff.province.accepts(second).await;
        assert_eq!(
            count(&staff.province, EAST).await.expect("counted"),
            0,
            "accepted"
        );
        let refused = count(&staff.stranger, EAST).await;
        assert!(matches!(refused, Err(FilingError::NotFound)));
    })
    .await;
}
