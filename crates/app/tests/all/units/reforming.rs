//! All groups of a commune drawn anew from one sheet.

use super::world::*;
use dienhong_app::testing::*;
use dienhong_app::units::{
    CellWrong, ChangeRequest, Choices, Column, Wrong, parse_lines, parse_sheet, template,
};
use dienhong_domain::units::Lens;
use dienhong_i18n::Locale;

fn reform(rows: Vec<dienhong_app::units::ReformRow>) -> ChangeRequest {
    ChangeRequest::Reform {
        commune: DIEN_HONG,
        kind: "to-dan-pho".into(),
        rows,
    }
}

#[tokio::test]
async fn every_bad_cell_of_a_sheet_is_named() {
    both_small_books(|app| async move {
        let world = World::new(app);
        let groups = world.found(DIEN_HONG, at(1, 1), "1-5").await;
        let csv = "Tổ cũ,Tổ mới,Phần (%),Nguồn\n\
            Tổ 1,,,\n\
            Tổ 9,Tổ 1,,\n\
            Tổ 2,Tổ 2,6O,Đề án\n\
            Tổ 3,Tổ 3,60,Đề án\n\
            Tổ 3,Tổ 4,60,\n\
            Tổ 4,Tổ 5,50,\n\
            Tổ 4,Tổ 6,,\n\
            Tổ 4,Tổ 6,,\n";
        let rows = parse_sheet(csv.as_bytes()).unwrap().rows;
        let wrong = world.refused("1/7/2026", reform(rows)).await;
        let cell = |address: &str, column, what| Wrong::Cell {
            address: address.into(),
            column,
            what,
        };
        let typed = |text: &str| text.to_owned();
        let expected = [
            cell("B2", Column::New, CellWrong::Empty),
            cell(
                "A3",
                Column::Old,
                CellWrong::NoSuchGroup {
                    typed: typed("Tổ 9")
                },
            ),
            cell("C4", Column::Share, CellWrong::BadShare { typed: typed("6O") }),
            cell("B9", Column::New, CellWrong::Twice),
            Wrong::NotListed { unit: groups[0] },
            Wrong::NotListed { unit: groups[4] },
            cell("C5", Column::Share, CellWrong::NotWhole { sum: 1_200_000 }),
            cell("D7", Column::Source, CellWrong::NoSource),
        ];
        assert_eq!(wrong, expected);
    })
    .await;
}

#[tokio::test]
async fn a_filled_template_re_forms_the_ward_and_entries_find_their_groups() {
    both_small_books(|app| async move {
        let world = World::new(app);
        let groups = world.found(DIEN_HONG, at(1, 1), "1-4").await;
        let snapshot = world.app.snapshot();
        let sheet = template(&snapshot, DIEN_HONG, at(7, 1), Locale::Vi).unwrap();
        let dienhong_app::units::ReformSheet { rows, notes } = parse_sheet(&sheet).unwrap();
        assert_eq!(notes, []);
        assert_eq!(rows.len(), 4);
        assert_eq!(rows[3].old, "Tổ dân phố 4");
        world.outreach(groups[1], at(2, 1), "50").await;
        world.outreach(groups[3], at(2, 1), "100").await;
        let late = world.outreach(groups[2], at(8, 1), "30").await;
        // 1 and 2 become Khu phố 1, 3 continues as 2, 4 is halved; 9 is new land.
        let table = "Tổ 1 | Khu phố 1\nTổ 2 | Khu phố 1\nTổ 3 | Khu phố 2\n\
            Tổ 4 | Khu phố 3 | 70 | Số hộ theo đề án\nTổ 4 | Khu phố 4\n | Khu phố 9";
        let form = form(at(7, 1), reform(parse_lines(table)));
        let plan = world
            .app
            .by(&world.actor)
            .units()
            .plan_change(&form)
            .await
            .unwrap();
        assert_eq!(plan.effect.ends, [groups[0], groups[1], groups[3]]);
        assert_eq!(plan.effect.begins.len(), 4);
        assert_eq!(plan.effect.renamed[0].unit, groups[2]);
        assert!(plan.rehoming.ask.is_empty() && plan.rehoming.follow.is_empty());
        let id = world
            .app
            .by(&world.actor)
            .units()
            .record_change(&form, &Choices::default())
            .await
            .unwrap();
        world.agrees().await;
        let snapshot = world.app.snapshot();
        let row = snapshot.changes.iter().find(|c| c.change.id == id).unwrap();
        let new = |name: &str| row.change.creates.iter().find(|n| n.name == name).unwrap().id;
        let today = Lens::At(world.app.today());
        let outreach = async |unit| world.figure("luot-tuyen-truyen", unit, today).await;
        assert_eq!(snapshot.map.label(groups[2], at(7, 1), "vi"), "Khu phố 2");
        assert_eq!(outreach(new("1")).await, (50, false));
        assert_eq!(outreach(groups[2]).await, (30, false));
        assert_eq!(outreach(new("3")).await, (70, false));
        assert_eq!(outreach(new("4")).await, (30, false));
        assert_eq!(outreach(DIEN_HONG).await, (180, false));
        // Undone: entries of a new group go back to one of its predecessors.
        let one = world.outreach(new("1"), at(9, 1), "11").await;
        let nine = world.outreach(new("9"), at(9, 2), "7").await;
        let plan = world.app.by(&world.actor).units().plan_undo(id).await.unwrap();
        let asked = |unit| plan.rehoming.ask.iter().find(|a| a.unit == unit).unwrap();
        assert_eq!(asked(new("1")).options, [groups[0], groups[1]]);
        assert_eq!(asked(new("9")).proposed, Some(DIEN_HONG));
        let choices = world.sent(&plan.after, &[(new("1"), groups[1]), (new("9"), DIEN_HONG)], &[]);
        world.undo(id, &choices).await;
        world.agrees().await;
        assert_eq!(outreach(groups[1]).await, (61, false));
        assert_eq!(outreach(DIEN_HONG).await, (198, false));
        let unit_of = async |id| world.app.store.entry(id).await.unwrap().unwrap().unit;
        assert_eq!(unit_of(one).await, groups[1]);
        assert_eq!(unit_of(nine).await, DIEN_HONG);
        assert_eq!(unit_of(late).await, groups[2]);
    })
    .await;
}
