//! A merger of two wards, for the tests of what must survive one.

use dienhong_app::App;
use dienhong_app::testing::*;
use dienhong_app::units::Choices;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Change, ChangeKind, NewUnit, Part, UnitId};
use uuid::Uuid;

/// Records that Diên Hồng and Hội Thương became one new ward on a day; returns the new one. Each book that records it
/// uses the same permanent names.
pub(crate) async fn merge(app: &App, day: Day) -> UnitId {
    let (heir, uid) = (UnitId(15), Uuid::from_u128(15));
    let merger = Change {
        id: Uuid::from_u128(7),
        day,
        kind: ChangeKind::Merge,
        reference: "NQ".into(),
        ends: vec![DIEN_HONG, HOI_THUONG],
        creates: vec![NewUnit {
            id: heir,
            uid,
            name: "Pleiku".into(),
            kind: "phuong".into(),
            code: None,
            parent: Some(EAST),
        }],
        sets: vec![],
        parts: [DIEN_HONG, HOI_THUONG]
            .map(|from| Part {
                from,
                to: heir,
                share: Some(1_000_000),
                source: String::new(),
            })
            .to_vec(),
        groups: vec![],
    };
    let done = app
        .by(&anybody())
        .units()
        .record_made(&merger, &Choices::default())
        .await;
    done.expect("merged");
    app.snapshot().map.by_uid(uid).expect("the heir")
}
