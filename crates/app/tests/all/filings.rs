//! Figures sent up: frozen, approved, returned, mended, accepted; on both engines.

use crate::common::mergers::merge;
use dienhong_app::App;
use dienhong_app::entries::Draft;
use dienhong_app::filings::{self, FilingError};
use dienhong_app::people::Actor;
use dienhong_app::testing::*;
use dienhong_domain::entries::State as EntryState;
use dienhong_domain::filings::{FrozenFigure, State};
use dienhong_domain::rights::Role;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use std::sync::Arc;
use uuid::Uuid;

fn october() -> Period {
    Period::month(2026, 10).expect("a month")
}

async fn month(app: &App, id: Uuid, unit: UnitId, crimes: &str, seen: Option<i64>) {
    let draft = Draft {
        id,
        register: "tinh-hinh".into(),
        unit: Some(unit),
        day: "10/2026".into(),
        fields: [("toi-pham".to_owned(), vec![crimes.to_owned()])].into(),
        state: Some(EntryState::Final),
        seen,
        why: "Đếm lại".into(),
        ..Draft::default()
    };
    let done = app.record(&anybody(), &draft).await;
    done.unwrap_or_else(|e| panic!("{draft:?}: {e:?}"));
}

struct Staff {
    official: Actor,
    chair: Actor,
    province: Actor,
    stranger: Actor,
}

fn staff() -> Staff {
    Staff {
        official: somebody(2, &[(Role::Official, DIEN_HONG)]),
        chair: somebody(3, &[(Role::Chair, DIEN_HONG)]),
        province: somebody(4, &[(Role::Official, EAST)]),
        stranger: somebody(5, &[(Role::Chair, WEST), (Role::Official, WEST)]),
    }
}

async fn freeze(app: &App, actor: &Actor) -> Result<Uuid, FilingError> {
    app.freeze_figures(actor, DIEN_HONG, "hang-thang", october(), "")
        .await
}

fn crimes(of: &dienhong_app::filings::Filing) -> i64 {
    let figure = of.content.figures.iter().find(|f| f.measure == "toi-pham");
    match &figure.expect("it holds the crimes").figure {
        FrozenFigure::Sum(sum) => sum.sums.amount,
        shares => panic!("{shares:?}"),
    }
}

#[tokio::test]
async fn figures_go_up_come_back_and_are_accepted() {
    both_small_books(|app| async move {
        let Staff {
            official,
            chair,
            province,
            stranger,
        } = staff();
        assert!(matches!(
            freeze(&app, &official).await,
            Err(FilingError::NothingRecorded)
        ));
        let entry = Uuid::now_v7();
        month(&app, entry, DIEN_HONG, "7", None).await;

        // Who may freeze, and what.
        assert!(matches!(
            freeze(&app, &stranger).await,
            Err(FilingError::NotFound)
        ));
        assert!(matches!(freeze(&app, &chair).await, Err(FilingError::NotAllowed)));
        let asked = |period| app.freeze_figures(&official, DIEN_HONG, "hang-thang", period, "");
        let open = asked(Period::month(2026, 12).expect("a month")).await;
        assert!(matches!(open, Err(FilingError::StillOpen(_))), "{open:?}");
        let odd = asked(Period::half(2026, 1).expect("a half")).await;
        assert!(matches!(odd, Err(FilingError::NotAPeriod)), "{odd:?}");
        let unknown = app
            .freeze_figures(&official, DIEN_HONG, "khong-co", october(), "")
            .await;
        assert!(matches!(unknown, Err(FilingError::NotFound)));

        // Frozen: nobody above accepts it yet, the official does not approve.
        let first = freeze(&app, &official).await.expect("frozen");
        let refused = app.accept_filing(&province, first, "").await;
        assert!(
            matches!(refused, Err(FilingError::Overtaken(State::Frozen))),
            "{refused:?}"
        );
        let refused = app.approve_filing(&official, first, "").await;
        assert!(matches!(refused, Err(FilingError::NotAllowed)));
        assert!(matches!(
            app.approve_filing(&stranger, first, "").await,
            Err(FilingError::NotFound)
        ));
        app.approve_filing(&chair, first, "Đã đối chiếu")
            .await
            .expect("approved");
        let twice = app.approve_filing(&chair, first, "").await;
        assert!(matches!(twice, Err(FilingError::Overtaken(State::Sent))));
        assert!(matches!(
            freeze(&app, &official).await,
            Err(FilingError::Stands(State::Sent))
        ));

        // The ward does not accept its own figures.
        let own = app.accept_filing(&chair, first, "").await;
        assert!(matches!(own, Err(FilingError::NotAllowed)), "{own:?}");
        // Returned with a reason at a figure; never without one.
        let bare = app.return_filing(&province, first, "  ", vec![]).await;
        assert!(matches!(bare, Err(FilingError::NeedsReason)));
        let wrong = vec![("khong-co".to_owned(), "?".to_owned())];
        let wrong = app.return_filing(&province, first, "", wrong).await;
        assert!(matches!(wrong, Err(FilingError::UnknownMeasure(_))));
        let reason = vec![("toi-pham".to_owned(), "Tháng trước 12 vụ, xem lại".to_owned())];
        app.return_filing(&province, first, "", reason.clone())
            .await
            .expect("returned");
        let seen = app.filing(&official, first).await.expect("it is seen");
        assert_eq!(
            (seen.state, seen.steps[2].reasons.clone()),
            (State::Returned, reason)
        );
        assert_eq!(
            seen.since.as_deref().map(<[_]>::len),
            Some(0),
            "nothing has changed yet"
        );

        // Mended: what was frozen stays, the difference is told.
        month(&app, entry, DIEN_HONG, "9", Some(1)).await;
        let seen = app.filing(&official, first).await.expect("it is seen");
        assert_eq!(crimes(&seen), 7);
        assert!(seen.is_touched);
        let differs = seen.since.expect("the book holds the entries");
        assert!(
            differs
                .iter()
                .any(|d| d.now.as_ref().is_some_and(|f| f.measure == "toi-pham"))
        );
        let second = freeze(&app, &official).await.expect("frozen anew");
        let old = app.filing(&official, first).await.expect("it is seen");
        assert_eq!((old.state, old.hash.clone()), (State::Replaced, seen.hash));
        app.approve_filing(&chair, second, "").await.expect("approved");
        app.accept_filing(&province, second, "").await.expect("accepted");
        let seen = app
            .filing(&province, second)
            .await
            .expect("the level above sees it");
        assert_eq!((seen.state, seen.version, crimes(&seen)), (State::Accepted, 2, 9));
        assert_eq!(seen.steps.len(), 3);
        assert!(matches!(
            freeze(&app, &official).await,
            Err(FilingError::Stands(State::Accepted))
        ));

        // A correction afterwards is shown, never silently taken over.
        month(&app, entry, DIEN_HONG, "8", Some(2)).await;
        let seen = app.filing(&chair, second).await.expect("it is seen");
        assert_eq!(crimes(&seen), 9);
        assert!(seen.since.is_some_and(|d| !d.is_empty()));
        // And back again: touched, and no figure differs.
        month(&app, entry, DIEN_HONG, "9", Some(3)).await;
        let seen = app.filing(&chair, second).await.expect("it is seen");
        assert!(seen.is_touched && seen.since.is_some_and(|d| d.is_empty()));

        // What was accepted can be returned, with a reason.
        app.return_filing(&province, second, "Mở lại để sửa", vec![])
            .await
            .expect("returned");
        assert!(freeze(&app, &official).await.is_ok());
        let due = app
            .filings_due(&official, DIEN_HONG, 1)
            .await
            .expect("what is owed");
        let month = due.iter().find(|d| d.form.id == "hang-thang");
        // November has ended by 1 December; nothing of it was frozen.
        assert!(month.is_some_and(|d| d.period == Period::month(2026, 11).expect("a month") && d.is_open()));
    })
    .await;
}

#[tokio::test]
async fn the_paper_of_a_filing_says_what_was_frozen() {
    both_small_books(|app| async move {
        let Staff { official, .. } = staff();
        month(&app, Uuid::now_v7(), DIEN_HONG, "1234", None).await;
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
        app.record(&anybody(), &sessions).await.expect("recorded");
        let id = freeze(&app, &official).await.expect("frozen");
        let filing = app.filing(&official, id).await.expect("seen");
        let paper = filings::paper(&app.book(), &filing);
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
        let app = Arc::new(app);
        month(&app, Uuid::now_v7(), DIEN_HONG, "7", None).await;
        let mut tries = tokio::task::JoinSet::new();
        for person in 10..16 {
            let (app, actor) = (app.clone(), somebody(person, &[(Role::Official, DIEN_HONG)]));
            tries.spawn(async move { freeze(&app, &actor).await });
        }
        let done = tries.join_all().await;
        for one in &done {
            assert!(matches!(one, Ok(_) | Err(FilingError::Overtaken(_))), "{one:?}");
        }
        let ids: Vec<Uuid> = done.into_iter().filter_map(Result::ok).collect();
        let actor = staff().official;
        let mut live = 0;
        for id in &ids {
            live += usize::from(app.filing(&actor, *id).await.expect("it is seen").state == State::Frozen);
        }
        assert_eq!(live, 1, "each version but the last was replaced: {ids:?}");
    })
    .await;
}

#[tokio::test]
async fn a_merger_in_between_leaves_the_answer_to_the_heirs_people() {
    both_small_books(|app| async move {
        let Staff {
            official,
            chair,
            province,
            ..
        } = staff();
        month(&app, Uuid::now_v7(), DIEN_HONG, "7", None).await;
        let first = freeze(&app, &official).await.expect("frozen");
        app.approve_filing(&chair, first, "").await.expect("approved");
        let heir = merge(&app, Day::new(2026, 11, 15).expect("a day")).await;
        // The old ward's people are in office no more; the figures still read as they were.
        assert!(matches!(
            app.filing(&official, first).await,
            Err(FilingError::NotFound)
        ));
        let why = vec![("toi-pham".to_owned(), "Xem lại".to_owned())];
        app.return_filing(&province, first, "", why)
            .await
            .expect("returned");
        let clerk = somebody(20, &[(Role::Official, heir)]);
        let head = somebody(21, &[(Role::Chair, heir)]);
        let seen = app.filing(&clerk, first).await.expect("the heir's people see it");
        assert_eq!(crimes(&seen), 7);
        assert_eq!(seen.since.as_deref().map(<[_]>::len), Some(0), "{:?}", seen.since);
        let second = freeze(&app, &clerk)
            .await
            .expect("frozen anew by the heir's people");
        app.approve_filing(&head, second, "").await.expect("approved");
        app.accept_filing(&province, second, "").await.expect("accepted");
        let seen = app.filing(&province, second).await.expect("it is seen");
        assert_eq!((crimes(&seen), seen.unit), (7, DIEN_HONG));
        assert_eq!(seen.content.unit_name, "Phường Diên Hồng");
    })
    .await;
}

#[tokio::test]
async fn the_level_above_sees_who_sent_and_who_did_not() {
    both_small_books(|app| async move {
        let Staff {
            official,
            chair,
            province,
            ..
        } = staff();
        month(&app, Uuid::now_v7(), DIEN_HONG, "7", None).await;
        let first = freeze(&app, &official).await.expect("frozen");
        let asked = Some(("hang-thang", october()));
        let below = app
            .filings_below(&province, EAST, asked, (0, 10))
            .await
            .expect("below");
        let names = |of: &[dienhong_app::filings::Late]| of.iter().map(|l| l.unit).collect::<Vec<_>>();
        assert_eq!((below[0].units, below[0].late_count), (3, 3));
        assert_eq!(
            names(&below[0].late),
            [DIEN_HONG, HOI_THUONG, IA_KRING],
            "by name"
        );
        app.approve_filing(&chair, first, "").await.expect("approved");
        let below = app
            .filings_below(&province, EAST, asked, (1, 1))
            .await
            .expect("below");
        assert_eq!((below[0].waiting.len(), below[0].late_count), (1, 2));
        assert_eq!(names(&below[0].late), [IA_KRING], "a page of them");
        app.accept_filing(&province, first, "").await.expect("accepted");
        let below = app
            .filings_below(&province, EAST, asked, (0, 10))
            .await
            .expect("below");
        assert_eq!((below[0].accepted, below[0].waiting.len()), (1, 0));
        let stranger = staff().stranger;
        let refused = app.filings_below(&stranger, EAST, asked, (0, 10)).await;
        assert!(matches!(refused, Err(FilingError::NotFound)));
    })
    .await;
}
