//! Entries in every state, corrected ones, with photos and files, stated levels, months, every bound.

use super::Book;
use super::units::groups;
use dienhong_app::App;
use dienhong_app::entries::{Draft, Ticked, Upload, Wish};
use dienhong_app::people::Actor;
use dienhong_app::testing::*;
use dienhong_domain::entries::State;
use dienhong_domain::units::UnitId;
use dienhong_store::files::AttachmentRow;
use std::collections::BTreeMap;
use uuid::Uuid;

fn draft(register: &str, unit: UnitId, on: &str, fields: &[(&str, &str)]) -> Draft {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (field, answer) in fields {
        all.entry((*field).to_owned())
            .or_default()
            .push((*answer).to_owned());
    }
    Draft {
        id: Uuid::now_v7(),
        register: register.into(),
        unit: Some(unit),
        day: on.into(),
        fields: all,
        state: Some(State::Final),
        ..Draft::default()
    }
}

/// A session as the national pack asks about it.
fn plain_session(unit: UnitId, on: &str, people: &str) -> Draft {
    let fields = [
        ("hinh-thuc", "hoi-nghi"),
        ("noi-dung", "ma-tuy"),
        ("luot", people),
    ];
    draft("tuyen-truyen", unit, on, &fields)
}

/// A session with what the ward's overlay adds.
pub(super) fn session(unit: UnitId, on: &str, people: &str) -> Draft {
    let mut session = plain_session(unit, on, people);
    let topics = session.fields.entry("noi-dung".to_owned()).or_default();
    topics.push("bien-gioi".to_owned());
    session
        .fields
        .insert("so-phut".to_owned(), vec!["khoảng 90".to_owned()]);
    session
}

pub(super) async fn record(app: &App, by: &Actor, draft: &Draft) -> Uuid {
    let done = app.by(by).entries().record(draft).await;
    done.unwrap_or_else(|e| panic!("{draft:?}: {e:?}")).id
}

fn file(field: &str, called: &str, bytes: Vec<u8>) -> Upload {
    Upload {
        field: field.into(),
        name: called.into(),
        bytes,
    }
}

fn photo(shade: u8) -> Vec<u8> {
    let image = image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8 * 3, y as u8 * 5, shade]));
    let mut png = std::io::Cursor::new(Vec::new());
    image
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("a picture");
    png.into_inner()
}

/// Records all of them in the ward's book.
pub(super) async fn record_all(ward: &Book) {
    let (app, by) = (&ward.app, &ward.official);
    let group = groups(app, DIEN_HONG);
    for (people, on) in [
        ("64", "3/2/2026"),
        ("hơn 120", "5/3/2026"),
        ("khoảng 80", "9/4/2026"),
        ("dưới 50", "2/5/2026"),
    ] {
        record(app, by, &session(group[0], on, people)).await;
    }
    for month in 6..=11 {
        let on = format!("12/{month}/2026");
        record(app, by, &session(DIEN_HONG, &on, "hơn 200")).await;
        let crimes = draft(
            "tinh-hinh",
            DIEN_HONG,
            &format!("{month}/2026"),
            &[("toi-pham", "7")],
        );
        record(app, by, &crimes).await;
    }
    correct_one_with_photos(app, by).await;
    for state in [State::Draft, State::Sent] {
        let open = Draft {
            state: Some(state),
            ..session(group[0], "25/11/2026", "31")
        };
        record(app, by, &open).await;
    }
    void_one(app, by).await;
    state_whole_levels(app, by, &group).await;
    act_on_many(app, by, group[0]).await;
}

/// Waiting entries finished with ticks, some of them undone, and a sheet of which one row was corrected before it was taken back.
async fn act_on_many(app: &App, by: &Actor, group: UnitId) {
    let entries = app.by(by).entries();
    for (day, is_undone) in [(26, false), (27, true)] {
        let waiting = Draft {
            state: Some(State::Sent),
            ..session(group, &format!("{day}/11/2026"), "33")
        };
        let id = record(app, by, &waiting).await;
        let done = entries.finish(&[Ticked { id, seen: 1 }]).await.expect("finished");
        let act = done.act.expect("an act");
        if is_undone {
            entries.undo_bulk(act, "").await.expect("undone");
        }
    }
    let sheet = "Ngày;Đơn vị;Hình thức;Nội dung tuyên truyền;Số lượt người dự\r\n\
                 2/11/2026;;Tại trường học;Phòng, chống ma túy;52\r\n\
                 3/11/2026;;Tại trường học;Phòng, chống ma túy;53\r\n";
    let wish = Wish {
        write: true,
        notes_are_seen: true,
        ..Wish::default()
    };
    let import = entries
        .import("tuyen-truyen", DIEN_HONG, sheet.as_bytes(), &wish)
        .await
        .expect("imported");
    assert_eq!(import.written, 2, "{import:?}");
    let corrected = Draft {
        id: import.good[0].id,
        seen: Some(1),
        why: "Đếm lại".into(),
        ..plain_session(DIEN_HONG, "2/11/2026", "51")
    };
    record(app, by, &corrected).await;
    let act = import.act.expect("an act");
    let undone = entries
        .undo_bulk(act, "Nhập nhầm bảng")
        .await
        .expect("taken back");
    assert_eq!((undone.done.len(), undone.kept.len()), (1, 1));
}

async fn correct_one_with_photos(app: &App, by: &Actor) {
    let with_photos = Draft {
        uploads: vec![
            file("anh", "mot.png", photo(10)),
            file("anh", "hai.png", photo(200)),
            file("tai-lieu", "ke-hoach.pdf", b"%PDF-1.4\n%%EOF\n".to_vec()),
        ],
        ..session(DIEN_HONG, "20/10/2026", "75")
    };
    let id = record(app, by, &with_photos).await;
    let attached = app.store.number("SELECT COUNT(*) FROM attachment", vec![]).await;
    assert_eq!(attached.expect("counted"), 3);
    let attached: Vec<AttachmentRow> = app.store.attachments(id).await.expect("attachments");
    let first = attached
        .iter()
        .find(|a| a.field == "anh")
        .expect("the first photo");
    let corrected = Draft {
        id,
        seen: Some(1),
        why: "Đếm lại".into(),
        removed: vec![first.id],
        ..session(DIEN_HONG, "21/10/2026", "77")
    };
    record(app, by, &corrected).await;
}

async fn void_one(app: &App, by: &Actor) {
    let voided = session(DIEN_HONG, "1/11/2026", "500");
    record(app, by, &voided).await;
    let voided = Draft {
        seen: Some(1),
        state: Some(State::Voided),
        why: "Ghi trùng".into(),
        ..voided
    };
    record(app, by, &voided).await;
}

/// At groups, and at two wards before and after they became one.
async fn state_whole_levels(app: &App, by: &Actor, group: &[UnitId]) {
    let homes = |unit, on: &str, homes: &str, people: &str| {
        draft("dan-cu", unit, on, &[("so-ho", homes), ("so-nhan-khau", people)])
    };
    for (unit, on, count) in [
        (group[0], "31/1/2026", "250"),
        (group[0], "30/9/2026", "hơn 260"),
        (group[1], "31/1/2026", "310"),
    ] {
        record(app, by, &homes(unit, on, count, "900")).await;
    }
    let everywhere = anybody();
    for unit in [HOI_THUONG, IA_KRING] {
        record(app, &everywhere, &homes(unit, "1/2/2026", "1.200", "5.000")).await;
        record(app, &everywhere, &plain_session(unit, "1/4/2026", "90")).await;
    }
    let book = app.snapshot();
    let heir = book.map.units().find(|u| &*u.last().name == "Hội Kring");
    let heir = heir.expect("the heir").id;
    record(app, &everywhere, &homes(heir, "1/9/2026", "2.546", "10.100")).await;
}
