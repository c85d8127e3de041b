//! The blanks of a paper, each a question, with who issues it and whose legal bases hold.

use super::day;
use crate::papers::{problem, words};
use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::papers::{MadePaper, PaperContent};
use dienhong_app::urls;
use dienhong_domain::procedures::papers::State;
use dienhong_domain::templates::Blank;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Choice, Field, Mistake, Room, Shell};
use dienhong_web_kit::state::Me;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Rows of a box for several lines.
const ROWS: u8 = 6;

/// Fields by their names, as typed.
type Typed = BTreeMap<String, String>;

/// A blank with the box that it needs.
struct Question {
    field: Field,
    has_lines: bool,
}

#[derive(Template)]
#[template(path = "papers/made_edit.html")]
struct Page {
    shell: Shell,
    id: Uuid,
    seen: i64,
    questions: Vec<Question>,
    secretary: Option<Field>,
    issuer: Field,
    issuers: String,
    law_day: Field,
}

pub(super) async fn show(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let of = me.cx().papers().find_paper(id).await.map_err(problem)?;
    match of.state {
        State::Draft => Ok(html(&page(&me, &of, None, Vec::new()).await?)),
        _ => Ok(Redirect::to(&urls::made_paper(id)).into_response()),
    }
}

pub(super) async fn save(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let of = me.cx().papers().find_paper(id).await.map_err(problem)?;
    let shell = me.shell("", Room::Papers);
    let one = |name: &str| typed.get(name).map_or("", String::as_str);
    let mut mistakes = Vec::new();
    let law_day = day(&me, "ngay-luat", one("ngay-luat"));
    let content = PaperContent {
        seen: one("lan").parse().unwrap_or_default(),
        issuer: Uuid::parse_str(one("co-quan")).ok(),
        law_day: *law_day.as_ref().unwrap_or(&of.law_day),
        secretary: one("thu-ky").to_owned(),
        answers: answers(&of, &typed),
    };
    mistakes.extend(law_day.err());
    for (code, error) in content.mistakes(&of.template, me.today()) {
        mistakes.push(Mistake::new(field_of(&code), words(&shell, error)?));
    }
    if mistakes.is_empty() {
        match me.cx().papers().fill_in_paper(id, &content).await {
            Ok(()) => return Ok(Redirect::to(&urls::made_paper(id)).into_response()),
            Err(error) => mistakes.push(Mistake::new("co-quan", words(&shell, error)?)),
        }
    }
    let page = page(&me, &of, Some(&typed), mistakes).await?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// The field of a blank; names of blanks do not meet those of other fields.
fn blank_field(code: &str) -> String {
    format!("o-{code}")
}

/// The field of this page for one of the act.
fn field_of(code: &str) -> String {
    match code {
        "law-day" => "ngay-luat".to_owned(),
        "secretary" => "thu-ky".to_owned(),
        code => blank_field(code),
    }
}

fn answers(of: &MadePaper, typed: &Typed) -> BTreeMap<String, String> {
    let answer = |blank: &Blank| {
        let text = typed.get(&blank_field(&blank.id)).cloned();
        (blank.id.clone(), text.unwrap_or_default())
    };
    of.template.blanks.iter().map(answer).collect()
}

async fn page(
    me: &Me,
    of: &MadePaper,
    typed: Option<&Typed>,
    mistakes: Vec<Mistake>,
) -> Result<Page, Problem> {
    let locale = me.locale();
    let title = of.template.title.get(locale.code());
    let uid = me.snapshot.map.uid(of.unit);
    let bodies = me
        .cx()
        .papers()
        .issuers(of.unit, me.today())
        .await
        .map_err(problem)?;
    let shell = me
        .shell(t(locale, "papers-made-edit"), Room::Papers)
        .kicker(title)
        .below(title, urls::made_paper(of.id))
        .mistakes(mistakes)
        .narrow();
    let kept = |name: &str, kept: String| match typed {
        Some(typed) => typed.get(name).cloned().unwrap_or_default(),
        None => kept,
    };
    let field = |name: &str, label: String, value: String| {
        Field::new(name, label)
            .value(kept(name, value))
            .checked(&shell.mistakes)
    };
    let question = |blank: &Blank| {
        question(&shell, blank, |name, label| {
            field(
                name,
                label,
                of.answers.get(&blank.id).cloned().unwrap_or_default(),
            )
        })
    };
    let chosen = kept(
        "co-quan",
        of.issuer
            .as_ref()
            .map_or_else(String::new, |body| body.id.to_string()),
    );
    let issuer = |id: Uuid, name: &str| Choice::new(id.to_string(), name).chosen(id.to_string() == chosen);
    let secretary = || {
        let label = shell.t("papers-made-secretary");
        field("thu-ky", label, of.secretary.clone()).hint(shell.t("papers-made-secretary-hint"))
    };
    Ok(Page {
        id: of.id,
        seen: of.edit_count,
        questions: of.template.blanks.iter().map(question).collect(),
        secretary: of.has_secretary().then(secretary),
        issuer: Field::new("co-quan", shell.t("papers-issuer"))
            .choices(bodies.iter().map(|body| issuer(body.id, &body.name)).collect())
            .checked(&shell.mistakes),
        issuers: urls::issuers(uid),
        law_day: field(
            "ngay-luat",
            shell.t("papers-made-law-day"),
            dienhong_i18n::day(of.law_day),
        )
        .hint(shell.t("papers-made-law-day-hint")),
        shell,
    })
}

/// A blank as a question; `field` makes its field from name and label, with what was typed or is kept.
fn question(shell: &Shell, blank: &Blank, field: impl Fn(&str, String) -> Field) -> Question {
    let code = shell.locale().code();
    let mut made = field(&blank_field(&blank.id), blank.label.get(code).to_owned());
    if let Some(hint) = &blank.hint {
        made = made.hint(hint.get(code));
    }
    if !blank.required {
        made = made.optional();
    }
    made.rows = ROWS;
    Question {
        field: made,
        has_lines: blank.lines,
    }
}
