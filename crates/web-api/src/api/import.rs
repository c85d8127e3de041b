//! Importing a filled sheet, and the template to fill.

use super::entries::refuse::{code, place};
use super::error::{Code, Mistake, Refusal};
use super::extract::{Name, Params, bytes, media_type};
use super::units::seen;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::Rules;
use dienhong_app::entries::{
    BadCell, EntryMistake, Import, ImportError, ImportRow, Remark, SheetCorrection, Wish, refusal, remark,
    words,
};
use dienhong_domain::packs::Register;
use dienhong_sheets::ReadError;
use dienhong_web_kit::downloads::XLSX;
use dienhong_web_kit::state::{AppState, Me};
use dienhong_web_kit::{downloads::download, unit_lists::named_in_sheet};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A row that can be taken.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GoodRow {
    /// Name of the sheet; empty for CSV.
    sheet: String,
    /// As the sheet shows it.
    row: u32,
    /// Its entry, or what will be.
    id: Uuid,
}

/// A cell that can not be taken.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BadCellAnswer {
    /// Name of the sheet; empty for CSV.
    sheet: String,
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

/// What is left out or read otherwise than it stands.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NoteAnswer {
    /// Name of the sheet; empty for CSV.
    sheet: String,
    /// A cell, a range, a row or a column; null for the sheet as a whole.
    address: Option<String>,
    /// What, as a code that never changes.
    code: String,
    message: String,
}

/// A row that bears the code of an entry and differs from it.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CorrectionAnswer {
    sheet: String,
    row: u32,
    /// Its entry.
    id: Uuid,
    changes: Vec<ChangeAnswer>,
}

/// A question that the row answers otherwise.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeAnswer {
    label: String,
    before: String,
    after: String,
}

/// A sheet whose rows were read.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SheetAnswer {
    /// Its name; empty for CSV.
    name: String,
    rows: usize,
}

/// What a sheet holds and what became of it.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportAnswer {
    /// Rows with something in them.
    rows: usize,
    /// Rows that name no unit: they are of the unit whose sheet it is.
    unnamed: usize,
    /// Sheets whose rows were read.
    sheets: Vec<SheetAnswer>,
    /// Rows that can be taken as new entries, or were.
    good: Vec<GoodRow>,
    /// Rows that bear the code of an entry and differ from it; with `correct` they correct it.
    corrections: Vec<CorrectionAnswer>,
    /// Rows that were taken in before.
    known: usize,
    /// Cells that can not be taken.
    bad: Vec<BadCellAnswer>,
    /// What is left out or read otherwise than it stands. Nothing is written before `notes_are_seen=true` says that somebody read it.
    notes: Vec<NoteAnswer>,
    /// Questions without a column.
    missing: Vec<String>,
    /// Names what would be written; said again as `seen`, nothing else is.
    seal: String,
    /// Nothing was written, for something else would be than what `seen` names.
    is_moved: bool,
    /// How many entries were written.
    written: usize,
    /// How many entries were corrected.
    corrected: usize,
}

/// Looks through a filled sheet, and with `write` takes it in, wholly or not at all.
#[utoipa::path(post, path = "/api/v1/registers/{id}/import", operation_id = "import_sheet", tag = "registers",
    params(("id" = String, Path, description = "Register's code"),
        ("unit" = Uuid, Query, description = "Unit whose sheet it is; rows may name units below it"),
        ("write" = Option<bool>, Query, description = "Take it in; otherwise it is only looked through"),
        ("only_good" = Option<bool>, Query, description = "Take the good rows although others are not"),
        ("notes_are_seen" = Option<bool>, Query, description = "Somebody read the notes and wants the sheet taken in so"),
        ("seen" = Option<String>, Query, description = "The seal of the answer that somebody looked at; nothing is written when it would be something else"),
        ("correct" = Option<String>, Query, description = "Why the entries named by rows are corrected; without it they stay as they are")),
    request_body(content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (String = "text/csv"), (Vec<u8> = "application/octet-stream"))),
    responses((status = 200, description = "What the sheet holds and what became of it", body = ImportAnswer),
        (status = 422, description = "It was to be taken in, but nothing was written", body = ImportAnswer)))]
pub(super) async fn import(
    me: Me,
    Name(id): Name,
    mut params: Params,
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Refusal> {
    let uid = params.uuid("unit");
    let wish = Wish {
        seen: params.text("seen"),
        write: params.yes("write"),
        only_good: params.yes("only_good"),
        notes_are_seen: params.yes("notes_are_seen"),
        correct: params.text("correct"),
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
        .cx()
        .entries()
        .import(&id, unit, &sheet, &wish)
        .await
        .map_err(|e| refused(&me, e))?;
    let rules = me.cx().rules_knowing(&id, unit, me.today());
    let register = rules.register(&id).ok_or_else(Refusal::not_found)?;
    let is_left = wish.write && import.written + import.corrected == 0 && import.known < import.rows;
    let status = if is_left {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok(super::answer::json(
        status,
        &report(&me, &rules, register, import),
    ))
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
    let rules = me.cx().rules_knowing(&id, unit, me.today());
    let register = rules.register(&id).ok_or_else(Refusal::not_found)?;
    let names: Vec<String> = named_in_sheet(&me, register, unit)
        .into_iter()
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
    let code = match &error {
        ImportError::NotFound => return Refusal::not_found(),
        ImportError::Fault(fault) => return Refusal::fault(fault),
        ImportError::TooManyRows => return Refusal::new(Code::TooLarge),
        ImportError::NoHeading => "sheet-without-heading",
        ImportError::Twice { .. } => "sheet-column-twice",
        ImportError::HeadAgainstCode { .. } => "sheet-head-against-code",
        ImportError::OtherRegister { .. } => "sheet-of-another-register",
        ImportError::File(ReadError::Protected) => "sheet-protected",
        ImportError::File(ReadError::Broken | ReadError::Empty) => "sheet-unreadable",
        ImportError::File(ReadError::QuoteNotClosed { .. }) => "sheet-quote-not-closed",
        ImportError::File(ReadError::TooManyRows { .. } | ReadError::TooManyColumns { .. }) => {
            "sheet-stray-cell"
        }
        ImportError::File(
            ReadError::TooLarge { .. }
            | ReadError::TooLargeUnpacked { .. }
            | ReadError::TooMuchText { .. }
            | ReadError::TooManySheets { .. },
        ) => return Refusal::new(Code::TooLarge),
        ImportError::File(_) => "sheet-format",
    };
    Refusal::unreadable(vec![Mistake {
        field: "body".to_owned(),
        code: code.to_owned(),
        message: refusal(me.locale(), &error),
    }])
}

fn report(me: &Me, rules: &Rules, register: &Register, of: Import) -> ImportAnswer {
    let correction = |c: &SheetCorrection| correction(me, rules, register, c);
    ImportAnswer {
        rows: of.rows,
        unnamed: of.unnamed,
        sheets: of
            .sheets
            .into_iter()
            .map(|(name, rows)| SheetAnswer { name, rows })
            .collect(),
        corrections: of.corrections.iter().map(correction).collect(),
        bad: of.bad.iter().map(|cell| bad(me, register, cell)).collect(),
        notes: of.remarks.iter().flat_map(|r| noted(me, r)).collect(),
        good: of.good.into_iter().map(good).collect(),
        known: of.known,
        missing: of.missing.iter().map(|m| place(m)).collect(),
        seal: of.seal,
        is_moved: of.is_moved,
        written: of.written,
        corrected: of.corrected,
    }
}

fn good(of: ImportRow) -> GoodRow {
    GoodRow {
        sheet: of.sheet,
        row: of.row,
        id: of.id,
    }
}

fn bad(me: &Me, register: &Register, cell: &BadCell) -> BadCellAnswer {
    let mistake = EntryMistake {
        field: cell.field.clone(),
        what: cell.what.clone(),
    };
    BadCellAnswer {
        sheet: cell.sheet.clone(),
        row: cell.row,
        address: cell.address.clone(),
        field: place(&cell.field),
        typed: cell.typed.clone(),
        code: code(&cell.what).to_owned(),
        message: words::say(me.locale(), &me.snapshot, register, &mistake),
    }
}

/// One answer for each place that a remark names.
fn noted(me: &Me, of: &Remark) -> Vec<NoteAnswer> {
    let (code, message) = (of.code().to_owned(), remark(me.locale(), of));
    let answer = |(sheet, address)| NoteAnswer {
        sheet,
        address,
        code: code.clone(),
        message: message.clone(),
    };
    of.places().into_iter().map(answer).collect()
}

fn correction(me: &Me, rules: &Rules, register: &Register, of: &SheetCorrection) -> CorrectionAnswer {
    let changes = of.changes(&me.snapshot, rules, &register.id, me.locale());
    let change = |(label, before, after)| ChangeAnswer { label, before, after };
    CorrectionAnswer {
        sheet: of.sheet.clone(),
        row: of.row,
        id: of.id,
        changes: changes.into_iter().map(change).collect(),
    }
}
