//! Units that ended remain in the book: recorded for, read, proved and reported by those who have their book now.

use crate::common::mergers::merge;
use crate::common::packs::installed;
use dienhong_app::App;
use dienhong_app::entries::{Cursor, Draft, EntryError, EntryMistakeKind, ListQuery, Recorded};
use dienhong_app::exports::totals_table;
use dienhong_app::people::Actor;
use dienhong_app::reports::Wanted;
use dienhong_app::testing::*;
use dienhong_app::totals::{ProofCursor, Question};
use dienhong_app::units::{ALIKE, ChangeRequest, Choices, Form, UnitError};
use dienhong_domain::entries::State;
use dienhong_domain::rights::Role;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{BaseSpan, Lens, UnitId};
use dienhong_i18n::Locale;
use dienhong_reports::Block;
use dienhong_store::testing::both;
use uuid::Uuid;

const DISTRICT: UnitId = UnitId(20);

/// A meeting with so many attendances.
fn meeting(unit: UnitId, day: Day, attendances: &str) -> Draft {
    Draft {
        id: Uuid::now_v7(),
        register: "tuyen-truyen".into(),
        unit: Some(unit),
        day: day.to_string(),
        fields: [
            ("hinh-thuc".to_owned(), vec!["hoi-nghi".to_owned()]),
            ("noi-dung".to_owned(), vec!["ma-tuy".to_owned()]),
            ("luot".to_owned(), vec![attendances.to_owned()]),
        ]
        .into(),
        state: Some(State::Final),
        ..Draft::default()
    }
}

async fn record(app: &App, actor: &Actor, draft: &Draft) -> Result<Recorded, EntryError> {
    app.by(actor).entries().record(draft).await
}

fn spring(unit: UnitId, lens: Lens) -> Question {
    let period = Period::quarter(2026, 1).expect("a quarter");
    Question { unit, period, lens }
}

async fn attendances(app: &App, actor: &Actor, q: Question) -> Option<i64> {
    let (_, figure) = app
        .by(actor)
        .totals()
        .figure("luot-tuyen-truyen", q)
        .await
        .expect("read");
    figure.is_recorded().then_some(figure.sums.amount)
}

#[tokio::test]
async fn the_heirs_official_records_drafts_and_finishes_what_belongs_to_a_merged_ward() {
    both_small_books(|app| async move {
        let heir = merge(&app, day(6, 1)).await;
        let official = somebody(2, &[(Role::Official, heir)]);
        let draft = Draft {
            state: Some(State::Draft),
            ..meeting(DIEN_HONG, day(3, 2), "40")
        };
        let kept = record(&app, &official, &draft)
            .await
            .expect("a draft of the past");
        let finished = Draft {
            state: Some(State::Final),
            seen: Some(kept.rev),
            ..draft
        };
        record(&app, &official, &finished).await.expect("finished");
        assert_eq!(
            attendances(&app, &official, spring(heir, Lens::At(day(12, 1)))).await,
            Some(40)
        );
        let neighbour = somebody(3, &[(Role::Official, IA_KRING)]);
        let refused = record(&app, &neighbour, &meeting(DIEN_HONG, day(3, 2), "1")).await;
        assert!(refused.is_err(), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn a_refusal_names_the_units_of_that_day_and_they_are_taken() {
    both_small_books(|app| async move {
        let heir = merge(&app, day(6, 1)).await;
        let official = somebody(2, &[(Role::Official, heir)]);
        for (unit, on) in [(heir, day(3, 2)), (DIEN_HONG, day(7, 2))] {
            let refused = record(&app, &official, &meeting(unit, on, "40")).await;
            let Err(EntryError::Mistakes(found)) = refused else {
                panic!("{refused:?}");
            };
            let [EntryMistakeKind::UnitNotThen { instead, .. }] =
                &found.iter().map(|m| m.what.clone()).collect::<Vec<_>>()[..]
            else {
                panic!("{found:?}");
            };
            assert!(!instead.is_empty());
            for other in instead {
                let taken = record(&app, &official, &meeting(*other, on, "40")).await;
                taken.expect("what a refusal advises is taken");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_figure_for_a_time_before_the_unit_existed_is_what_its_predecessors_left_and_says_so() {
    both_small_books(|app| async move {
        record(&app, &anybody(), &meeting(DIEN_HONG, day(3, 2), "40"))
            .await
            .expect("recorded");
        let heir = merge(&app, day(6, 1)).await;
        let official = somebody(2, &[(Role::Official, heir)]);
        let q = spring(heir, Lens::AsItWas);
        assert_eq!(attendances(&app, &official, q).await, Some(40));
        let totals = app.by(&official).totals().read(q).await.expect("totals");
        assert_eq!(totals.question.lens, Lens::At(day(12, 1)));
        let row = totals.row("luot-tuyen-truyen").expect("a row");
        assert_eq!(row.figure.sums.amount, 40);
        let proof = app
            .by(&official)
            .totals()
            .proof("luot-tuyen-truyen", q, ProofCursor::Newest, 10)
            .await
            .expect("proof");
        assert!(proof.lines.iter().all(|l| l.entry.is_some()) && proof.total == Some(1));
        let table = totals_table(&app.snapshot().map, &totals, Locale::Vi);
        assert!(
            table.notes.iter().any(|n| n.contains("có từ ngày 01/06/2026")),
            "{:?}",
            table.notes
        );
        let below = app
            .by(&official)
            .totals()
            .figures_below(q, std::slice::from_ref(&row.measure), &[heir])
            .await
            .expect("below");
        assert_eq!(below[0].figures["luot-tuyen-truyen"].sums.amount, 40);
    })
    .await;
}

#[tokio::test]
async fn a_figure_of_a_unit_that_ended_is_not_denied_by_the_map_of_today() {
    both_small_books(|app| async move {
        record(&app, &anybody(), &meeting(DIEN_HONG, day(3, 2), "40"))
            .await
            .expect("recorded");
        let heir = merge(&app, day(6, 1)).await;
        let official = somebody(2, &[(Role::Official, heir)]);
        for lens in [Lens::AsItWas, Lens::At(day(12, 1))] {
            assert_eq!(
                attendances(&app, &official, spring(DIEN_HONG, lens)).await,
                Some(40)
            );
        }
    })
    .await;
}

/// The words of a paper's body.
fn words(paper: &dienhong_reports::Paper) -> String {
    format!("{:?} {:?}", paper.letterhead, paper.body)
}

#[tokio::test]
async fn a_paper_for_a_time_before_the_unit_existed_says_through_which_map_it_was_made() {
    both_small_books(|app| async move {
        record(&app, &anybody(), &meeting(DIEN_HONG, day(3, 2), "40"))
            .await
            .expect("recorded");
        let heir = merge(&app, day(6, 1)).await;
        let official = somebody(2, &[(Role::Official, heir)]);
        let wanted = |month| Wanted {
            outline: "hang-thang".into(),
            period: Period::month(2026, month).expect("a month"),
            is_restated: false,
            formats: Vec::new(),
        };
        let (paper, _) = app
            .by(&official)
            .reports()
            .fresh_paper(heir, &wanted(3))
            .await
            .expect("a paper");
        let said = words(&paper);
        assert!(said.contains("có từ ngày 01/06/2026"), "{said}");
        assert!(paper.numbers().iter().any(|n| n.value == Some(40)), "{said}");
        assert!(matches!(paper.body.last(), Some(Block::Paragraph(_))));
        let (later, _) = app
            .by(&official)
            .reports()
            .fresh_paper(heir, &wanted(10))
            .await
            .expect("a paper");
        assert!(!words(&later).contains("có từ ngày"));
    })
    .await;
}

#[tokio::test]
async fn an_old_paper_bears_one_name_with_what_the_unit_is_called_now() {
    both_small_books(|app| async move {
        record(&app, &anybody(), &meeting(DIEN_HONG, day(3, 2), "40"))
            .await
            .expect("recorded");
        let renamed = Form {
            id: Uuid::now_v7(),
            day: day(6, 1).to_string(),
            reference: "NQ".into(),
            what: ChangeRequest::Rename {
                unit: DIEN_HONG,
                name: "Trà Bá".into(),
                kind: String::new(),
                code: String::new(),
            },
        };
        app.by(&anybody())
            .units()
            .record_change(&renamed, &Choices::default())
            .await
            .expect("renamed");
        let wanted = Wanted {
            outline: "hang-thang".into(),
            period: Period::month(2026, 3).expect("a month"),
            is_restated: false,
            formats: Vec::new(),
        };
        let (paper, _) = app
            .by(&anybody())
            .reports()
            .fresh_paper(DIEN_HONG, &wanted)
            .await
            .expect("a paper");
        let head = paper.letterhead.issuer.join(" ");
        assert!(head.contains("PHƯỜNG DIÊN HỒNG (NAY LÀ PHƯỜNG TRÀ BÁ)"), "{head}");
        let body = format!("{:?}", paper.body);
        let named = body.matches("phường Diên Hồng").count();
        assert_eq!(body.matches("(nay là phường Trà Bá)").count(), named, "{body}");
        assert_eq!(body.matches("phường Trà Bá").count(), named, "{body}");
        let found =
            app.by(&anybody())
                .units()
                .search("dien hong", &[dienhong_domain::units::Level::Commune], 10);
        assert!(
            found.contains(&DIEN_HONG),
            "a living unit is found by its former name"
        );
    })
    .await;
}

#[tokio::test]
async fn an_overlay_of_the_heir_reaches_the_ward_that_it_inherited() {
    both_small_books(|app| async move {
        let heir = merge(&app, day(6, 1)).await;
        let text = include_str!("../../../../packs/vi-du-lop-phu/pack.toml");
        installed(&app, text, Some(heir)).await;
        let knows = |unit| {
            let rules = app.snapshot().rules(unit, app.today());
            rules.measure("buoi-theo-noi-dung:bien-gioi").is_some()
        };
        assert!(knows(heir) && knows(DIEN_HONG) && knows(HOI_THUONG));
        assert!(!knows(IA_KRING));
        let official = somebody(2, &[(Role::Official, heir)]);
        let mut draft = meeting(DIEN_HONG, day(3, 2), "40");
        draft
            .fields
            .insert("noi-dung".to_owned(), vec!["bien-gioi".to_owned()]);
        record(&app, &official, &draft)
            .await
            .expect("an item of the overlay");
    })
    .await;
}

#[tokio::test]
async fn groups_that_differ_by_the_place_of_a_tone_mark_wait_for_a_person_to_confirm() {
    both_small_books(|app| async move {
        let named = |name: &str| Form {
            id: Uuid::now_v7(),
            day: day(1, 2).to_string(),
            reference: "QĐ".into(),
            what: ChangeRequest::Found {
                parent: DIEN_HONG,
                kind: "to-dan-pho".into(),
                names: name.into(),
            },
        };
        let none = Choices::default();
        app.by(&anybody())
            .units()
            .record_change(&named("Hòa Bình"), &none)
            .await
            .expect("founded");
        let second = named("Hoà Bình");
        let plan = app
            .by(&anybody())
            .units()
            .plan_change(&second)
            .await
            .expect("can be looked at");
        assert_eq!(plan.alike.len(), 1);
        let refused = app.by(&anybody()).units().record_change(&second, &none).await;
        let Err(UnitError::Mistakes(found)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(found[0].field, ALIKE);
        let meant = Choices {
            alike_is_meant: true,
            ..Choices::default()
        };
        app.by(&anybody())
            .units()
            .record_change(&second, &meant)
            .await
            .expect("confirmed");
    })
    .await;
}

/// The small map with a district in Tỉnh Đông that ended on 1 July 2026, and Diên Hồng below it until then.
fn with_a_district() -> Vec<BaseSpan> {
    let turn = day(7, 1);
    let mut spans = small_map();
    let district = BaseSpan::always(DISTRICT, Uuid::from_u128(0x20), ("huyen", "Núi"), Some(EAST));
    spans.push(district.between(Day::MIN, turn));
    let at = spans.iter().position(|s| s.id == DIEN_HONG).expect("the ward");
    let mut later = spans[at].clone();
    spans[at].span.to = turn;
    spans[at].span.parent = Some(DISTRICT);
    later.span.from = turn;
    spans.insert(at + 1, later);
    spans
}

#[tokio::test]
async fn an_old_districts_figures_have_a_proof_that_the_province_opens() {
    both(|store| async {
        let app = book_on(store, &with_a_district()).await;
        let province = somebody(2, &[(Role::Official, EAST)]);
        let drafted = meeting(DIEN_HONG, day(3, 2), "40");
        record(&app, &province, &drafted)
            .await
            .expect("an official above records below");
        record(&app, &province, &meeting(DIEN_HONG, day(8, 2), "5"))
            .await
            .expect("recorded");
        let q = Question {
            period: Period::years(2026, 2026).expect("a year"),
            ..spring(DISTRICT, Lens::AsItWas)
        };
        assert_eq!(attendances(&app, &province, q).await, Some(40));
        let proof = app
            .by(&province)
            .totals()
            .proof("luot-tuyen-truyen", q, ProofCursor::Newest, 10)
            .await
            .expect("proof");
        assert!(proof.total == Some(1) && proof.lines[0].entry.is_some());
        let listed = ListQuery {
            unit: DISTRICT,
            with_former: false,
            register: None,
            period: None,
            state: None,
            words: String::new(),
            from: Cursor::Newest,
            most: 10,
        };
        let list = app.by(&province).entries().list(&listed).await.expect("a list");
        let ids: Vec<Uuid> = list.rows.iter().map(|r| r.row.id).collect();
        assert_eq!(ids, [drafted.id], "nothing of the time after the district");
        for other in [(Role::Official, WEST), (Role::Official, DIEN_HONG)] {
            let stranger = somebody(3, &[other]);
            assert!(
                app.by(&stranger)
                    .totals()
                    .figure("luot-tuyen-truyen", q)
                    .await
                    .is_err(),
                "{other:?}"
            );
        }
    })
    .await;
}
