//! Registers that the code has never heard of: from the author's guide and from a generator, through form, list, totals,
//! export and interface, without a rebuild.

use crate::common::{Person, TestApp, noon};
use axum::http::StatusCode;
use calamine::{Reader, Xlsx};
use dienhong_app::packs::Install;
use dienhong_domain::entries::{postings, read_form};
use dienhong_domain::ledger::Sums;
use dienhong_domain::packs::{MeasureKind, Pack, Register};
use dienhong_domain::rights::Role;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, UnitId};
use dienhong_store::{Store, testing};
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

/// A form as a browser sends it.
fn as_sent(typed: &BTreeMap<String, Vec<String>>) -> Vec<(String, String)> {
    let pairs = typed.iter().flat_map(|(name, answers)| {
        answers
            .iter()
            .map(move |a| (name.replace(".bound", "-bound"), a.clone()))
    });
    pairs.collect()
}

async fn walks(
    test: &TestApp,
    person: &Person,
    pack: &Pack,
    register: &Register,
    ward: UnitId,
    group: UnitId,
    seed: u64,
) {
    let unit = if register.levels.contains(&Level::Commune) {
        ward
    } else {
        group
    };
    if !register
        .levels
        .iter()
        .any(|l| matches!(l, Level::Commune | Level::Group))
    {
        return;
    }
    let typed = dienhong_packs::generate::fill(pack, register, seed);
    let form = test.get(person, &format!("/ghi/{}", register.id)).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.words());
    for field in &register.fields {
        assert!(
            form.text().contains(&format!("name=\"{}\"", field.id)),
            "{} asks {}",
            register.id,
            field.id
        );
    }
    let day = if register.monthly { "10/2026" } else { "5/10/2026" };
    let sent = as_sent(&typed);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let entry = test.record(person, &register.id, unit, day, &sent).await;

    let list = test.get(person, &format!("/so/{}", register.id)).await;
    assert!(list.text().contains(&entry), "{} lists {entry}", register.id);
    let id = entry.rsplit('/').next().expect("an id");
    let file = test.get(person, &format!("/so/{}/tai.xlsx", register.id)).await;
    let mut sheet: Xlsx<_> = Xlsx::new(Cursor::new(file.bytes)).expect("a workbook");
    let cells = sheet.worksheet_range_at(0).expect("a sheet").expect("its cells");
    let written: Vec<String> = cells.used_cells().map(|(_, _, c)| c.to_string()).collect();
    assert!(written.iter().any(|c| c == id), "{} hands over {id}", register.id);
    let api = test.get(person, &format!("/api/v1/entries/{id}")).await;
    assert_eq!(api.status, StatusCode::OK, "{}", api.text());
    let described = test
        .get(person, &format!("/api/v1/registers/{}", register.id))
        .await;
    assert_eq!(described.status, StatusCode::OK, "{}", described.text());

    let body = read_form(register, pack, Day::new(2026, 10, 5), &typed, true).expect("the form reads");
    let mut expected: BTreeMap<String, Sums> = BTreeMap::new();
    for line in postings(register, &body) {
        *expected.entry(line.measure).or_default() += Sums::of(line.amount, line.bound, 1);
    }
    let uid = test.uid(unit);
    let totals = test
        .get(
            person,
            &format!("/so-lieu/tai/json?don-vi={uid}&tu=2026-10-01&den=2026-10-31"),
        )
        .await
        .json();
    let rows: Vec<&serde_json::Value> = totals["sections"]
        .as_array()
        .expect("sections")
        .iter()
        .flat_map(|s| s["rows"].as_array().expect("rows"))
        .collect();
    for (code, sums) in expected {
        let measure = pack.measures.iter().find(|m| m.code == code).expect("a measure");
        let row = rows
            .iter()
            .find(|r| r["measure"] == code.as_str())
            .unwrap_or_else(|| panic!("{code} is in {totals}"));
        let figure = if measure.kind == MeasureKind::Share {
            &row["share"]["low"]
        } else {
            &row["figure"]
        };
        if measure.kind != MeasureKind::Share {
            assert_eq!(figure["steps"].as_i64(), Some(sums.amount), "{code} {row}");
        }
        assert!(figure["bound"].is_string(), "{row}");
        let proof = test
            .get(
                person,
                &format!(
                    "/so-lieu/{}?don-vi={uid}&tu=2026-10-01&den=2026-10-31",
                    code.replacen(':', ".", 1)
                ),
            )
            .await;
        assert!(proof.text().contains(&entry), "{code} proves itself by {entry}");
        let api = test
            .get(
                person,
                &format!("/api/v1/figures/{code}?unit={uid}&from=2026-10-01&to=2026-10-31"),
            )
            .await;
        assert_eq!(api.status, StatusCode::OK, "{}", api.text());
    }
    assert_eq!(
        test.app.store.recount_home(ward.0).await.expect("a recount"),
        vec![]
    );
}

/// Every indicator has its line, its page with what it rests on, its cell in the export, and its place in the interface.
async fn indicators(test: &TestApp, person: &Person, pack: &Pack, unit: UnitId) {
    let uid = test.uid(unit);
    let query = format!("don-vi={uid}&tu=2026-10-01&den=2026-10-31");
    let page = test.get(person, &format!("/chi-tieu?{query}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.words());
    let csv = test
        .get(person, &format!("/chi-tieu/tai/csv?{query}"))
        .await
        .text();
    let json = test
        .get(person, &format!("/chi-tieu/tai/json?{query}"))
        .await
        .json();
    for indicator in &pack.indicators {
        let code = &indicator.code;
        assert!(
            page.text().contains(&format!("/chi-tieu/{code}?")),
            "{code} has its line"
        );
        assert!(csv.contains(code.as_str()), "{code} is exported");
        let one = test.get(person, &format!("/chi-tieu/{code}?{query}")).await;
        assert_eq!(one.status, StatusCode::OK, "{}", one.words());
        let api = test
            .get(
                person,
                &format!("/api/v1/indicators/{code}?unit={uid}&from=2026-10-01&to=2026-10-31"),
            )
            .await;
        assert_eq!(api.status, StatusCode::OK, "{}", api.text());
        let api = api.json();
        let section = |json: &serde_json::Value| {
            let all: Vec<serde_json::Value> = json["sections"].as_array().expect("sections").clone();
            let rows = all
                .iter()
                .flat_map(|s| s["rows"].as_array().expect("rows").clone());
            rows.into_iter().find(|r| r["indicator"] == code.as_str())
        };
        let reading = section(&api).expect("its reading");
        assert_eq!(
            Some(&reading),
            section(&json).as_ref(),
            "{code} is one through every door"
        );
        for evidence in reading["evidence"].as_array().expect("evidence") {
            let measure = evidence["measure"]
                .as_str()
                .expect("a code")
                .replacen(':', ".", 1);
            let link = format!("/so-lieu/{measure}?");
            assert!(one.text().contains(&link), "{code} opens {link}");
        }
    }
}

async fn book() -> (TestApp, Person, UnitId, UnitId, testing::Address) {
    let place = testing::sqlite();
    let test = TestApp::new(
        Store::open(&place.address).await.expect("a store"),
        noon(2026, 11, 20),
    )
    .await;
    let ward = test.unit("23563", "Diên Hồng", Day::new(2026, 11, 20).expect("a day"));
    let official = test.person(Role::Official, ward).await;
    let groups = test
        .found_groups(&official, ward, "to-dan-pho", 1, "1/1/2026")
        .await;
    (test, official, ward, groups[0], place)
}

#[tokio::test]
async fn a_register_from_the_guide_alone_works_everywhere() {
    let (test, official, ward, group, _place) = book().await;
    let guide = include_str!("../../../../docs/packs.md");
    let blocks: Vec<&str> = guide
        .split("```toml pack\n")
        .skip(1)
        .filter_map(|b| b.split("```").next())
        .collect();
    assert!(!blocks.is_empty(), "the guide has an example");
    let pack = install(&test, blocks.join("\n")).await;
    assert!(!pack.registers.is_empty());
    for register in &pack.registers {
        walks(&test, &official, &pack, register, ward, group, 7).await;
    }
    assert!(!pack.indicators.is_empty());
    indicators(&test, &official, &pack, group).await;
}

#[tokio::test]
async fn generated_packs_walk_through_form_list_totals_export_and_interface() {
    for seed in [1u64, 2, 3, 5, 8, 13, 21, 34] {
        let (test, official, ward, group, _place) = book().await;
        let pack = install(&test, dienhong_packs::generate::pack_toml(seed)).await;
        for register in &pack.registers {
            walks(&test, &official, &pack, register, ward, group, seed).await;
        }
        indicators(&test, &official, &pack, group).await;
    }
}
