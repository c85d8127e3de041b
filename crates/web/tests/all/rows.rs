//! The rows of the articles that this book carries: typed by an ordinary role, read back everywhere with bound and proof.

use crate::common::{Person, TestApp, noon};
use axum::http::StatusCode;
use calamine::{Data, Reader, Xlsx};
use dienhong_domain::rights::Role;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::testing::both;
use std::io::Cursor;

/// What a figure must read, everywhere.
struct Expected<'a> {
    measure: &'a str,
    unit: UnitId,
    from: &'a str,
    to: &'a str,
    /// "thuo-ay" or "nay".
    map: &'a str,
    /// The number with its bound and unit, as the page writes it.
    words: &'a str,
    steps: i64,
    bound: &'a str,
    /// The bound's word in the spreadsheet; empty when counted.
    bound_word: &'a str,
}

async fn reads(test: &TestApp, person: &Person, of: &Expected<'_>) {
    let uid = test.uid(of.unit);
    let query = format!("don-vi={uid}&tu={}&den={}&ban-do={}", of.from, of.to, of.map);
    let page = test.get(person, &format!("/so-lieu?{query}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.words());
    assert!(
        page.words().contains(of.words),
        "{} stands on the page: {}",
        of.words,
        page.words()
    );
    let proof = test
        .get(
            person,
            &format!("/so-lieu/{}?{query}", of.measure.replace(':', ".")),
        )
        .await;
    assert_eq!(proof.status, StatusCode::OK, "{}", proof.words());
    assert!(
        proof.words().contains(of.words),
        "{} stands at its proof: {}",
        of.words,
        proof.words()
    );
    opens_a_source(test, person, &proof.text()).await;

    let json = test
        .get(person, &format!("/so-lieu/tai/json?{query}"))
        .await
        .json();
    let rows = json["sections"]
        .as_array()
        .expect("sections")
        .iter()
        .flat_map(|s| s["rows"].as_array().expect("rows"));
    let row = rows
        .into_iter()
        .find(|r| r["measure"] == of.measure)
        .unwrap_or_else(|| panic!("{} is in {json}", of.measure));
    let figure = if row["share"].is_null() {
        &row["figure"]
    } else {
        &row["share"]["low"]
    };
    assert_eq!(
        (figure["steps"].as_i64(), figure["bound"].as_str()),
        (Some(of.steps), Some(of.bound)),
        "{row}"
    );

    let (amount, bound) = in_sheet(test, person, &query, of.measure).await;
    let scale = figure["scale"].as_i64().expect("a scale");
    assert_eq!((amount * 10f64.powi(scale as i32)).round() as i64, of.steps);
    assert_eq!(bound, of.bound_word);

    let lens = if of.map == "nay" { "today" } else { "as-it-was" };
    let path = format!(
        "/api/v1/figures/{}?unit={uid}&from={}&to={}&lens={lens}",
        of.measure, of.from, of.to
    );
    let api = test.get(person, &path).await;
    assert_eq!(api.status, StatusCode::OK, "{}", api.text());
    let api = api.json();
    let figure = if api["share"].is_null() {
        &api["figure"]
    } else {
        &api["share"]["low"]
    };
    assert_eq!(
        (figure["steps"].as_i64(), figure["bound"].as_str()),
        (Some(of.steps), Some(of.bound)),
        "{api}"
    );
    let path = path.replacen(of.measure, &format!("{}/proof", of.measure), 1);
    let api = test.get(person, &path).await.json();
    assert!(api["lines"].as_array().is_some_and(|p| !p.is_empty()), "{api}");
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

/// Diên Hồng of TP Pleiku as it was.
fn dien_hong(test: &TestApp) -> UnitId {
    test.unit("23560", "Diên Hồng", Day::new(2022, 1, 1).expect("a day"))
}
/// The ward that took it over.
fn new_dien_hong(test: &TestApp) -> UnitId {
    test.unit("23563", "Diên Hồng", Day::new(2026, 1, 1).expect("a day"))
}

/// The heir's people read the old ward's figure under the old name, and under their own by today's map.
async fn reads_after_the_merger(test: &TestApp, heir: UnitId, of: &Expected<'_>) {
    test.clock.set(noon(2026, 11, 22));
    let person = test.person(Role::Official, heir).await;
    reads(test, &person, of).await;
    reads(
        test,
        &person,
        &Expected {
            unit: heir,
            map: "nay",
            ..Expected { ..copy(of) }
        },
    )
    .await;
    // Nobody else's figure becomes the new ward's own: as it was then, it was not there.
    let uid = test.uid(heir);
    let page = test
        .get(
            &person,
            &format!(
                "/so-lieu?don-vi={uid}&tu={}&den={}&ban-do=thuo-ay",
                of.from, of.to
            ),
        )
        .await;
    assert!(!page.words().contains(of.words), "{}", page.words());
}

fn copy<'a>(of: &Expected<'a>) -> Expected<'a> {
    Expected { ..*of }
}

#[tokio::test]
async fn row_a3_attendances_at_outreach() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2022, 9, 15)).await;
        let ward = dien_hong(&test);
        let official = test.person(Role::Official, ward).await;
        let groups = test
            .found_groups(&official, ward, "to-dan-pho", 7, "1/1/2020")
            .await;
        let topics = [
            ("hinh-thuc", "sinh-hoat-to"),
            ("noi-dung", "thu-doan"),
            ("noi-dung", "ma-tuy"),
        ];
        for (group, day, count) in [(groups[0], "10/10/2021", "612"), (groups[2], "5/3/2022", "1.032")] {
            let answers: Vec<_> = topics
                .into_iter()
                .chain([("luot", count), ("luot-bound", "exact")])
                .collect();
            test.record(&official, "tuyen-truyen", group, day, &answers).await;
        }
        let school = [
            ("hinh-thuc", "truong-hoc"),
            ("noi-dung", "bao-luc-hoc-duong"),
            ("luot", "1200"),
            ("luot-bound", "exact"),
        ];
        test.record(&official, "tuyen-truyen", ward, "1/9/2022", &school)
            .await;
        let expected = Expected {
            measure: "luot-tuyen-truyen",
            unit: ward,
            from: "2021-08-23",
            to: "2022-09-15",
            map: "thuo-ay",
            words: "2.844 lượt người",
            steps: 2844,
            bound: "exact",
            bound_word: "",
        };
        reads(&test, &official, &expected).await;
        reads_after_the_merger(&test, new_dien_hong(&test), &expected).await;
    })
    .await;
}

#[tokio::test]
async fn row_a4_leaflets_on_crime() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2022, 9, 15)).await;
        let ward = dien_hong(&test);
        let police = test.person(Role::Police, ward).await;
        let sheet = |count, bound| [("loai", "to-roi"), ("so-to", count), ("so-to-bound", bound)];
        test.record(&police, "to-roi", ward, "20/12/2021", &sheet("1.500", "at-least"))
            .await;
        test.record(&police, "to-roi", ward, "9/9/2022", &sheet("500", "exact"))
            .await;
        let expected = Expected {
            measure: "to-roi",
            unit: ward,
            from: "2021-08-23",
            to: "2022-09-15",
            map: "thuo-ay",
            words: "hơn 2.000 tờ",
            steps: 2000,
            bound: "at-least",
            bound_word: "hơn",
        };
        reads(&test, &police, &expected).await;
        reads_after_the_merger(&test, new_dien_hong(&test), &expected).await;
    })
    .await;
}

#[tokio::test]
async fn row_a7_people_at_clean_ups() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2022, 9, 15)).await;
        let ward = dien_hong(&test);
        let official = test.person(Role::Official, ward).await;
        let typed = [
            ("viec", "don-ve-sinh"),
            ("viec", "trong-cay"),
            ("luot", "hơn 100"),
        ];
        test.record(&official, "ve-sinh", ward, "20/3/2022", &typed).await;
        let expected = Expected {
            measure: "luot-ve-sinh",
            unit: ward,
            from: "2021-08-23",
            to: "2022-09-15",
            map: "thuo-ay",
            words: "hơn 100 lượt người",
            steps: 100,
            bound: "at-least",
            bound_word: "hơn",
        };
        reads(&test, &official, &expected).await;
        reads_after_the_merger(&test, new_dien_hong(&test), &expected).await;
    })
    .await;
}

#[tokio::test]
async fn row_b4_launches_in_seven_groups() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2023, 8, 10)).await;
        let ward = dien_hong(&test);
        let police = test.person(Role::Police, ward).await;
        let official = test.person(Role::Official, ward).await;
        let groups = test
            .found_groups(&official, ward, "to-dan-pho", 7, "1/1/2020")
            .await;
        for (i, group) in groups.iter().enumerate() {
            let count = if i == 6 { "180" } else { "170" };
            let bound = if i == 0 { "at-least" } else { "exact" };
            let typed = [
                ("hinh-thuc", "phat-dong"),
                ("noi-dung", "phong-trao"),
                ("luot", count),
                ("luot-bound", bound),
            ];
            test.record(
                &police,
                "tuyen-truyen",
                *group,
                &format!("{}/7/2023", i + 10),
                &typed,
            )
            .await;
        }
        let people = Expected {
            measure: "luot-phat-dong",
            unit: ward,
            from: "2023-01-01",
            to: "2023-08-10",
            map: "thuo-ay",
            words: "hơn 1.200 lượt người",
            steps: 1200,
            bound: "at-least",
            bound_word: "hơn",
        };
        reads(&test, &police, &people).await;
        let launches = Expected {
            measure: "buoi-phat-dong",
            words: "7 buổi",
            steps: 7,
            bound: "exact",
            bound_word: "",
            ..copy(&people)
        };
        reads(&test, &police, &launches).await;
        reads_after_the_merger(&test, new_dien_hong(&test), &people).await;
    })
    .await;
}

#[tokio::test]
async fn row_b5_notices_to_households() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2023, 8, 10)).await;
        let ward = dien_hong(&test);
        let police = test.person(Role::Police, ward).await;
        let typed = [
            ("loai", "thong-bao"),
            ("so-to", "2.500"),
            ("so-to-bound", "exact"),
        ];
        test.record(&police, "to-roi", ward, "1/8/2023", &typed).await;
        let expected = Expected {
            measure: "thong-bao",
            unit: ward,
            from: "2023-01-01",
            to: "2023-08-10",
            map: "thuo-ay",
            words: "2.500 tờ",
            steps: 2500,
            bound: "exact",
            bound_word: "",
        };
        reads(&test, &police, &expected).await;
        reads_after_the_merger(&test, new_dien_hong(&test), &expected).await;
        // Sheets are never turned into a coverage of households.
        let page = test
            .get(
                &test.person(Role::Official, new_dien_hong(&test)).await,
                "/so-lieu?ky=2023",
            )
            .await;
        assert!(!page.words().contains('%'), "{}", page.words());
    })
    .await;
}

#[tokio::test]
async fn row_b7_topics_told() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2023, 8, 10)).await;
        let ward = dien_hong(&test);
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
        let mut typed: Vec<(&str, &str)> = told.iter().map(|t| ("noi-dung", *t)).collect();
        typed.extend([("hinh-thuc", "ngay-hoi"), ("luot", "90"), ("luot-bound", "exact")]);
        let entry = test
            .record(&police, "tuyen-truyen", ward, "9/8/2023", &typed)
            .await;
        for topic in told {
            let measure = format!("buoi-theo-noi-dung:{topic}");
            let expected = Expected {
                measure: &measure,
                unit: ward,
                from: "2023-01-01",
                to: "2023-08-10",
                map: "thuo-ay",
                words: "1 buổi",
                steps: 1,
                bound: "exact",
                bound_word: "",
            };
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
        let ward = test.unit("18115", "Bắc Hồng", Day::new(2022, 1, 1).expect("a day"));
        let official = test.person(Role::Official, ward).await;
        for year in 2012..=2021 {
            let typed = [
                ("ben-ky", "giao-vien-hoc-sinh"),
                ("noi-dung", "an-ninh-trat-tu"),
                ("ty-le", "100"),
                ("ty-le-bound", "exact"),
            ];
            test.record(&official, "cam-ket", ward, &format!("15/9/{year}"), &typed)
                .await;
        }
        let expected = Expected {
            measure: "ty-le-cam-ket:giao-vien-hoc-sinh",
            unit: ward,
            from: "2012-01-01",
            to: "2021-12-31",
            map: "thuo-ay",
            words: "100 %",
            steps: 1_000_000,
            bound: "exact",
            bound_word: "",
        };
        reads(&test, &official, &expected).await;
        let heir = test.unit("18115", "Bắc Hồng Lĩnh", Day::new(2026, 1, 1).expect("a day"));
        reads_after_the_merger(&test, heir, &expected).await;
    })
    .await;
}

async fn counts_groups(
    test: &TestApp,
    person: &Person,
    ward: UnitId,
    year: i32,
    words: &str,
    steps: i64,
) -> bool {
    let (from, to) = (format!("{year}-01-01"), format!("{year}-12-31"));
    let expected = Expected {
        measure: "so-to",
        unit: ward,
        from: &from,
        to: &to,
        map: "thuo-ay",
        words,
        steps,
        bound: "exact",
        bound_word: "",
    };
    reads(test, person, &expected).await;
    true
}

fn unit_words(test: &TestApp, count: i64) -> String {
    let book = test.app.book();
    let rules = book.rules(UnitId(1), test.app.today());
    let unit = rules
        .measure("so-to")
        .map(|m| m.unit.vi.clone())
        .expect("groups are counted");
    format!("{count} {unit}")
}

#[tokio::test]
async fn row_u1_groups_of_dien_hong() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2022, 9, 15)).await;
        let ward = dien_hong(&test);
        let official = test.person(Role::Official, ward).await;
        test.found_groups(&official, ward, "to-dan-pho", 7, "1/1/2020")
            .await;
        counts_groups(&test, &official, ward, 2022, &unit_words(&test, 7), 7).await;
    })
    .await;
}

#[tokio::test]
async fn row_u2_groups_and_households_of_bac_hong() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2022, 7, 29)).await;
        let ward = test.unit("18115", "Bắc Hồng", Day::new(2022, 1, 1).expect("a day"));
        let official = test.person(Role::Official, ward).await;
        test.found_groups(&official, ward, "to-dan-pho", 10, "1/1/2012")
            .await;
        counts_groups(&test, &official, ward, 2021, &unit_words(&test, 10), 10).await;
        test.record(
            &official,
            "dan-cu",
            ward,
            "1/3/2020",
            &[("so-ho", "2.500"), ("so-ho-bound", "about")],
        )
        .await;
        test.record(
            &official,
            "dan-cu",
            ward,
            "31/12/2021",
            &[("so-ho", "2.546"), ("so-ho-bound", "exact")],
        )
        .await;
        let expected = Expected {
            measure: "ho",
            unit: ward,
            from: "2021-01-01",
            to: "2021-12-31",
            map: "thuo-ay",
            words: "2.546 hộ",
            steps: 2546,
            bound: "exact",
            bound_word: "",
        };
        reads(&test, &official, &expected).await;
        let heir = test.unit("18115", "Bắc Hồng Lĩnh", Day::new(2026, 1, 1).expect("a day"));
        reads_after_the_merger(&test, heir, &expected).await;
    })
    .await;
}

#[tokio::test]
async fn row_u3_groups_of_nghi_huong() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2023, 11, 2)).await;
        let ward = test.unit("16732", "Nghi Hương", Day::new(2023, 1, 1).expect("a day"));
        let official = test.person(Role::Official, ward).await;
        test.found_groups(&official, ward, "khoi", 6, "1/1/2020").await;
        counts_groups(&test, &official, ward, 2023, &unit_words(&test, 6), 6).await;
    })
    .await;
}
