//! Acts on many entries, and taking them back; what may be recorded twice. On both engines.

use crate::common::people::{Staff, crimes_are_stated, october, staff};
use dienhong_app::App;
use dienhong_app::clock::FixedClock;
use dienhong_app::entries::{
    Cursor, Draft, EntryError, Import, KeptEntry, ListQuery, Remark, RowsKind, Ticked, UndoError, Wish,
};
use dienhong_app::people::Actor;
use dienhong_app::testing::*;
use dienhong_domain::entries::State;
use dienhong_domain::undo::{UNDO_WITHIN, UndoRefusal};
use dienhong_store::testing::both;
use std::sync::Arc;
use uuid::Uuid;

fn session(state: State, on: &str, attended: &str) -> Draft {
    Draft {
        id: Uuid::now_v7(),
        register: "tuyen-truyen".into(),
        unit: Some(DIEN_HONG),
        day: on.into(),
        fields: [
            ("hinh-thuc", "hoi-nghi"),
            ("noi-dung", "ma-tuy"),
            ("luot", attended),
        ]
        .map(|(field, answer)| (field.to_owned(), vec![answer.to_owned()]))
        .into(),
        state: Some(state),
        ..Draft::default()
    }
}

async fn record(app: &App, by: &Actor, draft: &Draft) -> Ticked {
    let done = app.by(by).entries().record(draft).await;
    let done = done.unwrap_or_else(|e| panic!("{draft:?}: {e:?}"));
    Ticked {
        id: done.id,
        seen: done.rev,
    }
}

async fn state(app: &App, id: Uuid) -> State {
    app.store.entry(id).await.expect("read").expect("there").state
}

/// All attendances of the book, as the ledger has them.
async fn attendances(app: &App) -> i64 {
    let number = app
        .snapshot()
        .measure_number("luot-tuyen-truyen")
        .expect("a measure");
    let sql =
        format!("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM posting WHERE measure = {number}");
    app.store.number(sql, vec![]).await.expect("a sum")
}

#[tokio::test]
async fn ticked_entries_are_finished_together_and_what_is_refused_stays() {
    both_small_books(|app| async move {
        let Staff { app, clerk, .. } = staff(app);
        let by = &clerk.actor;
        let mut ticked = Vec::new();
        for day in 1..=3 {
            ticked.push(record(&app, by, &session(State::Sent, &format!("{day}/10/2026"), "40")).await);
        }
        let mut lacking = session(State::Draft, "4/10/2026", "40");
        lacking.fields.remove("luot");
        let lacking = record(&app, by, &lacking).await;
        let stale = record(&app, by, &session(State::Sent, "5/10/2026", "40")).await;
        let stale = Ticked { seen: 7, ..stale };
        let unknown = Ticked {
            id: Uuid::now_v7(),
            seen: 1,
        };
        let all = [&ticked[..], &[lacking, stale, unknown][..]].concat();
        let done = app.by(by).entries().finish(&all).await.expect("finished");
        let ids: Vec<Uuid> = ticked.iter().map(|one| one.id).collect();
        assert_eq!(done.done, ids);
        let why = |id: Uuid| done.refused.iter().find(|(of, _)| *of == id).map(|(_, why)| why);
        assert!(matches!(why(lacking.id), Some(EntryError::Mistakes(found)) if found.len() == 1));
        assert!(matches!(why(stale.id), Some(EntryError::Conflict { now: 1 })));
        assert!(matches!(why(unknown.id), Some(EntryError::NotFound)));
        assert_eq!(attendances(&app).await, 120);
        assert_eq!(state(&app, lacking.id).await, State::Draft);
        // Ticked again, none is finished twice.
        let again = app.by(by).entries().finish(&ticked).await.expect("looked at");
        assert_eq!((again.act, again.done.len(), again.refused.len()), (None, 0, 3));
        assert_eq!(
            app.store
                .number("SELECT COUNT(*) FROM bulk", vec![])
                .await
                .expect("a count"),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn whoever_may_not_finish_finishes_nothing() {
    both_small_books(|app| async move {
        let Staff {
            app, clerk, stranger, ..
        } = staff(app);
        let one = record(&app, &clerk.actor, &session(State::Sent, "1/10/2026", "40")).await;
        let done = app
            .by(&stranger.actor)
            .entries()
            .finish(&[one])
            .await
            .expect("looked at");
        assert!(
            matches!(&done.refused[..], [(_, EntryError::NotFound)]),
            "{done:?}"
        );
        assert_eq!(state(&app, one.id).await, State::Sent);
    })
    .await;
}

#[tokio::test]
async fn the_next_waiting_entry_is_below_and_then_again_the_first() {
    both_small_books(|app| async move {
        let Staff { app, clerk, .. } = staff(app);
        let by = &clerk.actor;
        let mut made = Vec::new();
        for day in 1..=3 {
            made.push(record(&app, by, &session(State::Sent, &format!("{day}/10/2026"), "40")).await);
        }
        let query = ListQuery {
            unit: DIEN_HONG,
            with_former: false,
            register: Some("tuyen-truyen".into()),
            period: None,
            state: Some(State::Sent),
            words: String::new(),
            from: Cursor::Newest,
            most: 1,
        };
        let entries = app.by(by).entries();
        let place = |row: dienhong_store::entries::EntryRow| row.place;
        let middle = place(app.store.entry(made[1].id).await.expect("read").expect("there"));
        entries.finish(&made[1..2]).await.expect("finished");
        assert_eq!(
            entries.next(&query, middle).await.expect("asked"),
            Some(made[0].id)
        );
        entries.finish(&made[..1]).await.expect("finished");
        assert_eq!(
            entries.next(&query, middle).await.expect("asked"),
            Some(made[2].id)
        );
        entries.finish(&made[2..]).await.expect("finished");
        assert_eq!(entries.next(&query, middle).await.expect("asked"), None);
    })
    .await;
}

#[tokio::test]
async fn a_finish_is_undone_by_its_author_within_the_time_and_takes_its_figures_back() {
    both(|store| async {
        let clock = Arc::new(FixedClock::at(NOON));
        let Staff {
            app, clerk, police, ..
        } = staff(small_book_at(store, clock.clone()).await);
        let by = &clerk.actor;
        let first = record(&app, by, &session(State::Sent, "1/10/2026", "40")).await;
        let second = record(&app, by, &session(State::Sent, "2/10/2026", "50")).await;
        let done = app
            .by(by)
            .entries()
            .finish(&[first, second])
            .await
            .expect("finished");
        let act = done.act.expect("an act");
        let others = app.by(&police.actor).entries().undo_bulk(act, "").await;
        assert!(
            matches!(others, Err(UndoError::Refused(UndoRefusal::NotYours))),
            "{others:?}"
        );
        // One of the two is corrected meanwhile.
        let corrected = Draft {
            id: second.id,
            seen: Some(2),
            why: "Đếm lại".into(),
            ..session(State::Final, "2/10/2026", "51")
        };
        record(&app, by, &corrected).await;
        clock.set(NOON + UNDO_WITHIN);
        let undone = app.by(by).entries().undo_bulk(act, "").await.expect("undone");
        assert_eq!(undone.done, [first.id]);
        assert!(
            matches!(&undone.kept[..], [(id, KeptEntry::Changed)] if *id == second.id),
            "{undone:?}"
        );
        assert_eq!(
            (state(&app, first.id).await, state(&app, second.id).await),
            (State::Sent, State::Final)
        );
        assert_eq!(attendances(&app).await, 51);
        let revisions = app.store.revisions(first.id).await.expect("revisions");
        let states: Vec<State> = revisions.iter().map(|r| r.state).collect();
        assert_eq!(
            states,
            [State::Sent, State::Final, State::Sent],
            "nothing is deleted"
        );
        let logged = "SELECT COUNT(*) FROM log WHERE act = 'bulk.undo'";
        assert_eq!(app.store.number(logged, vec![]).await.expect("a count"), 1);
        // Finished again and left too long it is not undone.
        let again = Ticked {
            id: first.id,
            seen: 3,
        };
        let done = app.by(by).entries().finish(&[again]).await.expect("finished");
        clock.set(NOON + 2 * UNDO_WITHIN + 1);
        let late = app
            .by(by)
            .entries()
            .undo_bulk(done.act.expect("an act"), "")
            .await;
        assert!(
            matches!(late, Err(UndoError::Refused(UndoRefusal::TooLate))),
            "{late:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn what_stands_in_frozen_figures_is_not_undone_until_they_are_returned() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let (app, by) = (&staff.app, &staff.clerk.actor);
        crimes_are_stated(app, Uuid::now_v7(), DIEN_HONG, "7", None).await;
        let october_entry = record(app, by, &session(State::Sent, "1/10/2026", "40")).await;
        let november_entry = record(app, by, &session(State::Sent, "1/11/2026", "50")).await;
        let both = [october_entry, november_entry];
        let done = app.by(by).entries().finish(&both).await.expect("finished");
        let act = done.act.expect("an act");
        let filing = staff.clerk.freezes(october()).await;
        let undone = app.by(by).entries().undo_bulk(act, "").await.expect("undone");
        assert_eq!(undone.done, [november_entry.id]);
        assert!(
            matches!(&undone.kept[..], [(id, KeptEntry::Frozen(of))] if *id == october_entry.id && *of == october()),
            "{undone:?}"
        );
        staff.chair.approves(filing).await;
        staff.province.returns(filing, "Đếm lại", Vec::new()).await;
        let undone = app.by(by).entries().undo_bulk(act, "").await.expect("undone");
        assert_eq!(undone.done, [october_entry.id]);
        let over = app.by(by).entries().undo_bulk(act, "").await;
        assert!(matches!(over, Err(UndoError::Refused(UndoRefusal::Undone))), "{over:?}");
    })
    .await;
}

const HEADING: &str = "Ngày;Đơn vị;Hình thức;Nội dung tuyên truyền;Số lượt người dự";

async fn import(app: &App, by: &Actor, rows: &[&str], wish: Wish) -> Import {
    let sheet = format!("{HEADING}\r\n{}\r\n", rows.join("\r\n"));
    let entries = app.by(by).entries();
    let done = entries
        .import("tuyen-truyen", DIEN_HONG, sheet.as_bytes(), &wish)
        .await;
    done.expect("the sheet is looked through")
}

fn write() -> Wish {
    Wish {
        write: true,
        ..Wish::default()
    }
}

#[tokio::test]
async fn a_whole_import_is_taken_back_but_for_what_was_changed_since() {
    both_small_books(|app| async move {
        let Staff {
            app, clerk, stranger, ..
        } = staff(app);
        let by = &clerk.actor;
        let rows = [
            "1/10/2026;;Hội nghị, tập huấn;Phòng, chống ma túy;30",
            "2/10/2026;;Hội nghị, tập huấn;Phòng, chống ma túy;40",
        ];
        let done = import(&app, by, &rows, write()).await;
        assert_eq!((done.written, attendances(&app).await), (2, 70));
        let act = done.act.expect("an act");
        let unseen = app.by(&stranger.actor).entries().undo_bulk(act, "Nhầm").await;
        assert!(matches!(unseen, Err(UndoError::NotFound)), "{unseen:?}");
        let bare = app.by(by).entries().undo_bulk(act, " ").await;
        assert!(matches!(bare, Err(UndoError::NoReason)), "{bare:?}");
        let corrected = Draft {
            id: done.good[1].id,
            seen: Some(1),
            why: "Đếm lại".into(),
            ..session(State::Final, "2/10/2026", "41")
        };
        record(&app, by, &corrected).await;
        let undone = app
            .by(by)
            .entries()
            .undo_bulk(act, "Nhập nhầm bảng")
            .await
            .expect("taken back");
        assert_eq!(undone.done, [done.good[0].id]);
        assert!(
            matches!(&undone.kept[..], [(_, KeptEntry::Changed)]),
            "{undone:?}"
        );
        assert_eq!(state(&app, done.good[0].id).await, State::Voided);
        assert_eq!(attendances(&app).await, 41);
        let listed = app
            .by(by)
            .entries()
            .imports(DIEN_HONG, None)
            .await
            .expect("listed");
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].row.size, listed[0].row.remaining), (2, 1));
        assert_eq!(listed[0].register.as_deref(), Some("tuyen-truyen"));
        let below = app
            .by(by)
            .entries()
            .imports(DIEN_HONG, Some(act))
            .await
            .expect("listed");
        assert!(below.is_empty(), "nothing is older");
    })
    .await;
}

#[tokio::test]
async fn what_an_import_corrected_gets_its_answers_back() {
    both_small_books(|app| async move {
        let Staff { app, clerk, .. } = staff(app);
        let by = &clerk.actor;
        let made = record(&app, by, &session(State::Final, "1/10/2026", "30")).await;
        let sheet = format!(
            "Mã mục;{HEADING}\r\n{};1/10/2026;;Hội nghị, tập huấn;Phòng, chống ma túy;35\r\n",
            made.id
        );
        let wish = Wish {
            correct: Some("Đếm lại".into()),
            notes_are_seen: true,
            ..write()
        };
        let entries = app.by(by).entries();
        let done = entries
            .import("tuyen-truyen", DIEN_HONG, sheet.as_bytes(), &wish)
            .await;
        let done = done.expect("the sheet is looked through");
        assert_eq!((done.written, done.corrected), (0, 1), "{done:?}");
        assert_eq!(attendances(&app).await, 35);
        let act = done.act.expect("an act");
        let undone = app
            .by(by)
            .entries()
            .undo_bulk(act, "Nhập nhầm bảng")
            .await
            .expect("taken back");
        assert_eq!(undone.done, [made.id], "{undone:?}");
        assert_eq!(
            (attendances(&app).await, state(&app, made.id).await),
            (30, State::Final)
        );
    })
    .await;
}

#[tokio::test]
async fn a_second_session_of_the_same_form_is_asked_about_and_another_form_is_not() {
    both_small_books(|app| async move {
        let Staff { app, clerk, .. } = staff(app);
        let by = &clerk.actor;
        let first = record(&app, by, &session(State::Sent, "1/10/2026", "40")).await;
        let alike = async |draft: &Draft| {
            let found = app
                .by(by)
                .entries()
                .likely_duplicates(draft)
                .await
                .expect("asked");
            found.iter().map(|row| row.id).collect::<Vec<_>>()
        };
        let recounted = session(State::Final, "1/10/2026", "41");
        assert_eq!(alike(&recounted).await, [first.id]);
        assert!(alike(&session(State::Draft, "1/10/2026", "41")).await.is_empty());
        assert!(alike(&session(State::Sent, "2/10/2026", "41")).await.is_empty());
        let own = Draft {
            id: first.id,
            ..recounted.clone()
        };
        assert!(alike(&own).await.is_empty(), "it is no double of itself");
        let mut other = recounted.clone();
        other.fields.insert("hinh-thuc".into(), vec!["truong-hoc".into()]);
        assert!(alike(&other).await.is_empty());
        let rows = ["1/10/2026;;Hội nghị, tập huấn;Phòng, chống ma túy;41"];
        let looked = import(&app, by, &rows, Wish::default()).await;
        assert!(
            matches!(&looked.remarks[..], [Remark::Rows(RowsKind::Similar, rows)] if rows.len() == 1),
            "{looked:?}"
        );
    })
    .await;
}
