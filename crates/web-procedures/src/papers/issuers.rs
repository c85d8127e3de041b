//! Bodies that issue papers in the name of a unit, their letterheads over time, and who signs for them.

use super::{problem, words};
use askama::Template;
use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::papers::{Issuer, IssuerForm, PaperError, Signer, SignerForm};
use dienhong_app::urls;
use dienhong_domain::papers::Authority;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Choice, Field, Mistake, Room, Shell};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize, Default)]
pub(super) struct IssuerQuery {
    #[serde(rename = "don-vi", default)]
    unit: String,
    #[serde(rename = "co-quan", default)]
    issuer: String,
}

#[derive(Clone, Deserialize, Default)]
pub(super) struct IssuerFields {
    #[serde(rename = "don-vi", default)]
    unit: String,
    #[serde(rename = "co-quan", default)]
    issuer: String,
    #[serde(rename = "tu-ngay", default)]
    from: String,
    #[serde(rename = "ten", default)]
    name: String,
    #[serde(rename = "cap-tren", default)]
    parent: String,
    #[serde(rename = "dong-ten", default)]
    heading: String,
    #[serde(rename = "dia-danh", default)]
    place: String,
    #[serde(rename = "ky-hieu", default)]
    sign: String,
    #[serde(rename = "so-rieng", default)]
    by_kind: String,
    #[serde(rename = "noi-nhan", default)]
    recipients: String,
    #[serde(rename = "luu", default)]
    archive: String,
}

#[derive(Deserialize, Default)]
pub(super) struct TypedSigner {
    #[serde(rename = "co-quan", default)]
    issuer: String,
    #[serde(rename = "ho-ten", default)]
    name: String,
    #[serde(rename = "the-thuc", default)]
    authority: String,
    #[serde(rename = "thay-mat", default)]
    above: String,
    #[serde(rename = "chuc-vu", default)]
    office: String,
    #[serde(rename = "ky-tu", default)]
    from: String,
    #[serde(rename = "ky-den", default)]
    to: String,
}

#[derive(Deserialize, Default)]
pub(super) struct TypedEnd {
    #[serde(rename = "nguoi-ky", default)]
    signer: String,
    #[serde(rename = "co-quan", default)]
    issuer: String,
    #[serde(rename = "ngay-cuoi", default)]
    last: String,
}

struct BodyFields {
    issuer: String,
    from: Field,
    name: Field,
    parent: Field,
    heading: Field,
    place: Field,
    sign: Field,
    by_kind: Field,
    recipients: Field,
    archive: Field,
}

struct SignerLine {
    id: String,
    name: String,
    lines: String,
    days: String,
    may_end: bool,
}

struct SignerFields {
    name: Field,
    authority: Field,
    above: Field,
    office: Field,
    from: Field,
    to: Field,
}

#[derive(Template)]
#[template(path = "papers/issuers.html")]
struct Page {
    shell: Shell,
    uid: Uuid,
    bodies: Vec<(String, String, bool)>,
    chosen: Option<Issuer>,
    settings: Vec<(String, String)>,
    fields: Option<BodyFields>,
    signers: Vec<SignerLine>,
    signer: Option<SignerFields>,
    last: Field,
}

pub(super) async fn show(me: Me, Query(asked): Query<IssuerQuery>) -> Result<Response, Problem> {
    let unit = me
        .requested_unit(&asked.unit, Permission::ReadTotals)
        .ok_or(Problem::NotFound)?;
    let page = page(&me, unit, &asked.issuer, Returned::default()).await?;
    Ok(html(&page))
}

/// The unit of a body that is named, or the one that was asked for.
async fn unit_of(me: &Me, unit: &str, issuer: &str) -> Result<UnitId, Problem> {
    if let Ok(id) = Uuid::parse_str(issuer) {
        let body = me.cx().papers().issuer(id, me.today()).await.map_err(problem)?;
        return Ok(body.unit);
    }
    me.requested_unit(unit, Permission::ReadTotals)
        .ok_or(Problem::NotFound)
}

fn day(me: &Me, field: &str, text: &str) -> Result<Day, Mistake> {
    Day::parse(text).map_err(|error| {
        Mistake::new(
            field,
            dienhong_i18n::explain::day_error(me.locale(), &error, None),
        )
    })
}

/// The field of this page at which an error of the act is shown.
fn field_of(error: &PaperError) -> &'static str {
    match error {
        PaperError::Missing("sign") => "ky-hieu",
        PaperError::Missing("heading") => "dong-ten",
        PaperError::Missing("place") => "dia-danh",
        PaperError::Missing("above") => "thay-mat",
        PaperError::Missing("office") => "chuc-vu",
        PaperError::Missing("to") => "ky-den",
        _ => "ten",
    }
}

pub(super) async fn save(me: Me, Form(typed): Form<IssuerFields>) -> Result<Response, Problem> {
    let unit = unit_of(&me, &typed.unit, &typed.issuer).await?;
    let shell = me.shell("", Room::Papers);
    let mut mistakes = Vec::new();
    let from = match day(&me, "tu-ngay", &typed.from) {
        Ok(day) => Some(day),
        Err(mistake) => {
            mistakes.push(mistake);
            None
        }
    };
    let form = IssuerForm {
        from,
        name: typed.name.clone(),
        parent: typed.parent.clone(),
        heading: typed.heading.clone(),
        place: typed.place.clone(),
        sign: typed.sign.clone(),
        by_kind: typed.by_kind == "true",
        recipients: typed.recipients.clone(),
        archive: typed.archive.clone(),
    };
    if mistakes.is_empty() {
        let id = Uuid::parse_str(&typed.issuer).ok();
        match me.cx().papers().save_issuer(unit, id, &form).await {
            Ok(id) => {
                let to = urls::issuer(me.snapshot.map.uid(unit), id);
                return Ok(Redirect::to(&to).into_response());
            }
            Err(error) => {
                let field = field_of(&error);
                mistakes.push(Mistake::new(field, words(&shell, error)?));
            }
        }
    }
    let returned = Returned {
        issuer: Some(&typed),
        signer: None,
        mistakes,
    };
    let page = page(&me, unit, &typed.issuer, returned).await?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

pub(super) async fn add_signer(me: Me, Form(typed): Form<TypedSigner>) -> Result<Response, Problem> {
    let unit = unit_of(&me, "", &typed.issuer).await?;
    let issuer = Uuid::parse_str(&typed.issuer).map_err(|_| Problem::NotFound)?;
    let shell = me.shell("", Room::Papers);
    let mut mistakes = Vec::new();
    let mut read = |field: &str, text: &str| match day(&me, field, text) {
        Ok(day) => Some(day),
        Err(mistake) => {
            mistakes.push(mistake);
            None
        }
    };
    let from = read("ky-tu", &typed.from);
    let to = match typed.to.trim().is_empty() {
        true => None,
        false => read("ky-den", &typed.to),
    };
    if let (Some(from), true) = (from, mistakes.is_empty()) {
        let form = SignerForm {
            from,
            to,
            name: typed.name.clone(),
            authority: Authority::parse(&typed.authority).unwrap_or(Authority::Head),
            above: typed.above.clone(),
            office: typed.office.clone(),
        };
        match me.cx().papers().add_signer(issuer, &form).await {
            Ok(_) => {
                let to = urls::issuer(me.snapshot.map.uid(unit), issuer);
                return Ok(Redirect::to(&to).into_response());
            }
            Err(error) => {
                let field = match field_of(&error) {
                    "ten" => "ho-ten",
                    other => other,
                };
                mistakes.push(Mistake::new(field, words(&shell, error)?));
            }
        }
    }
    let returned = Returned {
        issuer: None,
        signer: Some(&typed),
        mistakes,
    };
    let page = page(&me, unit, &typed.issuer, returned).await?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

pub(super) async fn end_signer(me: Me, Form(typed): Form<TypedEnd>) -> Result<Response, Problem> {
    let unit = unit_of(&me, "", &typed.issuer).await?;
    let signer = Uuid::parse_str(&typed.signer).map_err(|_| Problem::NotFound)?;
    let shell = me.shell("", Room::Papers);
    let mistake = match day(&me, "ngay-cuoi", &typed.last) {
        Ok(last) => match me.cx().papers().end_signer(signer, last).await {
            Ok(issuer) => {
                let to = urls::issuer(me.snapshot.map.uid(unit), issuer);
                return Ok(Redirect::to(&to).into_response());
            }
            Err(error) => Mistake::new("ngay-cuoi", words(&shell, error)?),
        },
        Err(mistake) => mistake,
    };
    let returned = Returned {
        mistakes: vec![mistake],
        ..Returned::default()
    };
    let page = page(&me, unit, &typed.issuer, returned).await?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// A form that is shown again with its mistakes; empty when the page is only read.
#[derive(Default)]
struct Returned<'a> {
    issuer: Option<&'a IssuerFields>,
    signer: Option<&'a TypedSigner>,
    mistakes: Vec<Mistake>,
}

async fn page(me: &Me, unit: UnitId, issuer: &str, returned: Returned<'_>) -> Result<Page, Problem> {
    let uid = me.snapshot.map.uid(unit);
    let today = me.today();
    let bodies = me.cx().papers().issuers(unit, today).await.map_err(problem)?;
    let chosen = chosen(&bodies, issuer, returned.issuer.is_some());
    let shell = frame(me, unit, returned.mistakes);
    let may = me.may(Permission::ManagePapers, unit);
    let (settings, signers) = match &chosen {
        Some(body) => (
            setting_lines(me, body.id).await?,
            signer_lines(me, &shell, body.id, may).await?,
        ),
        None => (Vec::new(), Vec::new()),
    };
    Ok(Page {
        uid,
        bodies: body_links(uid, &bodies, chosen.as_ref()),
        settings,
        fields: may.then(|| form(me, &shell, unit, chosen.as_ref(), returned.issuer)),
        signers,
        signer: chosen
            .as_ref()
            .filter(|_| may)
            .map(|body| signer_fields(me, &shell, body, returned.signer)),
        last: with_error(
            &shell,
            Field::new("ngay-cuoi", shell.t("papers-signer-last")).value(dienhong_i18n::day(today)),
        ),
        chosen,
        shell,
    })
}

/// The issuer that the address names; without one the first, except where a new one is asked for (`moi`) or was typed.
fn chosen(bodies: &[Issuer], issuer: &str, is_typed: bool) -> Option<Issuer> {
    match Uuid::parse_str(issuer) {
        Ok(id) => bodies.iter().find(|b| b.id == id).cloned(),
        Err(_) if issuer == "moi" || is_typed => None,
        Err(_) => bodies.first().cloned(),
    }
}

fn frame(me: &Me, unit: UnitId, mistakes: Vec<Mistake>) -> Shell {
    let locale = me.locale();
    me.shell(t(locale, "papers-issuers-title"), Room::Papers)
        .kicker(me.full_name(unit))
        .below(
            t(locale, "papers-register-title"),
            urls::papers(me.snapshot.map.uid(unit)),
        )
        .lead(t(locale, "papers-issuers-lead"))
        .mistakes(mistakes)
}

/// Names of the issuers with their addresses, and whether each is the one shown.
fn body_links(uid: Uuid, bodies: &[Issuer], chosen: Option<&Issuer>) -> Vec<(String, String, bool)> {
    let link = |b: &Issuer| {
        let is_here = chosen.is_some_and(|c| c.id == b.id);
        (b.name.clone(), urls::issuer(uid, b.id), is_here)
    };
    bodies.iter().map(link).collect()
}

/// An issuer's letterheads: first day and lines.
async fn setting_lines(me: &Me, issuer: Uuid) -> Result<Vec<(String, String)>, Problem> {
    let all = me.cx().papers().issuer_settings(issuer).await.map_err(problem)?;
    let line = |of: &Issuer| {
        let head: Vec<String> = of.parent.iter().chain(&of.heading).cloned().collect();
        (dienhong_i18n::day(of.from), head.join(", "))
    };
    Ok(all.iter().map(line).collect())
}

async fn signer_lines(me: &Me, shell: &Shell, issuer: Uuid, may: bool) -> Result<Vec<SignerLine>, Problem> {
    let all = me.cx().papers().signers(issuer).await.map_err(problem)?;
    let line = |of: &Signer| signer_line(shell, of, may, me.today());
    Ok(all.iter().map(line).collect())
}

fn signer_line(shell: &Shell, of: &Signer, may: bool, today: Day) -> SignerLine {
    let from = dienhong_i18n::day(of.from);
    let days = match of.to == Day::MAX {
        true => shell.t1("shell-period-since", "from", from),
        false => shell.t2(
            "shell-period-stretch",
            ("from", from),
            ("to", dienhong_i18n::day(of.to)),
        ),
    };
    SignerLine {
        id: of.id.to_string(),
        name: of.name.clone(),
        lines: of.authority.lines(&of.above, &of.office).join(" / "),
        days,
        may_end: may && of.to >= today,
    }
}

fn with_error(shell: &Shell, mut field: Field) -> Field {
    field.error = shell
        .mistakes
        .iter()
        .find(|m| m.field == field.name)
        .map(|m| m.words.clone());
    field
}

/// The form of an issuer: as typed, otherwise as stored, otherwise as suggested for a new one.
fn form(
    me: &Me,
    shell: &Shell,
    unit: UnitId,
    chosen: Option<&Issuer>,
    typed: Option<&IssuerFields>,
) -> BodyFields {
    let values = match (typed, chosen) {
        (Some(typed), _) => typed.clone(),
        (None, Some(issuer)) => stored_values(me, issuer),
        (None, None) => suggested_values(me, shell, unit),
    };
    let field = |name: &str, label: &str, value: String| {
        with_error(shell, Field::new(name, shell.t(label)).value(value))
    };
    BodyFields {
        issuer: chosen.map_or_else(String::new, |c| c.id.to_string()),
        by_kind: by_kind_field(shell, values.by_kind == "true"),
        from: field("tu-ngay", "papers-issuer-tu-ngay", values.from)
            .hint(shell.t("papers-issuer-tu-ngay-hint")),
        name: field("ten", "papers-issuer-ten", values.name).hint(shell.t("papers-issuer-ten-hint")),
        parent: field("cap-tren", "papers-issuer-cap-tren", values.parent)
            .hint(shell.t("papers-issuer-cap-tren-hint"))
            .optional(),
        heading: field("dong-ten", "papers-issuer-dong-ten", values.heading)
            .hint(shell.t("papers-issuer-dong-ten-hint")),
        place: field("dia-danh", "papers-issuer-dia-danh", values.place),
        sign: field("ky-hieu", "papers-issuer-ky-hieu", values.sign)
            .hint(shell.t("papers-issuer-ky-hieu-hint")),
        recipients: field("noi-nhan", "papers-issuer-noi-nhan", values.recipients)
            .hint(shell.t("papers-issuer-noi-nhan-hint"))
            .optional(),
        archive: field("luu", "papers-issuer-luu", values.archive)
            .hint(shell.t("papers-issuer-luu-hint"))
            .optional(),
    }
}

/// The stored letterhead of an issuer; a change of it takes effect today.
fn stored_values(me: &Me, issuer: &Issuer) -> IssuerFields {
    IssuerFields {
        from: dienhong_i18n::day(me.today()),
        name: issuer.name.clone(),
        parent: issuer.parent.join("\n"),
        heading: issuer.heading.join("\n"),
        place: issuer.place.clone(),
        sign: issuer.sign.clone(),
        by_kind: issuer.by_kind.to_string(),
        recipients: issuer.recipients.join("\n"),
        archive: issuer.archive.clone(),
        ..IssuerFields::default()
    }
}

/// The letterhead of a people's committee, suggested for a unit's new issuer.
fn suggested_values(me: &Me, shell: &Shell, unit: UnitId) -> IssuerFields {
    let (map, today) = (&me.snapshot.map, me.today());
    let unit_label = map.label(unit, today, "vi");
    let place = map.get(unit).map(|u| u.near(today).name.to_string());
    let parent = map.get(unit).and_then(|u| u.last().parent);
    IssuerFields {
        from: dienhong_i18n::day(today),
        name: committee_name(me, unit),
        heading: format!("{}\n{unit_label}", shell.t("filings-paper-committee")),
        place: place.unwrap_or_default(),
        sign: "UBND".to_owned(),
        recipients: parent.map_or_else(String::new, |p| committee_name(me, p)),
        archive: "VT".to_owned(),
        ..IssuerFields::default()
    }
}

/// Short name of a unit's people's committee: "UBND xã …".
fn committee_name(me: &Me, unit: UnitId) -> String {
    let label = me.snapshot.map.label(unit, me.today(), "vi");
    format!("UBND {}", dienhong_i18n::lower_first(&label))
}

fn by_kind_field(shell: &Shell, is_by_kind: bool) -> Field {
    Field::new("so-rieng", shell.t("papers-issuer-so-rieng"))
        .hint(shell.t("papers-issuer-so-rieng-hint"))
        .choices(vec![
            Choice::new("false", shell.t("papers-issuer-one-series")).chosen(!is_by_kind),
            Choice::new("true", shell.t("papers-issuer-own-series")).chosen(is_by_kind),
        ])
}

fn authority_key(of: Authority) -> &'static str {
    match of {
        Authority::Head => "reports-authority-head",
        Authority::OnBehalf => "reports-authority-on-behalf",
        Authority::ForHead => "reports-authority-for-head",
        Authority::ByOrder => "reports-authority-by-order",
        Authority::Authorised => "reports-authority-authorised",
        Authority::Acting => "reports-authority-acting",
    }
}

fn signer_fields(me: &Me, shell: &Shell, body: &Issuer, typed: Option<&TypedSigner>) -> SignerFields {
    let value = |of: &dyn Fn(&TypedSigner) -> String| typed.map_or_else(String::new, of);
    let field = |name: &str, label: &str, value: String| {
        with_error(shell, Field::new(name, shell.t(label)).value(value))
    };
    let wanted = value(&|t| t.authority.clone());
    let mut authority = Field::new("the-thuc", shell.t("papers-signer-the-thuc"));
    authority.choices = Authority::ALL
        .iter()
        .map(|a| {
            let is_chosen = if wanted.is_empty() {
                *a == Authority::OnBehalf
            } else {
                a.code() == wanted
            };
            Choice::new(a.code(), shell.t(authority_key(*a))).chosen(is_chosen)
        })
        .collect();
    SignerFields {
        name: field("ho-ten", "papers-signer-ho-ten", value(&|t| t.name.clone()))
            .hint(shell.t("papers-signer-ho-ten-hint")),
        authority,
        above: field(
            "thay-mat",
            "papers-signer-thay-mat",
            typed.map_or_else(
                || body.heading.first().cloned().unwrap_or_default(),
                |t| t.above.clone(),
            ),
        )
        .hint(shell.t("papers-signer-thay-mat-hint"))
        .optional(),
        office: field("chuc-vu", "papers-signer-chuc-vu", value(&|t| t.office.clone()))
            .hint(shell.t("papers-signer-chuc-vu-hint")),
        from: field(
            "ky-tu",
            "papers-signer-ky-tu",
            typed.map_or_else(|| dienhong_i18n::day(me.today()), |t| t.from.clone()),
        ),
        to: field("ky-den", "papers-signer-ky-den", value(&|t| t.to.clone())).optional(),
    }
}
