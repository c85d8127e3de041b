//! The figures of real news articles that a book must be able to hold: typed by ordinary roles and read back everywhere.

mod reports;
mod rows;

use crate::common::{Person, TestApp};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;

/// First and last day of an article's period.
type Days = (&'static str, &'static str);

/// From the start of the scheme to the mid-term report: articles A.
const SCHEME: Days = ("2021-08-23", "2022-09-15");
/// The year 2023 up to the report: article B.
const UP_TO_AUGUST: Days = ("2023-01-01", "2023-08-10");
/// The ten years of article D.
const TEN_YEARS: Days = ("2012-01-01", "2021-12-31");

fn unit_in(test: &TestApp, code: &str, name: &str, year: i32) -> UnitId {
    test.unit(code, name, Day::new(year, 1, 1).expect("a day"))
}

/// Diên Hồng of TP Pleiku as it was.
fn old_dien_hong(test: &TestApp) -> UnitId {
    unit_in(test, "23560", "Diên Hồng", 2022)
}

fn bac_hong(test: &TestApp) -> UnitId {
    unit_in(test, "18115", "Bắc Hồng", 2022)
}

fn nghi_huong(test: &TestApp) -> UnitId {
    unit_in(test, "16732", "Nghi Hương", 2023)
}

/// A3: two meetings of groups and one at a school.
async fn hold_outreach(test: &TestApp, by: &Person, ward: UnitId, groups: &[UnitId]) {
    for (group, day, count) in [
        (groups[0], "10/10/2021", "612"),
        (groups[2], "05/03/2022", "1.032"),
    ] {
        let meeting = [
            ("hinh-thuc", "sinh-hoat-to"),
            ("noi-dung", "thu-doan"),
            ("noi-dung", "ma-tuy"),
            ("luot", count),
            ("luot-bound", "exact"),
        ];
        test.record(by, "tuyen-truyen", group, day, &meeting).await;
    }
    let school = [
        ("hinh-thuc", "truong-hoc"),
        ("noi-dung", "bao-luc-hoc-duong"),
        ("luot", "1200"),
        ("luot-bound", "exact"),
    ];
    test.record(by, "tuyen-truyen", ward, "01/09/2022", &school).await;
}

/// A4: leaflets on crime, twice.
async fn hand_out_leaflets(test: &TestApp, by: &Person, ward: UnitId) {
    let sheet = |count, bound| [("loai", "to-roi"), ("so-to", count), ("so-to-bound", bound)];
    test.record(by, "to-roi", ward, "20/12/2021", &sheet("1.500", "at-least"))
        .await;
    test.record(by, "to-roi", ward, "09/09/2022", &sheet("500", "exact"))
        .await;
}

/// A7: a clean-up.
async fn clean_up(test: &TestApp, by: &Person, ward: UnitId) {
    let typed = [
        ("viec", "don-ve-sinh"),
        ("viec", "trong-cay"),
        ("luot", "hơn 100"),
    ];
    test.record(by, "ve-sinh", ward, "20/03/2022", &typed).await;
}

/// B4: a launch in each of seven groups.
async fn launch_in_each(test: &TestApp, by: &Person, groups: &[UnitId]) {
    for (i, group) in groups.iter().enumerate() {
        let typed = [
            ("hinh-thuc", "phat-dong"),
            ("noi-dung", "phong-trao"),
            ("luot", if i == 6 { "180" } else { "170" }),
            ("luot-bound", if i == 0 { "at-least" } else { "exact" }),
        ];
        let day = format!("{}/7/2023", i + 10);
        test.record(by, "tuyen-truyen", *group, &day, &typed).await;
    }
}

/// B5: notices to households.
async fn hand_out_notices(test: &TestApp, by: &Person, ward: UnitId) {
    let typed = [
        ("loai", "thong-bao"),
        ("so-to", "2.500"),
        ("so-to-bound", "exact"),
    ];
    test.record(by, "to-roi", ward, "01/08/2023", &typed).await;
}

/// B7: a festival with several topics; returns its entry.
async fn hold_festival(test: &TestApp, by: &Person, ward: UnitId, told: &[&str]) -> String {
    let mut typed: Vec<(&str, &str)> = told.iter().map(|t| ("noi-dung", *t)).collect();
    typed.extend([("hinh-thuc", "ngay-hoi"), ("luot", "90"), ("luot-bound", "exact")]);
    test.record(by, "tuyen-truyen", ward, "09/08/2023", &typed).await
}

/// D6: pledges of teachers and pupils in ten years, stated as a share.
async fn pledge_each_year(test: &TestApp, by: &Person, ward: UnitId) {
    for year in 2012..=2021 {
        let typed = [
            ("ben-ky", "giao-vien-hoc-sinh"),
            ("noi-dung", "an-ninh-trat-tu"),
            ("ty-le", "100"),
            ("ty-le-bound", "exact"),
        ];
        test.record(by, "cam-ket", ward, &format!("15/9/{year}"), &typed)
            .await;
    }
}

/// U2: households on a day.
async fn state_households(
    test: &TestApp,
    by: &Person,
    ward: UnitId,
    day: &str,
    (count, bound): (&str, &str),
) {
    let typed = [("so-ho", count), ("so-ho-bound", bound)];
    test.record(by, "dan-cu", ward, day, &typed).await;
}
