//! Re-forming all groups from one sheet: the template, the upload, and the same table as text.

use super::kind::Kind;
use super::read::{STEP, Typed};
use super::step;
use crate::respond::{Problem, html_with};
use crate::shell::{Mistake, Room};
use crate::state::Me;
use axum::extract::{Multipart, Path};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use dienhong_app::units::{self, Form, SheetError, UnitError, What, parse_sheet};
use dienhong_i18n::{t, t_with};
use dienhong_sheets::ReadError;
use uuid::Uuid;

/// Most bytes of a sheet that are read before it is refused by its size.
const FILE_MAX: usize = 25 * 1024 * 1024;

pub(super) async fn template(me: Me, Path(uid): Path<Uuid>) -> Result<Response, Problem> {
    let unit = step::allowed(&me, uid, Kind::Reform)?;
    let bytes = units::template(&me.book, unit, me.app.today(), me.locale());
    let bytes = bytes.map_err(|fault| crate::respond::fault(&fault))?;
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

pub(super) async fn take(me: Me, Path(uid): Path<Uuid>, form: Multipart) -> Result<Response, Problem> {
    let unit = step::allowed(&me, uid, Kind::Reform)?;
    let (mut typed, file) = read(form).await?;
    let Some(bytes) = file.filter(|_| typed.one(STEP).is_empty()) else {
        return step::step(&me, unit, Kind::Reform, &typed).await;
    };
    let wrong = |typed: &Typed, words: String| {
        let said = vec![Mistake::new("tep", words)];
        Ok(html_with(
            StatusCode::UNPROCESSABLE_ENTITY,
            &step::form(&me, unit, Kind::Reform, typed, &[], said),
        ))
    };
    let rows = match parse_sheet(&bytes) {
        Ok((rows, _)) => rows,
        Err(SheetError::File(error)) => return wrong(&typed, t(me.locale(), file_key(&error))),
        Err(SheetError::NoHeading) => return wrong(&typed, t(me.locale(), "units-reform-no-heading")),
        Err(SheetError::TooManyRows { max }) => {
            let words = t_with(me.locale(), "units-reform-too-many-rows", &[("max", max.into())]);
            return wrong(&typed, words);
        }
    };
    // What the sheet says stands in the text box from now on; its cells are named while the sheet is at hand.
    let lines: Vec<String> = rows.iter().map(units::ReformRow::line).collect();
    typed.set(units::TABLE, lines.join("\n"));
    let wanted = typed.form(&me, unit, Kind::Reform);
    let kind = typed.one(units::KIND).to_owned();
    let of_sheet = Form {
        what: What::Reform {
            commune: unit,
            kind,
            rows,
        },
        ..wanted
    };
    match me.app.plan_change(&me.actor, &of_sheet).await {
        Err(UnitError::Mistakes(found)) => {
            let said = step::said(&me, &me.shell("", Room::Units), &found);
            let page = step::form(&me, unit, Kind::Reform, &typed, &found, said);
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        _ => step::step(&me, unit, Kind::Reform, &typed).await,
    }
}

async fn read(mut form: Multipart) -> Result<(Typed, Option<Vec<u8>>), Problem> {
    let (mut typed, mut file) = (Typed::default(), None);
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

fn file_key(error: &ReadError) -> &'static str {
    match error {
        ReadError::Protected => "units-reform-file-protected",
        ReadError::Broken | ReadError::Empty => "units-reform-file-broken",
        ReadError::TooLarge { .. }
        | ReadError::TooLargeUnpacked { .. }
        | ReadError::TooManyRows { .. }
        | ReadError::TooManyColumns { .. }
        | ReadError::TooManySheets { .. }
        | ReadError::TooMuchText { .. } => "units-reform-file-large",
        _ => "units-reform-file-format",
    }
}
