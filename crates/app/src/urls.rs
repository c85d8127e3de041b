//! Addresses of pages, in one place.

use dienhong_domain::time::Period;
use dienhong_domain::units::Lens;
use uuid::Uuid;

/// The list of registers.
pub const REGISTERS: &str = "/so";
/// Totals.
pub const TOTALS: &str = "/so-lieu";
/// Figures unit by unit below.
pub const BELOW: &str = "/theo-don-vi";
/// Indicators.
pub const INDICATORS: &str = "/chi-tieu";
/// Figures sent up.
pub const FILINGS: &str = "/gui-so-lieu";
/// Reports.
pub const REPORTS: &str = "/bao-cao";
/// The register of outgoing papers.
pub const PAPERS: &str = "/van-ban";
/// Keys of programs.
pub const KEYS: &str = "/ma-ket-noi";
/// Exchange with other installations.
pub const EXCHANGE: &str = "/trao-doi";
/// Units.
pub const UNITS: &str = "/don-vi";

/// A letter that came from another installation.
pub fn letter(id: Uuid) -> String {
    format!("{EXCHANGE}/thu/{id}")
}
/// A register's list.
pub fn register(code: &str) -> String {
    format!("/so/{code}")
}
/// A register's form.
pub fn new_entry(code: &str) -> String {
    format!("/ghi/{code}")
}
/// A register's upload of sheets.
pub fn import(code: &str) -> String {
    format!("/so/{code}/nhap")
}
/// An entry.
pub fn entry(id: Uuid) -> String {
    format!("/muc/{id}")
}
/// A unit.
pub fn unit(uid: Uuid) -> String {
    format!("/don-vi/{uid}")
}
/// A person.
pub fn person(uid: Uuid) -> String {
    format!("/nguoi/{uid}")
}
/// A change of the map.
pub fn change(id: Uuid) -> String {
    format!("/thay-doi/{id}")
}
/// A photo or file of an entry.
pub fn file(id: Uuid, small: bool) -> String {
    if small {
        format!("/tep/{id}/nho")
    } else {
        format!("/tep/{id}")
    }
}

/// What a figure is read over, as it stands in an address.
pub fn figure_query(unit: Uuid, period: Period, lens: Lens) -> String {
    let map = match lens {
        Lens::AsItWas => "thuo-ay".to_owned(),
        Lens::At(day) => day.to_string(),
    };
    format!("don-vi={unit}&tu={}&den={}&ban-do={map}", period.from, period.to)
}
/// Totals of a unit.
pub fn totals(unit: Uuid, period: Period, lens: Lens) -> String {
    format!("/so-lieu?{}", figure_query(unit, period, lens))
}
/// Indicators of a unit.
pub fn indicators(unit: Uuid, period: Period, lens: Lens) -> String {
    format!("{INDICATORS}?{}", figure_query(unit, period, lens))
}
/// An indicator with what it rests on.
pub fn indicator(code: &str, unit: Uuid, period: Period, lens: Lens) -> String {
    format!("{INDICATORS}/{code}?{}", figure_query(unit, period, lens))
}
/// A commune's book looked through.
pub fn checks(unit: Uuid) -> String {
    format!("/soat-so?don-vi={unit}")
}
/// What a unit has to file.
pub fn filings(unit: Uuid) -> String {
    format!("{FILINGS}?don-vi={unit}")
}
/// What units below filed for a period of a form.
pub fn filings_below(unit: Uuid, form: &str, period: Period) -> String {
    format!(
        "{FILINGS}/cap-duoi?don-vi={unit}&mau={form}&tu={}&den={}",
        period.from, period.to
    )
}
/// A filing.
pub fn filing(id: Uuid) -> String {
    format!("{FILINGS}/{id}")
}
/// Reports of a unit.
pub fn reports(unit: Uuid) -> String {
    format!("{REPORTS}?don-vi={unit}")
}
/// What units below sent as reports.
pub fn reports_below(unit: Uuid) -> String {
    format!("{REPORTS}/cap-duoi?don-vi={unit}")
}
/// A report.
pub fn report(id: Uuid) -> String {
    format!("{REPORTS}/{id}")
}
/// A report while it is written.
pub fn report_editor(id: Uuid) -> String {
    format!("{REPORTS}/{id}/soan")
}
/// The register of outgoing papers of a unit.
pub fn papers(unit: Uuid) -> String {
    format!("{PAPERS}?don-vi={unit}")
}
/// The register of a body and year.
pub fn papers_of(unit: Uuid, issuer: Uuid, year: i32) -> String {
    format!("{PAPERS}?don-vi={unit}&co-quan={issuer}&nam={year}")
}
/// Who issues papers for a unit.
pub fn issuers(unit: Uuid) -> String {
    format!("{PAPERS}/co-quan?don-vi={unit}")
}
/// One who issues papers.
pub fn issuer(unit: Uuid, issuer: Uuid) -> String {
    format!("{PAPERS}/co-quan?don-vi={unit}&co-quan={issuer}")
}
/// The proof of a number.
pub fn proof(measure: &str, unit: Uuid, period: Period, lens: Lens) -> String {
    format!(
        "/so-lieu/{}?{}",
        measure.replace(':', "."),
        figure_query(unit, period, lens)
    )
}
