//! Comparisons computed by hand in packs, typed into a book and read from it, on both engines.

use dienhong_app::App;
use dienhong_app::entries::Draft;
use dienhong_app::testing::{anybody, book_on};
use dienhong_app::totals::{ProofCursor, Question};
use dienhong_app::units::Choices;
use dienhong_domain::entries::State;
use dienhong_domain::packs::{Pack, PostAmount};
use dienhong_domain::time::Day;
use dienhong_domain::units::Lens;
use dienhong_packs::{Comparison, load_dir};
use dienhong_store::testing::both;
use std::collections::BTreeMap;
use std::path::Path;
use uuid::Uuid;

fn core() -> (Pack, Vec<Comparison>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/phong-trao");
    let loaded = load_dir(&folder).unwrap_or_else(|m| panic!("{m:?}"));
    (loaded.pack, loaded.worked.comparisons)
}

/// The register and field whose answer is posted to a measure as it is.
fn asked<'p>(pack: &'p Pack, measure: &str) -> Option<(&'p str, &'p str)> {
    let found = |register: &'p dienhong_domain::packs::Register| {
        let posts = register
            .posts
            .iter()
            .filter(|p| p.when.is_none() && p.per.is_none());
        let post = posts.into_iter().find(|p| p.measure == measure)?;
        let is_free = register.fields.iter().all(|f| !f.required);
        match &post.amount {
            PostAmount::Field(field) if is_free => Some((register.id.as_str(), field.as_str())),
            _ => None,
        }
    };
    pack.registers.iter().find_map(found)
}

fn typed(day: Day) -> String {
    format!("{}/{}/{}", day.day(), day.month(), day.year())
}

/// Types what the comparison records, one entry per unit and day; nothing when a register needs more than amounts.
fn entries(pack: &Pack, of: &Comparison) -> Option<Vec<Draft>> {
    let mut all: BTreeMap<(String, Day, &str), Draft> = BTreeMap::new();
    for (unit, day, measure, amount) in &of.recorded {
        let (register, field) = asked(pack, measure)?;
        let monthly = pack.registers.iter().any(|r| r.id == register && r.monthly);
        let draft = all
            .entry((unit.clone(), *day, register))
            .or_insert_with(|| Draft {
                id: Uuid::now_v7(),
                register: register.to_owned(),
                unit: of.unit_id(unit),
                day: match monthly {
                    true => format!("{}/{}", day.month(), day.year()),
                    false => typed(*day),
                },
                state: Some(State::Final),
                ..Draft::default()
            });
        draft.fields.insert(field.to_owned(), vec![amount.clone()]);
    }
    Some(all.into_values().collect())
}

async fn replayed(app: &App, of: &Comparison, drafts: Vec<Draft>) {
    let actor = anybody();
    for change in of.map_changes() {
        let done = app
            .by(&actor)
            .units()
            .record_made(&change, &Choices::default())
            .await;
        done.unwrap_or_else(|e| panic!("{}: {e:?}", of.name));
    }
    for draft in drafts {
        let done = app.by(&actor).entries().record(&draft).await;
        done.unwrap_or_else(|e| panic!("{}: {draft:?}: {e:?}", of.name));
    }
    let unit = of.unit_id(&of.unit).expect("it stands");
    let uid = app.snapshot().map.uid(unit);
    let unit = app.snapshot().map.by_uid(uid).expect("it stands in the book");
    let q = Question {
        unit,
        period: of.period,
        lens: Lens::AsItWas,
    };
    let found = app
        .by(&actor)
        .indicators()
        .find(&of.indicator, q)
        .await
        .expect("the indicator");
    let reading = found.reading(&of.indicator).expect("its reading");
    let differs = of.differs(&reading.indicator, &reading.compared);
    assert_eq!(differs, None, "{}", of.name);
    for evidence in &reading.ground {
        let proof = app
            .by(&actor)
            .totals()
            .proof(
                &evidence.measure.code,
                evidence.question,
                ProofCursor::Newest,
                200,
            )
            .await;
        let proof = proof.expect("each figure has its proof");
        assert_eq!(proof.figure, evidence.figure, "{}", of.name);
    }
}

#[tokio::test]
async fn comparisons_worked_by_hand_come_out_of_a_book() {
    let (pack, comparisons) = core();
    let mut count = 0;
    for of in &comparisons {
        let Some(drafts) = entries(&pack, of) else {
            continue;
        };
        count += 1;
        both(|store| {
            let drafts = drafts.clone();
            async move {
                let app = book_on(store, &of.base_map()).await;
                replayed(&app, of, drafts).await;
            }
        })
        .await;
    }
    assert!(count >= 13, "only {count} of {} were typed", comparisons.len());
}
