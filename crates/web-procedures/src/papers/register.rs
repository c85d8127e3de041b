//! The register of outgoing papers of a body and year.

use super::{problem, words};
use askama::Template;
use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::papers::{Issuer, Outgoing, OutgoingForm, PaperError, paper_words};
use dienhong_app::urls;
use dienhong_domain::papers::PaperKind;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Choice, Field, Mistake, PageNumber, Pager, Room, Shell};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::unit_lists::unit_field;
use serde::Deserialize;
use uuid::Uuid;

/// Lines on a page.
const ROWS: usize = 50;

#[derive(Deserialize, Default)]
pub(super) struct RegisterQuery {
    #[serde(rename = "don-vi", default)]
    unit: String,
    #[serde(rename = "co-quan", default)]
    issuer: String,
    #[serde(default)]
    nam: String,
    #[serde(default)]
    trang: PageNumber,
}

#[derive(Deserialize, Default)]
pub(super) struct OutgoingFields {
    #[serde(rename = "co-quan", default)]
    issuer: String,
    #[serde(default)]
    ngay: String,
    #[serde(default)]
    loai: String,
    #[serde(rename = "trich-yeu", default)]
    summary: String,
    #[serde(rename = "noi-nhan", default)]
    recipients: String,
    #[serde(default)]
    so: String,
}

#[derive(Deserialize, Default)]
pub(super) struct TypedCancel {
    #[serde(rename = "co-quan", default)]
    issuer: String,
    #[serde(default)]
    nam: i32,
    #[serde(default)]
    day: String,
    #[serde(default)]
    so: u32,
    #[serde(rename = "ly-do", default)]
    why: String,
}

struct Line {
    mark: String,
    day: String,
    summary: String,
    recipients: String,
    href: Option<String>,
    is_cancelled: bool,
    /// Why it holds no longer.
    ended: Option<String>,
    number: u32,
    series: String,
    may_cancel: bool,
    by: String,
}

struct New {
    day: Field,
    kind: Field,
    summary: Field,
    recipients: Field,
    number: Option<Field>,
}

#[derive(Template)]
#[template(path = "papers/register.html")]
struct Page {
    shell: Shell,
    unit: Field,
    issuer: Option<Issuer>,
    issuers: Field,
    year: Field,
    year_value: i32,
    lines: Vec<Line>,
    pager: Pager,
    new: Option<New>,
    settings: String,
}

pub(super) async fn show(me: Me, Query(asked): Query<RegisterQuery>) -> Result<Response, Problem> {
    let unit = me
        .requested_unit(&asked.unit, Permission::ReadTotals)
        .ok_or(Problem::NotFound)?;
    let year = asked.nam.parse().unwrap_or_else(|_| me.today().year());
    let page = page(
        &me,
        unit,
        (&asked.issuer, year, asked.trang),
        &OutgoingFields::default(),
        Vec::new(),
    )
    .await?;
    Ok(html(&page))
}

pub(super) async fn enter(me: Me, Form(typed): Form<OutgoingFields>) -> Result<Response, Problem> {
    let id = Uuid::parse_str(&typed.issuer).map_err(|_| Problem::NotFound)?;
    let today = me.today();
    let body = me.cx().papers().issuer(id, today).await.map_err(problem)?;
    let shell = me.shell("", Room::Papers);
    let mut mistakes = Vec::new();
    let day = match Day::parse(&typed.ngay) {
        Ok(day) => Some(day),
        Err(error) => {
            let said = dienhong_i18n::explain::day_error(me.locale(), &error, Some(today));
            mistakes.push(Mistake::new("ngay", said));
            None
        }
    };
    if !typed.so.trim().is_empty() && typed.so.trim().parse::<u32>().is_err() {
        mistakes.push(Mistake::new("so", shell.t("papers-error-number")));
    }
    let uid = me.snapshot.map.uid(body.unit);
    if let (Some(day), true) = (day, mistakes.is_empty()) {
        let form = OutgoingForm {
            day,
            kind: PaperKind::parse(&typed.loai).unwrap_or(PaperKind::Letter),
            summary: typed.summary.clone(),
            recipients: typed.recipients.clone(),
            number: typed.so.trim().parse().ok(),
        };
        match me.cx().papers().enter_paper(id, &form).await {
            Ok(of) => {
                let to = urls::papers_of(uid, id, of.year);
                return Ok(Redirect::to(&to).into_response());
            }
            Err(error) => {
                let field = match error {
                    PaperError::Missing(_) | PaperError::TooLong(_) => "trich-yeu",
                    _ => "ngay",
                };
                mistakes.push(Mistake::new(field, words(&shell, error)?));
            }
        }
    }
    let year = day.map_or(today.year(), Day::year);
    let page = page(
        &me,
        body.unit,
        (&typed.issuer, year, PageNumber::FIRST),
        &typed,
        mistakes,
    )
    .await?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

pub(super) async fn cancel(me: Me, Form(typed): Form<TypedCancel>) -> Result<Response, Problem> {
    let id = Uuid::parse_str(&typed.issuer).map_err(|_| Problem::NotFound)?;
    let body = me.cx().papers().issuer(id, me.today()).await.map_err(problem)?;
    let which = (typed.nam, typed.day.as_str(), typed.so);
    match me.cx().papers().cancel_number(id, which, &typed.why).await {
        Ok(()) => {
            let to = urls::papers_of(me.snapshot.map.uid(body.unit), id, typed.nam);
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let said = words(&me.shell("", Room::Papers), error)?;
            let mistakes = vec![Mistake::new(format!("ly-do-{}", typed.so), said)];
            let page = page(
                &me,
                body.unit,
                (&typed.issuer, typed.nam, PageNumber::FIRST),
                &OutgoingFields::default(),
                mistakes,
            )
            .await?;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

async fn page(
    me: &Me,
    unit: UnitId,
    (issuer, year, at): (&str, i32, PageNumber),
    typed: &OutgoingFields,
    mistakes: Vec<Mistake>,
) -> Result<Page, Problem> {
    let locale = me.locale();
    let uid = me.snapshot.map.uid(unit);
    let today = me.today();
    let bodies = me.cx().papers().issuers(unit, today).await.map_err(problem)?;
    let wanted = Uuid::parse_str(issuer).ok();
    let body = bodies
        .iter()
        .find(|b| Some(b.id) == wanted)
        .or_else(|| bodies.first().filter(|_| wanted.is_none()))
        .cloned();
    let shell = me
        .shell(t(locale, "papers-register-title"), Room::Papers)
        .kicker(me.full_name(unit))
        .lead(t(locale, "papers-register-lead"))
        .mistakes(mistakes);
    let (mut lines, mut count, mut may_write) = (Vec::new(), 0, false);
    if let Some(body) = &body {
        let found = me
            .cx()
            .papers()
            .register_of_papers(body.id, year, (at.skip(ROWS), ROWS))
            .await
            .map_err(problem)?;
        (count, may_write) = (found.count, found.may_write);
        lines = found
            .lines
            .iter()
            .map(|of| line(me, &shell, of, found.may_write))
            .collect();
    }
    let mut issuers = Field::new("co-quan", shell.t("papers-issuer"));
    issuers.choices = bodies
        .iter()
        .map(|b| Choice::new(b.id.to_string(), &b.name).chosen(body.as_ref().is_some_and(|c| c.id == b.id)))
        .collect();
    let mut years = Field::new("nam", shell.t("papers-year"));
    years.choices = (today.year() - 4..=today.year())
        .rev()
        .map(|y| Choice::new(y.to_string(), y.to_string()).chosen(y == year))
        .collect();
    let address = body
        .as_ref()
        .map_or_else(String::new, |b| urls::papers_of(uid, b.id, year));
    Ok(Page {
        unit: unit_field(me, &shell, unit),
        new: may_write.then(|| new(me, &shell, typed, count == 0)),
        pager: Pager::new(count, ROWS, at, |p| format!("{address}&trang={p}")),
        settings: urls::issuers(uid),
        issuer: body,
        issuers,
        year: years,
        year_value: year,
        lines,
        shell,
    })
}

/// Why a number holds no longer: cancelled, or revoked by another paper.
pub(super) fn ended(shell: &Shell, of: &Outgoing) -> Option<String> {
    let cancelled = of
        .cancelled
        .as_ref()
        .map(|why| shell.t1("papers-number-cancelled", "why", why.as_str()));
    let revoked = of
        .revoked
        .as_ref()
        .map(|by| shell.t1("papers-number-revoked", "by", by.as_str()));
    cancelled.or(revoked)
}

fn line(me: &Me, shell: &Shell, of: &Outgoing, may_write: bool) -> Line {
    Line {
        mark: of.mark(),
        day: dienhong_i18n::day(of.day),
        summary: of.summary.clone(),
        recipients: of.recipients.join(", "),
        href: of.report.map(urls::report).or(of.paper.map(urls::made_paper)),
        is_cancelled: of.cancelled.is_some(),
        ended: ended(shell, of),
        number: of.number,
        series: of.series.clone(),
        may_cancel: may_write && of.cancelled.is_none() && of.report.is_none() && of.paper.is_none(),
        by: format!(
            "{}, {}",
            of.by.clone().unwrap_or_default(),
            dienhong_i18n::moment(of.at, me.locale())
        ),
    }
}

fn new(me: &Me, shell: &Shell, typed: &OutgoingFields, is_first: bool) -> New {
    let with_error = |mut field: Field| {
        field.error = shell
            .mistakes
            .iter()
            .find(|m| m.field == field.name)
            .map(|m| m.words.clone());
        field
    };
    let day = match typed.ngay.is_empty() {
        true => dienhong_i18n::day(me.today()),
        false => typed.ngay.clone(),
    };
    let mut kind = Field::new("loai", shell.t("papers-kind"));
    kind.choices = PaperKind::ALL
        .iter()
        .map(|k| Choice::new(k.code(), paper_words(*k, me.locale())).chosen(k.code() == typed.loai))
        .collect();
    New {
        day: with_error(Field::new("ngay", shell.t("papers-day")).value(day)),
        kind: with_error(kind),
        summary: with_error(Field::new("trich-yeu", shell.t("papers-summary")).value(&typed.summary)),
        recipients: with_error(
            Field::new("noi-nhan", shell.t("papers-issuer-noi-nhan"))
                .value(&typed.recipients)
                .optional(),
        ),
        number: is_first.then(|| {
            with_error(
                Field::new("so", shell.t("papers-first-number"))
                    .hint(shell.t("papers-first-number-hint"))
                    .value(&typed.so)
                    .optional(),
            )
        }),
    }
}
