//! Registers that the code does not know: from the author's guide and from a generator, through form, list, totals,
//! export and interface, without a rebuild.

use crate::common::{Case, Page, Person, TestApp, noon, small_sqlite};
use axum::http::StatusCode;
use calamine::{Reader, Xlsx};
use dienhong_app::packs::Install;
use dienhong_domain::amount::Bound;
use dienhong_domain::entries::{postings, read_form};
use dienhong_domain::ledger::Sums;
use dienhong_domain::packs::{MeasureKind, Pack, Register};
use dienhong_domain::rights::Role;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, UnitId};
use dienhong_store::testing::Address;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Cursor;

async fn install(test: &TestApp, text: String) -> Pack {
    let files = vec![("pack.toml".to_owned(), text.into_bytes())];
    let install = Install::read(&test.app.store, &files, None)
        .await
        .unwrap_or_else(|e| panic!("{e:?}"));
    let pack = install.pack.clone();
    install
        .write(&test.app.store, 0, test.app.now())
        .await
        .unwrap_or_else(|e| panic!("{e:?}"));
    test.app.reload().await.expect("the book is read anew");
    pack
}

/// Answers by question.
type Typed = BTreeMap<String, Vec<String>>;

/// A form as a browser sends it.
fn as_sent(typed: &Typed) -> Vec<(String, String)> {
    let pairs = typed.iter().flat_map(|(name, answers)| {
        answers
            .iter()
            .map(move |a| (name.replace(".bound", "-bound"), a.clone()))
    });
    pairs.collect()
}

/// A pack in force at a ward with one group, and the official who tries it.
struct Trial {
    test: TestApp,
    official: Person,
    ward: UnitId,
    group: UnitId,
    pack: Pack,
    _place: Address,
}

/// The month in which entries are recorded.
const DAYS: &str = "from=2026-10-01&to=2026-10-31";
const NGAY: &str = "tu=2026-10-01&den=2026-10-31";

impl Trial {
    async fn new(pack: String) -> Trial {
        let (store, place) = small_sqlite().await;
        let test = TestApp::new(store, noon(2026, 11, 20)).await;
        let ward = test.unit("23563", "Diên Hồng", Day::new(2026, 11, 20).expect("a day"));
        let official = test.person(Role::Official, ward).await;
        let groups = test
            .found_groups(&official, ward, "to-dan-pho", 1, "01/01/2026")
            .await;
        let pack = install(&test, pack).await;
        Trial {
            test,
            official,
            ward,
            group: groups[0],
            pack,
            _place: place,
        }
    }
    async fn get(&self, path: &str) -> Page {
        self.test.get(&self.official, path).await
    }
    async fn found(&self, path: &str) -> Page {
        let page = self.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.words());
        page
    }

    /// Every register of wards or groups works everywhere.
    async fn walk_registers(&self, seed: u64) {
        for register in &self.pack.registers {
            let unit = match &register.levels {
                levels if levels.contains(&Level::Commune) => self.ward,
                levels if levels.contains(&Level::Group) => self.group,
                _ => continue,
            };
            let _case = Case::new(format!("register {} of seed {seed}", register.id));
            let typed = dienhong_packs::samples::fill(&self.pack, register, seed);
            self.asks_everything(register).await;
            if self.draws_on_nothing(register, &typed) {
                self.is_refused(register, unit, &typed).await;
                continue;
            }
            let entry = self.record(register, unit, &typed).await;
            self.lists_and_hands_over(register, &entry).await;
            self.adds_up(register, unit, &typed, &entry).await;
            let wrong = self.test.app.store.recount_home(self.ward.0).await;
            assert_eq!(wrong.expect("a recount"), vec![]);
        }
    }
    async fn asks_everything(&self, register: &Register) {
        let form = self.found(&format!("/ghi/{}", register.id)).await.text();
        for field in &register.fields {
            let asks = form.contains(&format!("name=\"{}\"", field.id));
            assert!(asks, "{} asks {}", register.id, field.id);
        }
    }
    async fn record(&self, register: &Register, unit: UnitId, typed: &Typed) -> String {
        let day = if register.monthly { "10/2026" } else { "05/10/2026" };
        let sent = as_sent(typed);
        let sent: Vec<(&str, &str)> = sent.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        self.test
            .record(&self.official, &register.id, unit, day, &sent)
            .await
    }
    /// Whether an entry subtracts from a stock that is still empty.
    fn draws_on_nothing(&self, register: &Register, typed: &Typed) -> bool {
        let body =
            read_form(register, &self.pack, Day::new(2026, 10, 5), typed, true).expect("the form reads");
        let is_stock = |code: &str| {
            self.pack
                .measures
                .iter()
                .any(|m| m.code == code && m.kind == MeasureKind::Stock)
        };
        let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
        for line in postings(register, &body)
            .into_iter()
            .filter(|l| !l.level && is_stock(&l.measure))
        {
            *sums.entry(line.measure).or_default() += Sums::of(line.amount, line.bound, 1);
        }
        let is_sure = |s: &Sums| matches!(s.bound(), Bound::Exact | Bound::AtMost);
        sums.values().any(|s| s.amount < 0 && is_sure(s))
    }
    async fn is_refused(&self, register: &Register, unit: UnitId, typed: &Typed) {
        let day = if register.monthly { "10/2026" } else { "05/10/2026" };
        let sent = as_sent(typed);
        let sent: Vec<(&str, &str)> = sent.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let page = self
            .test
            .record_page(&self.official, &register.id, unit, day, &sent)
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.words());
        assert!(page.words().contains("Ghi số hiện có trước"), "{}", page.words());
    }
    /// The entry is in the list, in the workbook and in the interface, which describes the register.
    async fn lists_and_hands_over(&self, register: &Register, entry: &str) {
        let list = self.get(&format!("/so/{}", register.id)).await;
        assert!(list.text().contains(entry), "{} lists {entry}", register.id);
        let id = entry.rsplit('/').next().expect("an id");
        let file = self.get(&format!("/so/{}/tai.xlsx", register.id)).await;
        let mut sheet: Xlsx<_> = Xlsx::new(Cursor::new(file.bytes)).expect("a workbook");
        let cells = sheet.worksheet_range_at(0).expect("a sheet").expect("its cells");
        let is_written = cells.used_cells().any(|(_, _, cell)| *cell == id);
        assert!(is_written, "{} hands over {id}", register.id);
        self.found(&format!("/api/v1/entries/{id}")).await;
        self.found(&format!("/api/v1/registers/{}", register.id)).await;
    }
    /// Each measure has what the rules post, and is proved by the entry.
    async fn adds_up(&self, register: &Register, unit: UnitId, typed: &Typed, entry: &str) {
        let day = Day::new(2026, 10, 5);
        let body = read_form(register, &self.pack, day, typed, true).expect("the form reads");
        let mut expected: BTreeMap<String, Sums> = BTreeMap::new();
        for line in postings(register, &body) {
            *expected.entry(line.measure).or_default() += Sums::of(line.amount, line.bound, 1);
        }
        let uid = self.test.uid(unit);
        let totals = self
            .get(&format!("/so-lieu/tai/json?don-vi={uid}&{NGAY}"))
            .await
            .json();
        for (code, sums) in expected {
            let measure = self
                .pack
                .measures
                .iter()
                .find(|m| m.code == code)
                .expect("a measure");
            let is_share = measure.kind == MeasureKind::Share;
            // It counts no units of other levels.
            if measure.kind == MeasureKind::Units
                && measure.counts_units != self.test.app.snapshot().map.level(unit)
            {
                continue;
            }
            let row = rows(&totals).into_iter().find(|r| r["measure"] == code.as_str());
            let row = row.unwrap_or_else(|| panic!("{code} is in {totals}"));
            let figure = if is_share {
                &row["share"]["low"]
            } else {
                &row["figure"]
            };
            if !is_share {
                assert_eq!(figure["steps"].as_i64(), Some(sums.amount), "{code} {row}");
            }
            assert!(figure["bound"].is_string(), "{row}");
            let path = code.replacen(':', ".", 1);
            let proof = self.get(&format!("/so-lieu/{path}?don-vi={uid}&{NGAY}")).await;
            assert!(
                proof.text().contains(entry),
                "{code} proves itself by {entry}: {}",
                proof.words()
            );
            self.found(&format!("/api/v1/figures/{code}?unit={uid}&{DAYS}"))
                .await;
        }
    }

    /// Every indicator has its line, its page with what it rests on, its cell in the export, and its place in the interface.
    async fn walk_indicators(&self) {
        let uid = self.test.uid(self.group);
        let query = format!("don-vi={uid}&{NGAY}");
        let page = self.found(&format!("/chi-tieu?{query}")).await;
        let csv = self.get(&format!("/chi-tieu/tai/csv?{query}")).await.text();
        let json = self.get(&format!("/chi-tieu/tai/json?{query}")).await.json();
        for indicator in &self.pack.indicators {
            let code = &indicator.code;
            let has_line = page.text().contains(&format!("/chi-tieu/{code}?"));
            assert!(has_line, "{code} has its line");
            assert!(csv.contains(code.as_str()), "{code} is exported");
            let one = self.found(&format!("/chi-tieu/{code}?{query}")).await.text();
            let path = format!("/api/v1/indicators/{code}?unit={uid}&{DAYS}");
            let api = self.found(&path).await.json();
            let reading = |json: &Value| {
                let row = rows(json).into_iter().find(|r| r["indicator"] == code.as_str());
                row.cloned()
            };
            let served = reading(&api).unwrap_or_else(|| panic!("{code} is in {api}"));
            assert_eq!(
                Some(&served),
                reading(&json).as_ref(),
                "{code} is one through every door"
            );
            for evidence in served["evidence"].as_array().expect("evidence") {
                let measure = evidence["measure"].as_str().expect("a code");
                let link = format!("/so-lieu/{}?", measure.replacen(':', ".", 1));
                assert!(one.contains(&link), "{code} opens {link}");
            }
        }
    }
}

/// All lines of all sections.
fn rows(json: &Value) -> Vec<&Value> {
    let sections = json["sections"].as_array().expect("sections").iter();
    sections
        .flat_map(|s| s["rows"].as_array().expect("rows"))
        .collect()
}

#[tokio::test]
async fn a_register_from_the_guide_alone_works_everywhere() {
    let guide = include_str!("../../../../docs/packs.md");
    let blocks: Vec<&str> = guide
        .split("```toml pack\n")
        .skip(1)
        .filter_map(|b| b.split("```").next())
        .collect();
    assert!(!blocks.is_empty(), "the guide has an example");
    let trial = Trial::new(blocks.join("\n")).await;
    assert!(!trial.pack.registers.is_empty());
    trial.walk_registers(7).await;
    assert!(!trial.pack.indicators.is_empty());
    trial.walk_indicators().await;
}

#[tokio::test]
async fn generated_packs_walk_through_form_list_totals_export_and_interface() {
    for seed in [1u64, 2, 3, 5, 8, 13, 21, 34] {
        let _case = Case::new(format!("pack of seed {seed}"));
        let trial = Trial::new(dienhong_packs_testing::generate::pack_toml(seed)).await;
        trial.walk_registers(seed).await;
        trial.walk_indicators().await;
    }
}
