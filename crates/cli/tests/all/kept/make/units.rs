//! Changes of units: every kind, and the map that they start from.

use dienhong_app::App;
use dienhong_app::testing::*;
use dienhong_app::units::{ChangeRequest, Choices, Destination, Form, Heir, ReformRow};
use dienhong_domain::time::Day;
use dienhong_domain::units::{BaseSpan, ChangeKind, Link, UnitId};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Xã Chư Á, which became a part of Diên Hồng on 1 July 2025.
const CHU_A: UnitId = UnitId(9);

fn merger() -> Day {
    Day::new(2025, 7, 1).expect("a day")
}

/// The small map, with a commune that ended before.
pub(super) fn map() -> Vec<BaseSpan> {
    let mut map = small_map();
    let mut ended = BaseSpan::always(CHU_A, Uuid::from_u128(0x1284_0009), ("xa", "Chư Á"), Some(EAST));
    ended.span.code = Some("23557".into());
    map.push(ended.between(Day::MIN, merger()));
    map
}

pub(super) fn inherited() -> Vec<Link> {
    vec![Link {
        day: merger(),
        change: Uuid::from_u128(0x1284_0001),
        kind: ChangeKind::Merge,
        from: CHU_A,
        to: DIEN_HONG,
        share: None,
        reference: "Nghị quyết (minh họa)".into(),
    }]
}

async fn record(app: &App, on: &str, what: ChangeRequest) -> Uuid {
    let form = Form {
        id: Uuid::now_v7(),
        day: on.to_owned(),
        reference: "Nghị quyết (minh họa)".to_owned(),
        what,
    };
    let done = app
        .by(&anybody())
        .units()
        .record_change(&form, &Choices::default())
        .await;
    done.unwrap_or_else(|e| panic!("{form:?}: {e:?}"))
}

pub(super) fn groups(app: &App, commune: UnitId) -> Vec<UnitId> {
    let mut groups = app.snapshot().map.children(commune, app.today());
    groups.sort();
    groups
}

/// Records every kind of change once, and one that is undone.
pub(super) async fn change(app: &App) {
    found_and_end_groups(app).await;
    let merge = ChangeRequest::Merge {
        units: vec![HOI_THUONG, IA_KRING],
        into: Destination::New {
            name: "Hội Kring".into(),
            kind: "phuong".into(),
            code: "23599".into(),
        },
        names: BTreeMap::new(),
    };
    record(app, "1/7/2026", merge).await;
    let transfer = ChangeRequest::Transfer {
        units: vec![BIEN_HO],
        to: Some(EAST),
        names: BTreeMap::new(),
    };
    record(app, "1/8/2026", transfer).await;
    let line = |old: &str, new: &str| ReformRow {
        old: old.into(),
        new: new.into(),
        ..ReformRow::default()
    };
    let reform = ChangeRequest::Reform {
        commune: AN_PHU,
        kind: "to-dan-pho".into(),
        rows: vec![line("1", "Hòa Bình"), line("2", "Hòa Bình")],
    };
    record(app, "1/10/2026", reform).await;
    split_twice(app).await;
}

async fn found_and_end_groups(app: &App) {
    let found = |parent, names: &str| ChangeRequest::Found {
        parent,
        kind: "to-dan-pho".into(),
        names: names.into(),
    };
    record(app, "1/1/2026", found(DIEN_HONG, "1-4")).await;
    record(app, "1/1/2026", found(AN_PHU, "1-2")).await;
    let here = groups(app, DIEN_HONG);
    let rename = ChangeRequest::Rename {
        unit: here[1],
        name: "Trần Phú".into(),
        kind: String::new(),
        code: String::new(),
    };
    record(app, "1/3/2026", rename).await;
    record(app, "1/9/2026", ChangeRequest::End { units: vec![here[3]] }).await;
}

/// The first split is undone, the second stays.
async fn split_twice(app: &App) {
    let heir = |name: &str, share: &str| Heir {
        name: name.into(),
        share: share.into(),
        source: "Đề án".into(),
        ..Heir::default()
    };
    let split = |names: [&str; 2]| ChangeRequest::Split {
        unit: BIEN_HO,
        heirs: vec![heir(names[0], "60"), heir(names[1], "40")],
        places: BTreeMap::new(),
        names: BTreeMap::new(),
    };
    let undone = record(app, "1/11/2026", split(["Biển Hồ Nam", "Biển Hồ Bắc"])).await;
    let done = app
        .by(&anybody())
        .units()
        .undo_change(undone, "Nhập nhầm ngày", &Choices::default())
        .await;
    done.expect("undone");
    record(app, "15/11/2026", split(["Biển Hồ Đông", "Biển Hồ Tây"])).await;
}
