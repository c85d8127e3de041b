//! Random valid outlines over the measures that a pack has.

use super::dice::Dice;
use super::every;
use dienhong_domain::outlines::{By, COLUMNS_MAX, ChartPart, Outline, Part, PartKind, Rows, TablePart};
use dienhong_domain::packs::*;
use dienhong_domain::papers::PaperKind;
use dienhong_domain::units::Level;

/// An outline.
pub(super) fn outline(at: u64, pack: &Pack, dice: &mut Dice) -> Outline {
    let due = dice.maybe().then(|| every(pack, dice));
    let parts = (0..dice.below(8)).map(|at| Part {
        id: format!("doan-{at}"),
        is: part(pack, dice),
    });
    let parts = parts.collect();
    Outline {
        id: format!("de-cuong-{at}"),
        title: dice.words(),
        paper: dice.pick(&PaperKind::ALL).copied().unwrap_or(PaperKind::Report),
        levels: vec![Level::Commune],
        due_days: if due.is_some() { dice.below(40) as u32 } else { 0 },
        every: due,
        reference: dice.words().vi,
        summary: "Kết quả {{ ky }} của {{ don_vi }}".to_owned(),
        parts,
    }
}

fn part(pack: &Pack, dice: &mut Dice) -> PartKind {
    let counted: Vec<&Measure> = pack
        .measures
        .iter()
        .filter(|m| m.kind != MeasureKind::Share && m.item.is_none())
        .collect();
    let by = dice.pick(&By::ALL).map_or(By::Unit, |(_, by)| *by);
    let Some(one) = dice.pick(&counted).copied() else {
        return PartKind::Ask(dice.words().vi);
    };
    let name = one.code.replace('-', "_");
    match dice.below(7) {
        0 => PartKind::Heading(1 + dice.below(3) as u8, dice.words().vi),
        1 => PartKind::Basis(dice.words().vi),
        2 => PartKind::Text(format!(
            "{{% if {name} %}}Có {{{{ {name}.day_du }}}}, {{{{ {name}.so_cung_ky }}}}.{{% else %}}Không có.{{% endif %}}"
        )),
        3 => PartKind::Annex(dice.words().vi),
        4 => PartKind::Chart(ChartPart {
            title: dice.words().vi,
            measure: one.code.clone(),
            by,
        }),
        5 => PartKind::Table(TablePart {
            title: dice.words().vi,
            rows: Rows::Section(one.section.clone()),
            compare: dice.maybe(),
            by: None,
        }),
        _ => PartKind::Table(TablePart {
            title: dice.words().vi,
            rows: Rows::Measures(counted.iter().take(COLUMNS_MAX).map(|m| m.code.clone()).collect()),
            compare: false,
            by: Some(by),
        }),
    }
}
