//! Each row by itself: typed, then read back on the page, at its proof, in every file and through the interface, with its
//! bound; and again after the ward became a part of another.

use super::*;
use crate::common::{both, noon};
use axum::http::StatusCode;
use calamine::{Data, Reader, Xlsx};
use dienhong_domain::rights::Role;
use serde_json::Value;
use std::io::Cursor;

/// What a figure must read, everywhere.
#[derive(Clone)]
struct Expected<'a> {
    measure: &'a str,
    unit: UnitId,
    days: Days,
    /// "thuo-ay" or "nay".
    map: &'static str,
    /// The number with its bound and unit, as the page writes it.
    words: &'a str,
    steps: i64,
    bound: &'static str,
    /// The bound's word in the spreadsheet; empty when counted.
    bound_word: &'static str,
}

impl<'a> Expected<'a> {
    /// A counted figure, by the map of that time.
    fn exactly(measure: &'a str, unit: UnitId, days: Days, words: &'a str, steps: i64) -> Expected<'a> {
        Expected {
            measure,
            unit,
            days,
            map: "thuo-ay",
            words,
            steps,
            bound: "exact",
            bound_word: "",
        }
    }
    /// A figure that may be larger.
    fn at_least(measure: &'a str, unit: UnitId, days: Days, words: &'a str, steps: i64) -> Expected<'a> {
        Expected {
            bound: "at-least",
            bound_word: "hơn",
            ..Expected::exactly(measure, unit, days, words, steps)
        }
    }
    /// The same figure as a part of what another unit is today.
    fn within(&self, heir: UnitId) -> Expected<'a> {
        Expected {
            unit: heir,
            map: "nay",
            ..self.clone()
        }
    }
}

/// The figure is the same on pages, in files and through the interface.
async fn reads(test: &TestApp, person: &Person, of: &Expected<'_>) {
    let (uid, (from, to)) = (test.uid(of.unit), of.days);
    let query = format!("don-vi={uid}&tu={from}&den={to}&ban-do={}", of.map);
    stands_on_pages(test, person, of, &query).await;
    let scale = stands_in_json(test, person, of, &query).await;
    let (amount, bound) = in_sheet(test, person, &query, of.measure).await;
    let steps = (amount * 10f64.powi(scale as i32)).round() as i64;
    assert_eq!(
        (steps, bound.as_str()),
        (of.steps, of.bound_word),
        "{}",
        of.measure
    );
    stands_in_interface(test, person, of).await;
}

async fn stands_on_pages(test: &TestApp, person: &Person, of: &Expected<'_>, query: &str) {
    let page = test.get(person, &format!("/so-lieu?{query}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.words());
    let stands = page.words().contains(of.words);
    assert!(
        stands,
        "{}: {} stands on the page: {}",
        of.measure,
        of.words,
        page.words()
    );
    let measure = of.measure.replace(':', ".");
    let proof = test.get(person, &format!("/so-lieu/{measure}?{query}")).await;
    assert_eq!(proof.status, StatusCode::OK, "{}", proof.words());
    let stands = proof.words().contains(of.words);
    assert!(
        stands,
        "{}: {} stands at its proof: {}",
        of.measure,
        of.words,
        proof.words()
    );
    opens_a_source(test, person, &proof.text()).await;
}

/// From a proof, an entry or the page of a unit opens.
async fn opens_a_source(test: &TestApp, person: &Person, page: &str) {
    let links: Vec<&str> = page
        .split("<a href=\"")
        .skip(1)
        .filter_map(|l| l.split('"').next())
        .collect();
    let source = links
        .iter()
        .find(|l| l.starts_with("/muc/"))
        .or_else(|| links.iter().rfind(|l| l.starts_with("/don-vi/")));
    let source = source.expect("a source can be opened");
    let opened = test.get(person, source).await;
    assert_eq!(opened.status, StatusCode::OK, "{source}");
}

/// Gives the figure's decimals.
async fn stands_in_json(test: &TestApp, person: &Person, of: &Expected<'_>, query: &str) -> i64 {
    let json = test.get(person, &format!("/so-lieu/tai/json?{query}")).await;
    let json = json.json();
    let sections = json["sections"].as_array().expect("sections").iter();
    let mut rows = sections.flat_map(|s| s["rows"].as_array().expect("rows"));
    let row = rows
        .find(|r| r["measure"] == of.measure)
        .unwrap_or_else(|| panic!("{} is in {json}", of.measure));
    is_that(row, of);
    figure(row)["scale"].as_i64().expect("a scale")
}

/// The figure of a line; of a share, its lower end.
fn figure(row: &Value) -> &Value {
    match &row["share"] {
        Value::Null => &row["figure"],
        share => &share["low"],
    }
}

fn is_that(row: &Value, of: &Expected<'_>) {
    let figure = figure(row);
    assert_eq!(
        (figure["steps"].as_i64(), figure["bound"].as_str()),
        (Some(of.steps), Some(of.bound)),
        "{row}"
    );
}

/// Amount and word of the bound in the spreadsheet.
async fn in_sheet(test: &TestApp, person: &Person, query: &str, measure: &str) -> (f64, String) {
    let file = test.get(person, &format!("/so-lieu/tai/xlsx?{query}")).await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.bytes)).expect("a workbook");
    let range = book.worksheet_range_at(0).expect("a sheet").expect("its cells");
    let text = |d: &Data| d.to_string();
    let row = range
        .rows()
        .find(|r| r.iter().any(|c| text(c) == measure))
        .unwrap_or_else(|| panic!("{measure} is in the sheet"));
    let place = row.iter().position(|c| text(c) == measure).expect("its place");
    let amount = match &row[place + 3] {
        Data::Float(f) => *f,
        Data::Int(i) => *i as f64,
        other => panic!("{other:?} is a number"),
    };
    (amount, text(&row[place + 4]))
}

async fn stands_in_interface(test: &TestApp, person: &Person, of: &Expected<'_>) {
    let (uid, (from, to)) = (test.uid(of.unit), of.days);
    let lens = if of.map == "nay" { "today" } else { "as-it-was" };
    let query = format!("unit={uid}&from={from}&to={to}&lens={lens}");
    let path = format!("/api/v1/figures/{}", of.measure);
    let one = test.get(person, &format!("{path}?{query}")).await;
    assert_eq!(one.status, StatusCode::OK, "{}", one.text());
    is_that(&one.json(), of);
    let proof = test.get(person, &format!("{path}/proof?{query}")).await.json();
    assert!(
        proof["lines"].as_array().is_some_and(|p| !p.is_empty()),
        "{}: {proof}",
        of.measure
    );
}

/// The ward that Diên Hồng was merged into.
fn new_dien_hong(test: &TestApp) -> UnitId {
    unit_in(test, "23563", "Diên Hồng", 2026)
}

/// The ward that Bắc Hồng was merged into.
fn bac_hong_linh(test: &TestApp) -> UnitId {
    unit_in(test, "18115", "Bắc Hồng Lĩnh", 2026)
}

/// The heir's people read the old ward's figure under the old name, and under their own by today's map.
async fn reads_after_the_merger(test: &TestApp, heir: UnitId, of: &Expected<'_>) {
    test.clock.set(noon(2026, 11, 22));
    let person = test.person(Role::Official, heir).await;
    reads(test, &person, of).await;
    reads(test, &person, &of.within(heir)).await;
    // The new ward did not exist then, so its predecessors' figure is read through today's map, and the page says so.
    let (uid, (from, to)) = (test.uid(heir), of.days);
    let path = format!("/so-lieu?don-vi={uid}&tu={from}&den={to}&ban-do=thuo-ay");
    let page = test.get(&person, &path).await;
    assert!(page.words().contains(of.words), "{}", page.words());
    assert!(
        page.words().contains("được tính theo địa giới ngày"),
        "{}",
        page.words()
    );
}

#[tokio::test]
async fn row_a3_attendances_at_outreach() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2022, 9, 15)).await;
        let ward = old_dien_hong(&test);
        let official = test.person(Role::Official, ward).await;
        let groups = test
            .found_groups(&official, ward, "to-dan-pho", 7, "1/1/2020")
            .await;
        hold_outreach(&test, &official, ward, &groups).await;
        let expected = Expected::exactly("luot-tuyen-truyen", ward, SCHEME, "2.844 lượt người", 2844);
        reads(&test, &official, &expected).await;
        reads_after_the_merger(&test, new_dien_hong(&test), &expected).await;
    })
    .await;
}

#[tokio::test]
async fn row_a4_leaflets_on_crime() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2022, 9, 15)).await;
        let ward = old_dien_hong(&test);
        let police = test.person(Role::Police, ward).await;
        hand_out_leaflets(&test, &police, ward).await;
        let expected = Expected::at_least("to-roi", ward, SCHEME, "hơn 2.000 tờ", 2000);
        reads(&test, &police, &expected).await;
        reads_after_the_merger(&test, new_dien_hong(&test), &expected).await;
    })
    .await;
}

#[tokio::test]
async fn row_a7_people_at_clean_ups() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2022, 9, 15)).await;
        let ward = old_dien_hong(&test);
        let official = test.person(Role::Official, ward).await;
        clean_up(&test, &official, ward).await;
        let expected = Expected::at_least("luot-ve-sinh", ward, SCHEME, "hơn 100 lượt người", 100);
        reads(&test, &official, &expected).await;
        reads_after_the_merger(&test, new_dien_hong(&test), &expected).await;
    })
    .await;
}

#[tokio::test]
async fn row_b4_launches_in_seven_groups() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2023, 8, 10)).await;
        let ward = old_dien_hong(&test);
        let police = test.person(Role::Police, ward).await;
        let official = test.person(Role::Official, ward).await;
        let groups = test
            .found_groups(&official, ward, "to-dan-pho", 7, "1/1/2020")
            .await;
        launch_in_each(&test, &police, &groups).await;
        let people = Expected::at_least("luot-phat-dong", ward, UP_TO_AUGUST, "hơn 1.200 lượt người", 1200);
        reads(&test, &police, &people).await;
        let launches = Expected::exactly("buoi-phat-dong", ward, UP_TO_AUGUST, "7 buổi", 7);
        reads(&test, &police, &launches).await;
        reads_after_the_merger(&test, new_dien_hong(&test), &people).await;
    })
    .await;
}

#[tokio::test]
async fn row_b5_notices_to_households() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2023, 8, 10)).await;
        let ward = old_dien_hong(&test);
        let police = test.person(Role::Police, ward).await;
        hand_out_notices(&test, &police, ward).await;
        let expected = Expected::exactly("thong-bao", ward, UP_TO_AUGUST, "2.500 tờ", 2500);
        reads(&test, &police, &expected).await;
        reads_after_the_merger(&test, new_dien_hong(&test), &expected).await;
        // A number of leaflets is never converted into a coverage of households.
        let official = test.person(Role::Official, new_dien_hong(&test)).await;
        let page = test.get(&official, "/so-lieu?ky=2023").await;
        assert!(!page.words().contains('%'), "{}", page.words());
    })
    .await;
}

#[tokio::test]
async fn row_b7_topics_told() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2023, 8, 10)).await;
        let ward = old_dien_hong(&test);
        let police = test.person(Role::Police, ward).await;
        let told = [
            "chu-truong",
            "thu-doan",
            "phong-ngua",
            "to-giac",
            "ma-tuy",
            "bao-luc-hoc-duong",
            "bao-luc-gia-dinh",
            "bao-ve-tre-em",
        ];
        let entry = hold_festival(&test, &police, ward, &told).await;
        for topic in told {
            let measure = format!("buoi-theo-noi-dung:{topic}");
            let expected = Expected::exactly(&measure, ward, UP_TO_AUGUST, "1 buổi", 1);
            reads(&test, &police, &expected).await;
        }
        let page = test.get(&police, &entry).await.words();
        for words in [
            "Phòng, chống ma túy",
            "Bảo vệ trẻ em không bị xâm hại",
            "Tố giác tội phạm",
        ] {
            assert!(page.contains(words), "{words} in {page}");
        }
    })
    .await;
}

#[tokio::test]
async fn row_d6_pledges_as_a_share_without_count() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2022, 7, 29)).await;
        let ward = bac_hong(&test);
        let official = test.person(Role::Official, ward).await;
        pledge_each_year(&test, &official, ward).await;
        let measure = "ty-le-cam-ket:giao-vien-hoc-sinh";
        let expected = Expected::exactly(measure, ward, TEN_YEARS, "100 %", 1_000_000);
        reads(&test, &official, &expected).await;
        reads_after_the_merger(&test, bac_hong_linh(&test), &expected).await;
    })
    .await;
}

/// The number of groups in a year, with the rules' word for them.
async fn counts_groups(test: &TestApp, person: &Person, ward: UnitId, days: Days, count: i64) {
    let snapshot = test.app.snapshot();
    let rules = snapshot.rules(UnitId(1), test.app.today());
    let measure = rules.measure("so-to").expect("groups are counted");
    let words = format!("{count} {}", measure.unit.vi);
    reads(
        test,
        person,
        &Expected::exactly("so-to", ward, days, &words, count),
    )
    .await;
}

#[tokio::test]
async fn row_u1_groups_of_dien_hong() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2022, 9, 15)).await;
        let ward = old_dien_hong(&test);
        let official = test.person(Role::Official, ward).await;
        test.found_groups(&official, ward, "to-dan-pho", 7, "1/1/2020")
            .await;
        counts_groups(&test, &official, ward, ("2022-01-01", "2022-12-31"), 7).await;
    })
    .await;
}

#[tokio::test]
async fn row_u2_groups_and_households_of_bac_hong() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2022, 7, 29)).await;
        let ward = bac_hong(&test);
        let official = test.person(Role::Official, ward).await;
        test.found_groups(&official, ward, "to-dan-pho", 10, "1/1/2012")
            .await;
        let year = ("2021-01-01", "2021-12-31");
        counts_groups(&test, &official, ward, year, 10).await;
        state_households(&test, &official, ward, "1/3/2020", ("2.500", "about")).await;
        state_households(&test, &official, ward, "31/12/2021", ("2.546", "exact")).await;
        let expected = Expected::exactly("ho", ward, year, "2.546 hộ", 2546);
        reads(&test, &official, &expected).await;
        reads_after_the_merger(&test, bac_hong_linh(&test), &expected).await;
    })
    .await;
}

#[tokio::test]
async fn row_u3_groups_of_nghi_huong() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2023, 11, 2)).await;
        let ward = nghi_huong(&test);
        let official = test.person(Role::Official, ward).await;
        test.found_groups(&official, ward, "khoi", 6, "1/1/2020").await;
        counts_groups(&test, &official, ward, ("2023-01-01", "2023-12-31"), 6).await;
    })
    .await;
}
