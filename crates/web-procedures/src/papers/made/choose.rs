//! The choice of a template, with what each follows, and beginning a paper from it.

use super::day;
use crate::papers::{problem, words};
use askama::Template;
use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::papers::{NewPaper, PaperError, TemplateChoice, template_kind_words};
use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_domain::templates::LegalBasis;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Choice, Field, Mistake, Room, Shell, told_at};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize, Default)]
pub(super) struct ChoiceQuery {
    #[serde(rename = "don-vi", default)]
    unit: String,
}

#[derive(Deserialize, Default)]
pub(super) struct BeginForm {
    #[serde(rename = "don-vi", default)]
    unit: String,
    /// Id of the paper, made with the form.
    #[serde(rename = "ma", default)]
    id: String,
    #[serde(rename = "mau", default)]
    template: String,
    #[serde(rename = "ngay-luat", default)]
    law_day: String,
}

#[derive(Template)]
#[template(path = "papers/templates.html")]
struct Page {
    shell: Shell,
    uid: Uuid,
    id: Uuid,
    templates: Field,
    law_day: Field,
}

pub(super) async fn show(me: Me, Query(asked): Query<ChoiceQuery>) -> Result<Response, Problem> {
    let unit = unit_of(&me, &asked.unit)?;
    Ok(html(&page(&me, unit, &BeginForm::default(), Vec::new())?))
}

pub(super) async fn begin(me: Me, Form(typed): Form<BeginForm>) -> Result<Response, Problem> {
    let unit = unit_of(&me, &typed.unit)?;
    let mistake = match day(&me, "ngay-luat", &typed.law_day) {
        Err(mistake) => mistake,
        Ok(law_day) => {
            let new = NewPaper {
                id: Uuid::parse_str(&typed.id).unwrap_or_else(|_| Uuid::now_v7()),
                template: typed.template.clone(),
                law_day,
            };
            match me.cx().papers().begin_paper(unit, &new).await {
                Ok(id) => return Ok(Redirect::to(&urls::made_paper_editor(id)).into_response()),
                Err(error) => {
                    let field = match error {
                        PaperError::NotYet => "ngay-luat",
                        _ => "mau",
                    };
                    Mistake::new(field, words(&me.shell("", Room::Papers), error)?)
                }
            }
        }
    };
    let page = page(&me, unit, &typed, vec![mistake])?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

fn unit_of(me: &Me, typed: &str) -> Result<UnitId, Problem> {
    me.requested_unit(typed, Permission::WriteReports)
        .ok_or(Problem::NotFound)
}

fn page(me: &Me, unit: UnitId, typed: &BeginForm, mistakes: Vec<Mistake>) -> Result<Page, Problem> {
    let choices = me.cx().papers().templates(unit).map_err(problem)?;
    let uid = me.snapshot.map.uid(unit);
    let shell = me
        .shell(t(me.locale(), "papers-made-new"), Room::Papers)
        .kicker(me.full_name(unit))
        .below(t(me.locale(), "papers-made-title"), urls::made_papers(uid))
        .mistakes(told_at(mistakes, "chua-co-mau", |_| !choices.is_empty()))
        .narrow();
    let law_day = match typed.law_day.is_empty() {
        true => dienhong_i18n::day(me.today()),
        false => typed.law_day.clone(),
    };
    let choice = |of: &TemplateChoice| {
        Choice::new(&of.template.id, of.template.title.get(me.locale().code()))
            .hint(hint(me, &shell, of))
            .chosen(of.template.id == typed.template)
    };
    Ok(Page {
        uid,
        id: Uuid::parse_str(&typed.id).unwrap_or_else(|_| Uuid::now_v7()),
        templates: Field::new("mau", shell.t("papers-made-template-question"))
            .choices(choices.iter().map(choice).collect())
            .checked(&shell.mistakes),
        law_day: Field::new("ngay-luat", shell.t("papers-made-law-day"))
            .hint(shell.t("papers-made-law-day-hint"))
            .value(law_day)
            .checked(&shell.mistakes),
        shell,
    })
}

/// What a template makes, what it follows, its legal bases in force today, and whether the law behind it was read.
fn hint(me: &Me, shell: &Shell, of: &TemplateChoice) -> String {
    let bases: Vec<&str> = bases_on(&of.template.bases, me.today()).collect();
    let bases = (!bases.is_empty()).then(|| shell.t1("papers-made-bases", "bases", bases.join("; ")));
    let all = [
        Some(template_kind_words(&of.template.form, me.locale())),
        Some(of.template.reference.clone()),
        bases,
        dienhong_i18n::known(&of.known, me.locale()),
    ];
    let said = all.into_iter().flatten().filter(|words| !words.is_empty());
    said.collect::<Vec<_>>().join(". ")
}

/// The bases of a day whose words are the pack's own; those that a person fills in are not known yet.
pub(super) fn bases_on(bases: &[LegalBasis], day: Day) -> impl Iterator<Item = &str> {
    let is_known = move |basis: &&LegalBasis| basis.holds_on(day) && !basis.text.contains('{');
    bases.iter().filter(is_known).map(|basis| basis.text.as_str())
}
