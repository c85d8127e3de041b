//! Random valid outlines over the measures that a pack has.

use super::{deadline, every};
use dienhong_domain::outlines::{By, COLUMNS_MAX, ChartPart, Outline, Part, PartKind, Rows, TablePart};
use dienhong_domain::packs::*;
use dienhong_domain::papers::PaperKind;
use dienhong_domain::procedures::Deadline;
use dienhong_domain::units::Level;
use dienhong_packs::samples::SeededRandom;

/// An outline.
pub(super) fn outline(at: u64, pack: &Pack, random: &mut SeededRandom) -> Outline {
    let due = random.maybe().then(|| every(pack, random));
    let parts = (0..random.below(8)).map(|at| Part {
        id: format!("doan-{at}"),
        is: part(pack, random),
    });
    let parts = parts.collect();
    Outline {
        id: format!("de-cuong-{at}"),
        title: random.words(),
        paper: random.pick(&PaperKind::ALL).copied().unwrap_or(PaperKind::Report),
        levels: vec![Level::Commune],
        deadline: match due {
            Some(_) => deadline(random),
            None => Deadline::Days(0),
        },
        every: due,
        reference: random.words().vi,
        summary: "Kết quả {{ ky }} của {{ don_vi }}".to_owned(),
        parts,
    }
}

fn part(pack: &Pack, random: &mut SeededRandom) -> PartKind {
    let counted: Vec<&Measure> = pack
        .measures
        .iter()
        .filter(|m| m.kind != MeasureKind::Share && m.item.is_none())
        .collect();
    let by = random.pick(&By::ALL).map_or(By::Unit, |(_, by)| *by);
    let Some(one) = random.pick(&counted).copied() else {
        return PartKind::Ask(random.words().vi);
    };
    let name = one.code.replace('-', "_");
    match random.below(7) {
        0 => PartKind::Heading(1 + random.below(3) as u8, random.words().vi),
        1 => PartKind::Basis(random.words().vi),
        2 => PartKind::Text(format!(
            "{{% if {name} %}}Có {{{{ {name}.day_du }}}}, {{{{ {name}.so_cung_ky }}}}.{{% else %}}Không có.{{% endif %}}"
        )),
        3 => PartKind::Annex(random.words().vi),
        4 => PartKind::Chart(ChartPart {
            title: random.words().vi,
            measure: one.code.clone(),
            by,
        }),
        5 => PartKind::Table(TablePart {
            title: random.words().vi,
            rows: Rows::Section(one.section.clone()),
            compare: random.maybe(),
            by: None,
        }),
        _ => PartKind::Table(TablePart {
            title: random.words().vi,
            rows: Rows::Measures(counted.iter().take(COLUMNS_MAX).map(|m| m.code.clone()).collect()),
            compare: false,
            by: Some(by),
        }),
    }
}
