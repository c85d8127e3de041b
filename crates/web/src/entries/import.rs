//! Taking in a filled sheet: the template, the upload, the report with every bad cell.

use super::page::{Typed, mistakes, register};
use crate::respond::{Problem, html, html_with};
use crate::shell::{Field, Mistake, Room, Shell};
use crate::state::Me;
use askama::Template;
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::entries::{BadCell, EntryMistake, Import, ImportError, Wish, words};
use dienhong_app::urls;
use dienhong_domain::packs::Register;
use dienhong_domain::rights::Act;
use dienhong_domain::units::UnitId;
use dienhong_sheets::{OldFont, ReadError};

struct Bad {
    row: String,
    cell: String,
    typed: String,
    what: String,
}

#[derive(Template)]
#[template(path = "entries/import.html")]
struct Page {
    shell: Shell,
    code: String,
    file: Field,
    report: Option<Report>,
}

struct Report {
    title: String,
    words: String,
    is_right: bool,
    known: Option<String>,
    missing: Option<String>,
    bad: Vec<Bad>,
    more: String,
    old_font: Option<(String, Vec<(String, String)>)>,
    good: i64,
}

// A page names this many bad cells; the rest is counted. A sheet that wrong is mended in the sheet.
const SHOWN: usize = 200;

pub(super) async fn template(me: Me, Path(code): Path<String>) -> Result<Response, Problem> {
    let rules = me.app.rules_for(&me.actor, &me.book);
    let form = register(&rules, &code)?;
    let names: Vec<String> = super::page::units(&me, Act::WriteEntries, Some(form))
        .iter()
        .map(|u| me.name(*u))
        .collect();
    let bytes = dienhong_sheets::entry_template(form, &rules.pack, &names, me.locale().code(), &rules.key);
    let bytes = bytes.map_err(|e| Problem::broken(&e))?;
    Ok(super::list::download(
        &format!("mau-{code}.xlsx"),
        crate::totals::XLSX,
        bytes,
    ))
}

pub(super) async fn show(me: Me, Path(code): Path<String>) -> Result<Response, Problem> {
    Ok(html(&page(&me, &code, Vec::new(), None)?))
}

pub(super) async fn take(me: Me, Path(code): Path<String>, form: Multipart) -> Result<Response, Problem> {
    let typed = Typed::read(form).await?;
    let Some(upload) = typed.uploads.first() else {
        return wrong(&me, &code, "entries-import-error-none");
    };
    let wish = Wish {
        write: typed.one("nhap") == "1",
        only_good: typed.one("chi-dong-dung") == "1",
        old_font_is_right: typed.one("phong-cu-dung") == "true",
    };
    let unit = me
        .actor
        .units_for(Act::WriteEntries, me.app.here(&me.book))
        .first()
        .copied()
        .ok_or(Problem::NotFound)?;
    match me.app.import(&me.actor, &code, unit, &upload.bytes, wish).await {
        Ok(import) => {
            let status = if import.bad.is_empty() && import.missing.is_empty() {
                StatusCode::OK
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            let page = page(&me, &code, Vec::new(), Some((import, unit)))?;
            Ok(html_with(status, &page))
        }
        Err(ImportError::File(error)) => wrong(&me, &code, file_key(&error)),
        Err(ImportError::Twice { addresses, .. }) => {
            wrong_with(&me, &code, "entries-import-twice", ("columns", &addresses))
        }
        Err(ImportError::OtherRegister { register }) => wrong_with(
            &me,
            &code,
            "entries-import-other-register",
            ("register", &register),
        ),
        Err(ImportError::NoHeading) => wrong(&me, &code, "entries-import-no-heading"),
        Err(ImportError::TooManyRows) => wrong(&me, &code, "entries-import-error-large"),
        Err(ImportError::NotFound) => Err(Problem::NotFound),
        Err(ImportError::Fault(fault)) => Err(crate::respond::fault(&fault)),
    }
}

fn file_key(error: &ReadError) -> &'static str {
    match error {
        ReadError::Protected => "entries-import-error-encrypted",
        ReadError::TooLarge { .. }
        | ReadError::TooLargeUnpacked { .. }
        | ReadError::TooManyRows { .. }
        | ReadError::TooManyColumns { .. }
        | ReadError::TooMuchText { .. }
        | ReadError::TooManySheets { .. } => "entries-import-error-large",
        ReadError::Broken | ReadError::Empty => "entries-import-error-unreadable",
        _ => "entries-import-error-format",
    }
}

fn wrong_with(me: &Me, code: &str, key: &str, (name, value): (&str, &str)) -> Result<Response, Problem> {
    let found = vec![Mistake::new(
        "bang",
        dienhong_i18n::t_with(me.locale(), key, &[(name, value.into())]),
    )];
    Ok(html_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &page(me, code, found, None)?,
    ))
}

fn wrong(me: &Me, code: &str, key: &str) -> Result<Response, Problem> {
    let found = vec![Mistake::new("bang", dienhong_i18n::t(me.locale(), key))];
    Ok(html_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &page(me, code, found, None)?,
    ))
}

fn page(me: &Me, code: &str, found: Vec<Mistake>, import: Option<(Import, UnitId)>) -> Result<Page, Problem> {
    let rules = me.app.rules_for(&me.actor, &me.book);
    let form = register(&rules, code)?;
    let title = form.title.get(me.locale().code());
    let mut shell = me
        .shell(
            dienhong_i18n::t_with(me.locale(), "entries-import-title", &[("register", title.into())]),
            Room::Registers,
        )
        .below(title, urls::register(code))
        .mistakes(found)
        .narrow();
    let lead = shell.t("entries-import-lead");
    shell = shell.lead(lead);
    if let Some((done, _)) = import.as_ref().filter(|(i, _)| i.written > 0) {
        let words = shell.t1("entries-import-done", "count", done.written as i64);
        shell = shell.done(words);
    }
    let file = Field::new("bang", shell.t("entries-import-choose"))
        .hint(shell.t("entries-import-choose-hint"))
        .files(".xlsx,.csv", false)
        .checked(&shell.mistakes);
    let report = import
        .filter(|(i, _)| i.written == 0)
        .map(|(i, _)| report(me, form, &shell, &i));
    Ok(Page {
        code: code.to_owned(),
        file,
        report,
        shell,
    })
}

fn report(me: &Me, form: &Register, shell: &Shell, import: &Import) -> Report {
    let is_right = import.bad.is_empty() && import.missing.is_empty();
    let good = import.good.len() as i64;
    let (title, words) = match is_right {
        true => (
            shell.t1("entries-import-ready", "count", good),
            shell.t("entries-import-ready-body"),
        ),
        false => (
            shell.t1("entries-import-bad", "count", import.bad.len() as i64),
            shell.t("entries-import-bad-body"),
        ),
    };
    let bad = |cell: &BadCell| Bad {
        row: shell.t1("entries-import-row", "row", i64::from(cell.row)),
        cell: cell.address.clone(),
        typed: cell.typed.clone(),
        what: said(me, form, cell),
    };
    let font = |f: &OldFont| {
        if *f == OldFont::Tcvn3 {
            "TCVN3 (.VnTime)"
        } else {
            "VNI"
        }
        .to_owned()
    };
    let label = |field: &String| words::label(me.locale(), form, field);
    Report {
        title,
        words,
        is_right,
        known: (import.known > 0).then(|| shell.t1("entries-import-known", "count", import.known as i64)),
        missing: (!import.missing.is_empty()).then(|| {
            shell.t1(
                "entries-import-missing",
                "columns",
                import.missing.iter().map(label).collect::<Vec<_>>().join(", "),
            )
        }),
        bad: import.bad.iter().take(SHOWN).map(bad).collect(),
        more: match import.bad.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!("+ {}", shell.num(more as i64)),
        },
        old_font: import.old_font.as_ref().map(|(f, examples)| {
            (
                shell.t1("entries-import-old-font", "font", font(f)),
                examples.clone(),
            )
        }),
        good,
    }
}

fn said(me: &Me, form: &Register, cell: &BadCell) -> String {
    let mistake = EntryMistake {
        field: cell.field.clone(),
        what: cell.what.clone(),
    };
    mistakes(me, form, &[mistake])
        .pop()
        .map_or_else(String::new, |m| m.words)
}
