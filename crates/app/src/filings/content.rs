//! The content of a filing, computed by the same acts as the pages, and the fingerprint of the postings behind it.

use super::FilingError;
use crate::app::Fault;
use crate::filings::FilingService;
use crate::snapshot::{LawSpan, Rules, RulesSnapshot};
use crate::totals::{Question, Row};
use crate::units::then_and_now;
use dienhong_domain::filings::{Content, FilingForm, Frozen, FrozenFigure, FrozenIndicator, PackMark};
use dienhong_domain::packs::{MeasureKind, Words};
use dienhong_domain::units::{Lens, Scope, UnitId};
use dienhong_domain::{filings, time::Period};
use dienhong_i18n::Locale;
use dienhong_store::entries::PostingRow;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// How often figures are read again because others wrote between the reads.
const TRIES: usize = 5;

/// SHA-256 of a content in its stored and sent form.
pub(super) fn hash(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).to_vec()
}

impl FilingService<'_> {
    /// The content of a filing at present; its figures and its fingerprint belong to the same state of the ledger.
    pub(super) async fn content(
        &self,
        form: &FilingForm,
        unit: UnitId,
        period: Period,
    ) -> Result<Content, FilingError> {
        let q = self.totals().as_read(Question {
            unit,
            period,
            lens: Lens::AsItWas,
        });
        let mut inputs = self.fingerprint(&form.sections, q).await?;
        for _ in 0..TRIES {
            let content = self.read_content(form, q, inputs).await?;
            inputs = self.fingerprint(&form.sections, q).await?;
            if content.inputs == inputs {
                return Ok(content);
            }
        }
        Err(FilingError::Fault(Fault::Other(
            "the figures changed each time they were read".to_owned(),
        )))
    }

    async fn read_content(
        &self,
        form: &FilingForm,
        q: Question,
        inputs: String,
    ) -> Result<Content, FilingError> {
        let snapshot = self.snapshot();
        let totals = self.totals().read(q).await?;
        let holds = |section: &str| form.sections.is_empty() || form.sections.iter().any(|s| s == section);
        let mut figures = Vec::new();
        for section in totals.sections.iter().filter(|s| holds(&s.id)) {
            figures.extend(section.rows.iter().filter_map(|row| frozen(row, &section.title)));
        }
        let found = self.indicators().read(q).await?;
        let mut indicators = Vec::new();
        for reading in found
            .sections
            .iter()
            .filter(|s| holds(&s.id))
            .flat_map(|s| &s.readings)
        {
            let i = &reading.indicator;
            let value = reading.outcome.value();
            indicators.extend(value.and_then(|value| {
                Some(FrozenIndicator {
                    indicator: i.code.clone(),
                    title: i.title.clone(),
                    unit: i.unit.clone(),
                    steps: i.shown(value)?,
                    scale: i.decimals,
                    bound: value.bound(),
                    exact: (value.point.numer().to_string(), value.point.denom().to_string()),
                })
            }));
        }
        Ok(Content {
            format: 1,
            unit: snapshot.map.uid(q.unit),
            unit_name: then_and_now(&snapshot.map, q.unit, q.period.to, Locale::Vi),
            form: form.id.clone(),
            title: form.title.clone(),
            from: q.period.from,
            to: q.period.to,
            packs: marks(snapshot, &self.rules_in(q.unit, q.period)),
            figures,
            indicators,
            inputs,
            map: match q.lens {
                Lens::At(day) => Some(day),
                Lens::AsItWas => None,
            },
        })
    }

    /// The fingerprint of every posting behind the figures of some sections (of all if none is named). It is equal in
    /// every installation that has them: units are identified by their permanent identity, measures by their code. It is
    /// kept until something is posted there.
    pub(crate) async fn fingerprint(&self, sections: &[String], q: Question) -> Result<String, Fault> {
        let snapshot = self.snapshot();
        let q = self.totals().as_read(q);
        let rules = self.rules_over(q.unit, q.period);
        let numbers = |is_stock: bool| -> Vec<i32> {
            let holds = |section: &String| sections.is_empty() || sections.contains(section);
            let own = rules.pack.measures.iter().filter(|m| holds(&m.section));
            own.filter(|m| matches!(m.kind, MeasureKind::Stock | MeasureKind::Units) == is_stock)
                .filter_map(|m| snapshot.measure_number(&m.code))
                .collect()
        };
        let parts = [
            (MeasureKind::Flow, numbers(false)),
            (MeasureKind::Stock, numbers(true)),
        ]
        .map(|(kind, measures)| (snapshot.scope(kind, q.unit, q.period, q.lens), measures));
        let slices = parts.iter().flat_map(|(scope, _)| &scope.slices);
        let homes: BTreeSet<i32> = slices.flat_map(|s| &s.homes).map(|home| home.0).collect();
        let homes: Vec<i32> = homes.into_iter().collect();
        let measures = parts.iter().flat_map(|(_, measures)| measures).copied();
        let measures: Vec<i32> = measures.collect();
        // Numbers of units and measures never change their meaning, so scopes and measures are all that it depends on.
        let question = format!("{parts:?}");
        let mark = self.store.mark(&homes, &measures).await?;
        if let Some(kept) = self.store.kept_text(&question, mark) {
            return Ok(kept);
        }
        let made = self.read_fingerprint(&rules, &parts).await?;
        self.store.keep_text(&question, mark, &made);
        Ok(made)
    }

    /// The fingerprint of the postings of some scopes, each with its measures.
    async fn read_fingerprint(
        &self,
        rules: &Rules,
        parts: &[(Arc<Scope>, Vec<i32>)],
    ) -> Result<String, Fault> {
        let snapshot = self.snapshot();
        let mut hasher = Sha256::new();
        let codes: HashMap<i32, &str> = rules
            .pack
            .measures
            .iter()
            .filter_map(|m| Some((snapshot.measure_number(&m.code)?, m.code.as_str())))
            .collect();
        for (scope, measures) in parts {
            let mut scope = Scope::clone(scope);
            for slice in &mut scope.slices {
                slice.homes.sort_by_key(|home| snapshot.map.uid(*home));
            }
            let see = |row: &PostingRow| {
                let measure = codes.get(&row.measure).copied().unwrap_or_default();
                let line = format!(
                    "{}|{}|{}|{}|{}|{}|{}|{}|{}\n",
                    row.day.number(),
                    row.source,
                    row.rev,
                    row.line,
                    snapshot.map.uid(row.unit),
                    measure,
                    row.amount,
                    row.bound.number(),
                    row.w
                );
                hasher.update(line.as_bytes());
            };
            self.store.each_posting(&scope, measures, see).await?;
            hasher.update(b"--\n");
        }
        Ok(hex::encode(hasher.finalize()))
    }
}

fn frozen(row: &Row, section: &Words) -> Option<Frozen> {
    let m = &row.measure;
    let figure = match &row.share {
        Some(share) => FrozenFigure::Shares {
            low: share.low,
            high: share.high,
            times: share.times,
        },
        None if m.kind == MeasureKind::Share => return None,
        None if row.figure.is_known() => FrozenFigure::Sum(row.figure),
        None => return None,
    };
    Some(Frozen {
        measure: m.code.clone(),
        title: m.title.clone(),
        unit: m.unit.clone(),
        section: section.clone(),
        kind: m.kind,
        scale: m.scale,
        figure,
        coverage: row.coverage.clone(),
    })
}

/// The packs of all laws that stood in a period.
pub(crate) fn marks(snapshot: &RulesSnapshot, laws: &[LawSpan]) -> Vec<PackMark> {
    let keys = laws.iter().flat_map(|law| law.rules.key.split(','));
    let ids: Vec<i64> = keys.filter_map(|id| id.parse().ok()).collect();
    let packs = snapshot.packs.iter().filter(|p| ids.contains(&p.id));
    let mark = |p: &dienhong_store::packs::PackRow| PackMark {
        id: p.code.clone(),
        version: p.version.clone(),
        hash: p.hash.clone(),
    };
    packs.map(mark).collect()
}

/// Reads a stored content.
pub(crate) fn read(text: &str) -> Result<filings::Content, FilingError> {
    serde_json::from_str(text)
        .map_err(|e| FilingError::Fault(Fault::Other(format!("a filing can not be read: {e}"))))
}
