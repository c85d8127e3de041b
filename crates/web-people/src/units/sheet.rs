//! Re-forming all groups from one sheet: the template, the upload, and the table as text.

use super::kind::Kind;
use super::read::{ChangeForm, STEP};
use super::step;
use axum::extract::{Multipart, Path};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use dienhong_app::entries::unread;
use dienhong_app::units::{self, ChangeRequest, Form, SheetError, UnitError, parse_sheet};
use dienhong_i18n::{t, t_with};
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::sheet_notes::notes;
use dienhong_web_kit::shell::{Mistake, Room};
use dienhong_web_kit::state::Me;
use uuid::Uuid;

/// Most bytes of a sheet that are read; a larger one is refused for its size.
const FILE_MAX: usize = 25 * 1024 * 1024;

pub(super) async fn template(me: Me, Path(uid): Path<Uuid>) -> Result<Response, Problem> {
    let unit = step::allowed(&me, uid, Kind::Reform)?;
    let bytes = units::template(&me.snapshot, unit, me.today(), me.locale());
    let bytes = bytes.map_err(|fault| dienhong_web_kit::respond::fault(&fault))?;
    let headers = [
        (
            header::CONTENT_TYPE,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"sap-xep-to.xlsx\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, bytes).into_response())
}

pub(super) async fn show(me: Me, Path(uid): Path<Uuid>) -> Result<Response, Problem> {
    step::ask(me, uid, Kind::Reform).await
}

pub(super) async fn submit(me: Me, Path(uid): Path<Uuid>, form: Multipart) -> Result<Response, Problem> {
    let unit = step::allowed(&me, uid, Kind::Reform)?;
    let (mut typed, file) = read(form).await?;
    let Some(bytes) = file.filter(|_| typed.one(STEP).is_empty()) else {
        return step::step(&me, unit, Kind::Reform, &typed).await;
    };
    let wrong = |typed: &ChangeForm, words: String| {
        let said = vec![Mistake::new("tep", words)];
        Ok(html_with(
            StatusCode::UNPROCESSABLE_ENTITY,
            &step::form(&me, unit, Kind::Reform, typed, &[], said),
        ))
    };
    let sheet = match parse_sheet(&bytes) {
        Ok(sheet) => sheet,
        Err(error) => return wrong(&typed, refusal(&me, &error)),
    };
    let notes = notes(&me.shell("", Room::Units), &sheet.notes);
    // From now on the content of the sheet is in the text box. Mistakes name its cells only in this response.
    let lines: Vec<String> = sheet.rows.iter().map(units::ReformRow::line).collect();
    typed.set(units::TABLE, lines.join("\n"));
    let wanted = typed.form(&me, unit, Kind::Reform);
    let kind = typed.one(units::KIND).to_owned();
    let of_sheet = Form {
        what: ChangeRequest::Reform {
            commune: unit,
            kind,
            rows: sheet.rows,
        },
        ..wanted
    };
    match me.cx().units().plan_change(&of_sheet).await {
        Err(UnitError::Mistakes(found)) => {
            let said = step::said(&me, &me.shell("", Room::Units), &found);
            let mut page = step::form(&me, unit, Kind::Reform, &typed, &found, said);
            page.notes = notes;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        // Notes about what was left out or read differently are shown with the lines before the next step.
        Ok(_) if !notes.is_empty() => {
            let mut page = step::form(&me, unit, Kind::Reform, &typed, &[], Vec::new());
            page.notes = notes;
            Ok(html(&page))
        }
        _ => step::step(&me, unit, Kind::Reform, &typed).await,
    }
}

async fn read(mut form: Multipart) -> Result<(ChangeForm, Option<Vec<u8>>), Problem> {
    let (mut typed, mut file) = (ChangeForm::default(), None);
    while let Some(mut part) = form.next_field().await.map_err(|_| Problem::Unreadable)? {
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_none() {
            typed
                .0
                .push((name, part.text().await.map_err(|_| Problem::Unreadable)?));
            continue;
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(|_| Problem::Unreadable)? {
            if bytes.len() <= FILE_MAX {
                bytes.extend_from_slice(&chunk);
            }
        }
        file = Some(bytes).filter(|b| !b.is_empty());
    }
    Ok((typed, file))
}

fn refusal(me: &Me, error: &SheetError) -> String {
    let locale = me.locale();
    match error {
        SheetError::File(error) => unread(locale, error),
        SheetError::NoHeading => t(locale, "units-reform-no-heading"),
        SheetError::Twice { addresses } => {
            let args = [("columns", addresses.join(", ").into())];
            t_with(locale, "entries-import-twice", &args)
        }
        SheetError::TooManyRows { max } => {
            t_with(locale, "units-reform-too-many-rows", &[("max", (*max).into())])
        }
    }
}
