//! How many units have something, stated by each and counted through the map: after a merger and a split, on both
//! engines.

use super::world::*;
use crate::common::packs::installed;
use dienhong_app::entries::Draft;
use dienhong_app::testing::*;
use dienhong_app::totals::Question;
use dienhong_app::units::{ChangeRequest, parse_lines};
use dienhong_domain::amount::Bound;
use dienhong_domain::entries::State;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Lens, UnitId};
use uuid::Uuid;

const PACK: &str = r#"
[pack]
id = "doi"
version = "1"
title = { vi = "Đội", en = "Teams" }

[[pack.instrument]]
name = { vi = "Thông lệ", en = "Custom" }

[[section]]
id = "doi"
title = { vi = "Đội", en = "Teams" }

[[measure]]
code = "to-co-doi"
title = { vi = "Tổ có đội", en = "Groups with a team" }
unit = { vi = "tổ", en = "groups" }
kind = "units"
counts_units = "group"
section = "doi"
reference = "Thông lệ"

[[register]]
id = "doi"
title = { vi = "Sổ đội", en = "Register of teams" }
act = { vi = "Ghi đội", en = "Record" }
lead = { vi = "Mỗi lần một dòng.", en = "One line each." }
section = "doi"
icon = "eye"
levels = ["group"]

[[register.field]]
id = "co-doi"
label = { vi = "Có đội", en = "Has a team" }
kind = "yes-no"
required = true

[[register.post]]
measure = "to-co-doi"
amount = 1
when = { field = "co-doi", is = true }

[[register.post]]
measure = "to-co-doi"
amount = 0
when = { field = "co-doi", is = false }
"#;

impl World {
    async fn says(&self, unit: UnitId, on: Day, has: bool) {
        let draft = Draft {
            id: Uuid::now_v7(),
            register: "doi".into(),
            unit: Some(unit),
            day: typed(on),
            fields: [("co-doi".to_owned(), vec![has.to_string()])].into(),
            state: Some(State::Final),
            ..Draft::default()
        };
        let done = self.app.by(&self.actor).entries().record(&draft).await;
        done.unwrap_or_else(|e| panic!("{draft:?}: {e:?}"));
    }

    /// How many groups of the ward have a team, with the bound, and how many groups there are.
    async fn teams(&self, lens: Lens) -> (i64, Bound, i64) {
        let q = Question {
            unit: DIEN_HONG,
            period: year(),
            lens,
        };
        let count = async |measure: &str| {
            let (_, figure) = self
                .app
                .by(&self.actor)
                .totals()
                .figure(measure, q)
                .await
                .expect("a figure");
            (figure.sums.amount, figure.bound())
        };
        let ((with, bound), (all, _)) = (count("to-co-doi").await, count("so-to").await);
        (with, bound, all)
    }
}

#[tokio::test]
async fn n_of_m_groups_stays_right_after_a_merger_and_a_split() {
    both_small_books(|app| async move {
        let world = World::new(app);
        let groups = world.found(DIEN_HONG, at(1, 1), "1-4").await;
        installed(&world.app, PACK, None).await;
        let today = Lens::At(world.app.today());
        for (group, has) in [(0, true), (1, false), (2, true)] {
            world.says(groups[group], at(2, 1), has).await;
        }
        assert_eq!(world.teams(today).await, (2, Bound::Exact, 4));
        // The last statement counts, and two statements are still one team.
        world.says(groups[1], at(3, 1), true).await;
        world.says(groups[2], at(3, 1), true).await;
        assert_eq!(world.teams(today).await, (3, Bound::Exact, 4));
        // 1 and 2, each with a team, become one group; 3, with one team, becomes two; 4 stated nothing.
        let table =
            "Tổ 1 | Khu phố 1\nTổ 2 | Khu phố 1\nTổ 3 | Khu phố 2\nTổ 3 | Khu phố 3\nTổ 4 | Khu phố 4";
        let what = ChangeRequest::Reform {
            commune: DIEN_HONG,
            kind: "to-dan-pho".into(),
            rows: parse_lines(table),
        };
        let change = world.change(at(7, 1), what).await;
        assert_eq!(world.teams(today).await, (2, Bound::AtLeast, 4));
        // They state it for themselves.
        let snapshot = world.app.snapshot();
        let row = snapshot
            .changes
            .iter()
            .find(|c| c.change.id == change)
            .expect("the change");
        let named = |name: &str| row.change.creates.iter().find(|n| n.name == name).map(|n| n.id);
        for (name, has) in [("2", true), ("3", false)] {
            let unit = named(name).unwrap_or_else(|| panic!("{name} of {:?}", row.change.creates));
            world.says(unit, at(8, 1), has).await;
        }
        assert_eq!(world.teams(today).await, (2, Bound::Exact, 4));
        assert_eq!(world.teams(Lens::AsItWas).await, (2, Bound::Exact, 4));
        world.agrees().await;
    })
    .await;
}
