//! Taking in a filled sheet, and the sheet to fill.

use super::entries::refuse::{code, place};
use super::error::{Code, Mistake, Refusal};
use super::extract::{Name, Params, bytes, media_type};
use super::units::seen;
use crate::entries::download;
use crate::state::{AppState, Me};
use crate::totals::XLSX;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::entries::{BadCell, EntryMistake, Import, ImportError, Wish, words};
use dienhong_domain::packs::Register;
use dienhong_domain::rights::Act;
use dienhong_domain::units::Level;
use dienhong_i18n::{t, t_with};
use dienhong_sheets::{OldFont, ReadError};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A row that can be taken.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GoodRow {
    /// As the sheet shows it.
    row: u32,
    /// Its entry, or what will be.
    id: Uuid,
}

/// A cell that can not be taken.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BadCellAnswer {
    row: u32,
    /// Address, "C7"; the row's number when the cell is missing.
    address: String,
    /// What it answers: "day", "unit", or "values.…".
    field: String,
    /// What stands there.
    typed: String,
    /// What is wrong, as a code that never changes.
    code: String,
    /// What is wrong and what to do.
    message: String,
}

/// A column that no question knows.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UnknownColumn {
    address: String,
    heading: String,
}

/// Encodings of the years before Unicode.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum FontCode {
    Tcvn3,
    Vni,
}

/// The old font in which a sheet was typed.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OldFontAnswer {
    font: FontCode,
    examples: Vec<FontExample>,
}

/// Text as it stands, and as it reads.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FontExample {
    stands: String,
    reads: String,
}

/// What a sheet holds and what became of it.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportAnswer {
    /// Rows with something in them.
    rows: usize,
    /// Rows that can be taken, or were.
    good: Vec<GoodRow>,
    /// Rows that were taken in before.
    known: usize,
    /// Cells that can not be taken.
    bad: Vec<BadCellAnswer>,
    /// Columns that no question knows.
    unknown: Vec<UnknownColumn>,
    /// Questions without a column.
    missing: Vec<String>,
    /// Set when the sheet was typed in an old font; look at the examples, then send `old_font_is_right=true`.
    old_font: Option<OldFontAnswer>,
    /// How many entries were written.
    written: usize,
}

/// Looks through a filled sheet, and with `write` takes it in, wholly or not at all.
#[utoipa::path(post, path = "/api/v1/registers/{id}/import", operation_id = "import_sheet", tag = "registers",
    params(("id" = String, Path, description = "Register's code"),
        ("unit" = Uuid, Query, description = "Unit whose sheet it is; rows may name units below it"),
        ("write" = Option<bool>, Query, description = "Take it in; otherwise it is only looked through"),
        ("only_good" = Option<bool>, Query, description = "Take the good rows although others are not"),
        ("old_font_is_right" = Option<bool>, Query, description = "Somebody looked at the converted text and found it right")),
    request_body(content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (String = "text/csv"), (Vec<u8> = "application/octet-stream"))),
    responses((status = 200, description = "What the sheet holds and what became of it", body = ImportAnswer),
        (status = 422, description = "It was to be taken in, but nothing was written", body = ImportAnswer)))]
pub(super) async fn take(
    me: Me,
    Name(id): Name,
    mut params: Params,
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Refusal> {
    let uid = params.uuid("unit");
    let wish = Wish {
        write: params.yes("write"),
        only_good: params.yes("only_good"),
        old_font_is_right: params.yes("old_font_is_right"),
    };
    if uid.is_none() {
        params.missing("unit");
    }
    params.done()?;
    if !matches!(
        media_type(request.headers()).as_str(),
        XLSX | "text/csv" | "application/octet-stream"
    ) {
        return Err(Refusal::new(Code::UnsupportedMediaType));
    }
    let unit = seen(&me, uid.unwrap_or_default())?;
    let sheet = bytes(request, &state).await?;
    let import = me
        .app
        .import(&me.actor, &id, unit, &sheet, wish)
        .await
        .map_err(|e| refused(&me, e))?;
    let rules = me.book.rules(unit, me.app.today());
    let register = rules.register(&id).ok_or_else(Refusal::not_found)?;
    let is_left = wish.write && import.written == 0 && import.known < import.rows;
    let status = if is_left {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok(super::answer::json(status, &report(&me, register, import)))
}

/// Hands over the sheet to fill.
#[utoipa::path(get, path = "/api/v1/registers/{id}/template", operation_id = "show_template", tag = "registers",
    params(("id" = String, Path, description = "Register's code"),
        ("unit" = Uuid, Query, description = "Unit whose sheet it is")),
    responses((status = 200, description = "A workbook", body = Vec<u8>,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub(super) async fn template(me: Me, Name(id): Name, mut params: Params) -> Result<Response, Refusal> {
    let uid = params.uuid("unit");
    if uid.is_none() {
        params.missing("unit");
    }
    params.done()?;
    let unit = seen(&me, uid.unwrap_or_default())?;
    let rules = me.book.rules(unit, me.app.today());
    let register = rules.register(&id).ok_or_else(Refusal::not_found)?;
    let below = me.book.map.children(unit, me.app.today());
    let is_asked = |u: &dienhong_domain::units::UnitId| {
        let fits = me
            .book
            .map
            .level(*u)
            .is_some_and(|l| register.levels.contains(&l));
        fits && me.may(Act::WriteEntries, *u) && me.book.map.level(unit).is_some_and(|l| l >= Level::Commune)
    };
    let names: Vec<String> = std::iter::once(unit)
        .chain(below)
        .filter(is_asked)
        .map(|u| me.name(u))
        .collect();
    let bytes =
        dienhong_sheets::entry_template(register, &rules.pack, &names, me.locale().code(), &rules.key);
    Ok(download(
        &format!("{id}.xlsx"),
        XLSX,
        bytes.map_err(|e| Refusal::broken(&e))?,
    ))
}

fn refused(me: &Me, error: ImportError) -> Refusal {
    let locale = me.locale();
    let wrong = |code: &str, message: String| {
        Refusal::unreadable(vec![Mistake {
            field: "body".to_owned(),
            code: code.to_owned(),
            message,
        }])
    };
    match error {
        ImportError::NotFound => Refusal::not_found(),
        ImportError::Fault(fault) => Refusal::fault(&fault),
        ImportError::TooManyRows => Refusal::new(Code::TooLarge),
        ImportError::NoHeading => wrong("sheet-without-heading", t(locale, "entries-import-no-heading")),
        ImportError::Twice { addresses, .. } => wrong(
            "sheet-column-twice",
            t_with(locale, "entries-import-twice", &[("columns", addresses.into())]),
        ),
        ImportError::OtherRegister { register } => wrong(
            "sheet-of-another-register",
            t_with(
                locale,
                "entries-import-other-register",
                &[("register", register.into())],
            ),
        ),
        ImportError::File(ReadError::Protected) => {
            wrong("sheet-protected", t(locale, "entries-import-error-encrypted"))
        }
        ImportError::File(ReadError::Broken | ReadError::Empty) => {
            wrong("sheet-unreadable", t(locale, "entries-import-error-unreadable"))
        }
        ImportError::File(
            ReadError::TooLarge { .. }
            | ReadError::TooLargeUnpacked { .. }
            | ReadError::TooManyRows { .. }
            | ReadError::TooManyColumns { .. }
            | ReadError::TooMuchText { .. }
            | ReadError::TooManySheets { .. },
        ) => Refusal::new(Code::TooLarge),
        ImportError::File(_) => wrong("sheet-format", t(locale, "entries-import-error-format")),
    }
}

fn report(me: &Me, register: &Register, of: Import) -> ImportAnswer {
    let bad = |cell: &BadCell| {
        let mistake = EntryMistake {
            field: cell.field.clone(),
            what: cell.what.clone(),
        };
        BadCellAnswer {
            row: cell.row,
            address: cell.address.clone(),
            field: place(&cell.field),
            typed: cell.typed.clone(),
            code: code(&cell.what).to_owned(),
            message: words::say(me.locale(), &me.book, register, &mistake),
        }
    };
    let font = |(font, examples): (OldFont, Vec<(String, String)>)| OldFontAnswer {
        font: if font == OldFont::Tcvn3 {
            FontCode::Tcvn3
        } else {
            FontCode::Vni
        },
        examples: examples
            .into_iter()
            .map(|(stands, reads)| FontExample { stands, reads })
            .collect(),
    };
    ImportAnswer {
        rows: of.rows,
        good: of.good.iter().map(|g| GoodRow { row: g.row, id: g.id }).collect(),
        known: of.known,
        bad: of.bad.iter().map(bad).collect(),
        unknown: of
            .unknown
            .into_iter()
            .map(|(address, heading)| UnknownColumn { address, heading })
            .collect(),
        missing: of.missing.iter().map(|m| place(m)).collect(),
        old_font: of.old_font.map(font),
        written: of.written,
    }
}
