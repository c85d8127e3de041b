//! A unit's reports: due, being written, issued; and beginning one.

use super::{problem, stage_tag, words};
use askama::Template;
use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::reports::{NewReport, ReportError};
use dienhong_app::totals::words::period_until;
use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use dienhong_i18n::t;
use dienhong_web_kit::periods;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Choice, Field, Mistake, PageNumber, Pager, Room, Shell, Tag};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::tasks::{deadline_tag, deadline_words};
use dienhong_web_kit::unit_lists::unit_field;
use serde::Deserialize;
use uuid::Uuid;

/// Number of ended periods shown of each outline.
const PERIODS: usize = 2;
/// Reports on a page.
const ROWS: usize = 20;

#[derive(Deserialize, Default)]
pub(super) struct ReportListQuery {
    #[serde(rename = "don-vi", default)]
    unit: String,
    #[serde(default)]
    trang: PageNumber,
}

#[derive(Deserialize, Default)]
pub(super) struct NewReportForm {
    #[serde(rename = "don-vi", default)]
    unit: String,
    #[serde(default)]
    mau: String,
    #[serde(default)]
    ky: String,
    #[serde(default)]
    tu: String,
    #[serde(default)]
    den: String,
    #[serde(rename = "ban-do", default)]
    map: String,
}

struct Owed {
    name: String,
    period: String,
    due: String,
    tag: Tag,
    outline: String,
    from: String,
    to: String,
    may_begin: bool,
}

struct Line {
    href: String,
    name: String,
    meta: String,
    tag: Tag,
}

struct Begin {
    outline: Field,
    period: Field,
    from: Field,
    to: Field,
    map: Field,
    is_days: bool,
}

#[derive(Template)]
#[template(path = "reports/list.html")]
struct Page {
    shell: Shell,
    unit: Field,
    uid: Uuid,
    owed: Vec<Owed>,
    lines: Vec<Line>,
    pager: Pager,
    begin: Option<Begin>,
}

pub(super) async fn show(me: Me, Query(asked): Query<ReportListQuery>) -> Result<Response, Problem> {
    let unit = me
        .requested_unit(&asked.unit, Permission::ReadTotals)
        .ok_or(Problem::NotFound)?;
    Ok(html(
        &page(&me, unit, asked.trang, &NewReportForm::default(), Vec::new()).await?,
    ))
}

pub(super) async fn begin(me: Me, Form(typed): Form<NewReportForm>) -> Result<Response, Problem> {
    let unit = me
        .requested_unit(&typed.unit, Permission::ReadTotals)
        .ok_or(Problem::NotFound)?;
    let shell = me.shell("", Room::Reports);
    let mut mistakes = Vec::new();
    if typed.mau.is_empty() {
        mistakes.push(Mistake::new("mau", shell.t("reports-error-no-outline")));
    }
    let period = match period(&me, &typed) {
        Ok(period) => Some(period),
        Err(found) => {
            mistakes.extend(found);
            None
        }
    };
    if let (Some(period), true) = (period, mistakes.is_empty()) {
        let new = NewReport {
            outline: typed.mau.clone(),
            period,
            is_restated: typed.map != "thuo-ay",
            issuer: None,
        };
        match me.cx().reports().begin(unit, &new).await {
            Ok(id) => return Ok(Redirect::to(&urls::report_editor(id)).into_response()),
            Err(ReportError::Exists(id)) => return Ok(Redirect::to(&urls::report(id)).into_response()),
            Err(error @ (ReportError::NotAPeriod | ReportError::NotOfOutline(_))) => {
                mistakes.push(Mistake::new("ky", words(&shell, error)?));
            }
            Err(error) => mistakes.push(Mistake::new("mau", words(&shell, error)?)),
        }
    }
    let page = page(&me, unit, PageNumber::FIRST, &typed, mistakes).await?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// The period that was typed: days take precedence over a named one.
fn period(me: &Me, typed: &NewReportForm) -> Result<Period, Vec<Mistake>> {
    let shell = me.shell("", Room::Reports);
    let locale = me.locale();
    if typed.tu.trim().is_empty() && typed.den.trim().is_empty() {
        let named = periods::parse(&typed.ky, &me.cx().entries().rules_for());
        return named.ok_or_else(|| vec![Mistake::new("ky", shell.t("reports-error-no-period"))]);
    }
    let mut mistakes = Vec::new();
    let mut read = |field: &str, text: &str| match Day::parse(text) {
        Ok(day) => Some(day),
        Err(error) => {
            mistakes.push(Mistake::new(
                field,
                dienhong_i18n::explain::day_error(locale, &error, None),
            ));
            None
        }
    };
    let (from, to) = (read("tu", &typed.tu), read("den", &typed.den));
    match from.zip(to) {
        Some((from, to)) => {
            Period::new(from, to).ok_or_else(|| vec![Mistake::new("den", shell.t("totals-error-period"))])
        }
        None => Err(mistakes),
    }
}

async fn page(
    me: &Me,
    unit: UnitId,
    at: PageNumber,
    typed: &NewReportForm,
    mistakes: Vec<Mistake>,
) -> Result<Page, Problem> {
    let locale = me.locale();
    let uid = me.snapshot.map.uid(unit);
    let due = me.cx().reports().due(unit, PERIODS).await.map_err(problem)?;
    let found = me.cx().reports().list(unit, (at.skip(ROWS), ROWS)).await;
    let (reports, count) = found.map_err(problem)?;
    let shell = me
        .shell(t(locale, "reports-title"), Room::Reports)
        .kicker(me.full_name(unit))
        .lead(t(locale, "reports-lead"))
        .mistakes(mistakes);
    let may_begin = me.may(Permission::WriteReports, unit);
    let owed = due.iter().filter(|d| d.report.is_none()).map(|d| Owed {
        name: d.outline.title.get(locale.code()).to_owned(),
        period: dienhong_i18n::period(d.period, locale),
        due: deadline_words(me, d.due),
        tag: deadline_tag(me, d.due),
        outline: d.outline.id.clone(),
        from: d.period.from.to_string(),
        to: d.period.to.to_string(),
        may_begin,
    });
    let lines = reports.iter().map(|r| {
        let mark = r.mark.clone().map(|m| format!("{m}, ")).unwrap_or_default();
        Line {
            href: urls::report(r.id),
            name: r.title.get(locale.code()).to_owned(),
            meta: format!("{mark}{}", period_until(r.period, r.as_of, locale)),
            tag: stage_tag(me, r.stage, r.is_returned),
        }
    });
    Ok(Page {
        owed: owed.collect(),
        lines: lines.collect(),
        pager: Pager::new(count, ROWS, at, |p| format!("{}&trang={p}", urls::reports(uid))),
        begin: may_begin
            .then(|| new_form(me, &shell, unit, typed))
            .filter(|b| !b.outline.choices.is_empty()),
        unit: unit_field(me, &shell, unit),
        uid,
        shell,
    })
}

fn new_form(me: &Me, shell: &Shell, unit: UnitId, typed: &NewReportForm) -> Begin {
    let locale = me.locale();
    let rules = me.snapshot.rules(unit, me.today());
    let mut outline = Field::new("mau", shell.t("reports-outline"));
    outline.choices = me
        .cx()
        .reports()
        .outlines(unit)
        .iter()
        .map(|o| Choice::new(&o.id, o.title.get(locale.code())).chosen(o.id == typed.mau))
        .collect();
    let mut period = Field::new("ky", shell.t("totals-period"));
    period.choices = periods::choices(&rules, me.today(), &typed.ky, locale);
    let mut map = Field::new("ban-do", shell.t("reports-map")).hint(shell.t("reports-map-hint"));
    let is_then = typed.map == "thuo-ay";
    map.choices = vec![
        Choice::new("cuoi-ky", shell.t("reports-map-last")).chosen(!is_then),
        Choice::new("thuo-ay", shell.t("reports-map-then")).chosen(is_then),
    ];
    let error = |mut field: Field| {
        field.error = shell
            .mistakes
            .iter()
            .find(|m| m.field == field.name)
            .map(|m| m.words.clone());
        field
    };
    Begin {
        outline: error(outline),
        period: error(period),
        from: error(
            Field::new("tu", shell.t("totals-day-from"))
                .value(&typed.tu)
                .optional(),
        ),
        to: error(
            Field::new("den", shell.t("totals-day-to"))
                .value(&typed.den)
                .optional(),
        ),
        is_days: !typed.tu.is_empty() || !typed.den.is_empty(),
        map,
    }
}
