//! Importing a filled sheet: the template, the upload, the report of what it holds, and the confirmation.

mod report;

use super::form::For;
use super::page::register;
use super::units::of_sheets;
use askama::Template;
use axum::extract::{Multipart, Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::entries::{Import, ImportError, SheetKey, Wish};
use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::UnitId;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Choice, Field, Mistake, Room, Shell};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::unit_lists::named_in_sheet;
use dienhong_web_kit::upload::UploadForm;
use report::Report;
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "entries/import.html")]
struct Page {
    shell: Shell,
    code: String,
    /// The unit whose sheet it is, by its permanent name.
    unit: Uuid,
    /// Where there is more than one to choose from.
    units: Option<Field>,
    file: Field,
    report: Option<Report>,
    /// The act that wrote the sheet, where it can be taken back.
    act: Option<String>,
    /// All imports of the unit.
    acts: String,
}

/// A file that was checked, its unit, and how it waits for confirmation.
struct Looked {
    unit: UnitId,
    import: Import,
    name: String,
    key: SheetKey,
}

/// A register's sheet of a unit.
struct Of<'a> {
    code: &'a str,
    unit: UnitId,
}

impl Of<'_> {
    /// The unit asked for, or the first one held.
    fn new<'a>(me: &Me, code: &'a str, asked: Option<Uuid>) -> Result<Of<'a>, Problem> {
        let unit = match asked {
            Some(uid) => me.snapshot.map.by_uid(uid),
            None => of_sheets(me).first().copied(),
        };
        let unit = unit.filter(|unit| me.may(Permission::WriteEntries, *unit));
        let unit = unit.ok_or(Problem::NotFound)?;
        Ok(Of { code, unit })
    }
}

pub(super) async fn template(
    me: Me,
    Path(code): Path<String>,
    Query(wanted): Query<For>,
) -> Result<Response, Problem> {
    let of = Of::new(&me, &code, wanted.unit)?;
    let rules = me.cx().rules_knowing(&code, of.unit, me.today());
    let form = register(&rules, &code)?;
    let names: Vec<String> = named_in_sheet(&me, form, of.unit)
        .iter()
        .map(|u| me.name(*u))
        .collect();
    let bytes = dienhong_sheets::entry_template(form, &rules.pack, &names, me.locale().code(), &rules.key);
    let bytes = bytes.map_err(|e| Problem::broken(&e))?;
    Ok(dienhong_web_kit::downloads::download(
        &format!("mau-{code}.xlsx"),
        dienhong_web_kit::downloads::XLSX,
        bytes,
    ))
}

pub(super) async fn show(
    me: Me,
    Path(code): Path<String>,
    Query(wanted): Query<For>,
) -> Result<Response, Problem> {
    let of = Of::new(&me, &code, wanted.unit)?;
    Ok(html(&page(&me, &of, Vec::new(), None)?))
}

pub(super) async fn import(me: Me, Path(code): Path<String>, form: Multipart) -> Result<Response, Problem> {
    let typed = UploadForm::read(form).await?;
    let asked = match typed.one("don-vi") {
        "" => None,
        uid => Some(Uuid::parse_str(uid).map_err(|_| Problem::NotFound)?),
    };
    let of = Of::new(&me, &code, asked)?;
    match typed.uploads.into_iter().next() {
        Some(upload) => {
            let looked = read(&me, &of, &upload.bytes).await;
            let key = me.cx().entries().keep_sheet(&upload.name, upload.bytes);
            answer(&me, &of, (upload.name, key), Vec::new(), looked)
        }
        None => confirm(&me, &of, &Confirmed::of(&typed.fields)).await,
    }
}

async fn read(me: &Me, of: &Of<'_>, bytes: &[u8]) -> Result<Import, ImportError> {
    me.cx()
        .entries()
        .import(of.code, of.unit, bytes, &Wish::default())
        .await
}

/// The person's confirmation of a file that was checked.
struct Confirmed {
    key: String,
    write: bool,
    only_good: bool,
    notes_are_seen: bool,
    correct: Option<String>,
    seen: String,
}

impl Confirmed {
    fn of(fields: &BTreeMap<String, Vec<String>>) -> Confirmed {
        let one = |name: &str| {
            fields
                .get(name)
                .and_then(|v| v.first())
                .map_or("", String::as_str)
        };
        Confirmed {
            key: one("tep").to_owned(),
            seen: one("dau").to_owned(),
            write: one("nhap") == "1",
            only_good: one("chi-dong-dung") == "1",
            notes_are_seen: one("da-xem") == "1",
            correct: (one("sua") == "1").then(|| one("ly-do").trim().to_owned()),
        }
    }

    fn wish(&self) -> Wish {
        Wish {
            write: self.write,
            only_good: self.only_good,
            notes_are_seen: self.notes_are_seen,
            correct: self.correct.clone(),
            seen: Some(self.seen.clone()),
        }
    }

    /// What is missing in the confirmation, found before anything is written.
    fn mistakes(&self, me: &Me, seen: &Import) -> Vec<Mistake> {
        let words = |field: &str, key: &str| Mistake::new(field, dienhong_i18n::t(me.locale(), key));
        let mut found = Vec::new();
        if !self.notes_are_seen && seen.has_notes() {
            found.push(words("da-xem", "entries-import-error-not-seen"));
        }
        let needs_reason = seen.corrections.iter().any(|c| c.needs_reason);
        if needs_reason && self.correct.as_deref() == Some("") {
            found.push(words("ly-do", "entries-error-no-reason"));
        }
        found
    }
}

async fn take_in(me: &Me, of: &Of<'_>, bytes: &[u8], said: &Confirmed) -> Result<Import, ImportError> {
    me.cx()
        .entries()
        .import(of.code, of.unit, bytes, &said.wish())
        .await
}

/// Imports the file that was checked, found again by its key.
async fn confirm(me: &Me, of: &Of<'_>, said: &Confirmed) -> Result<Response, Problem> {
    if said.key.is_empty() {
        return wrong(me, of, "entries-import-error-none");
    }
    let Some((name, bytes)) = me.cx().entries().kept_sheet(&said.key) else {
        return wrong(me, of, "entries-import-error-gone");
    };
    let file = (name, SheetKey(said.key.clone()));
    // Without a reason, a first check shows whether one is needed. Otherwise one check is enough, since nothing is written
    // that the person has not seen.
    let first = match said.correct.as_deref() {
        Some("") => read(me, of, &bytes).await,
        _ => take_in(me, of, &bytes, said).await,
    };
    let found = first
        .as_ref()
        .map_or_else(|_| Vec::new(), |seen| said.mistakes(me, seen));
    if found.is_empty() && said.correct.as_deref() == Some("") {
        let done = take_in(me, of, &bytes, said).await;
        return answer(me, of, file, Vec::new(), done);
    }
    answer(me, of, file, found, first)
}

/// The page of a file that was checked or imported.
fn answer(
    me: &Me,
    of: &Of<'_>,
    (name, key): (String, SheetKey),
    mut found: Vec<Mistake>,
    looked: Result<Import, ImportError>,
) -> Result<Response, Problem> {
    match looked {
        Ok(import) => {
            if import.is_moved {
                let words = dienhong_i18n::t(me.locale(), "entries-import-error-moved");
                found.insert(0, Mistake::new("bang", words));
            }
            let is_fine = import.is_right() && found.is_empty();
            let status = if is_fine {
                StatusCode::OK
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            let looked = Looked {
                unit: of.unit,
                import,
                name,
                key,
            };
            Ok(html_with(status, &page(me, of, found, Some(looked))?))
        }
        Err(ImportError::NotFound) => Err(Problem::NotFound),
        Err(ImportError::Fault(fault)) => Err(dienhong_web_kit::respond::fault(&fault)),
        Err(error) => {
            let found = vec![Mistake::new(
                "bang",
                dienhong_app::entries::refusal(me.locale(), &error),
            )];
            let page = page(me, of, found, None)?;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

fn wrong(me: &Me, of: &Of<'_>, key: &str) -> Result<Response, Problem> {
    let found = vec![Mistake::new("bang", dienhong_i18n::t(me.locale(), key))];
    let page = page(me, of, found, None)?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

fn page(me: &Me, of: &Of<'_>, found: Vec<Mistake>, looked: Option<Looked>) -> Result<Page, Problem> {
    let rules = me.cx().rules_knowing(of.code, of.unit, me.today());
    let form = register(&rules, of.code)?;
    let title = form.title.get(me.locale().code());
    let mut shell = me
        .shell(
            dienhong_i18n::t_with(me.locale(), "entries-import-title", &[("register", title.into())]),
            Room::Registers,
        )
        .below(title, urls::register(of.code))
        .mistakes(found)
        .narrow();
    let lead = shell.t("entries-import-lead");
    shell = shell.lead(lead);
    let is_done = looked
        .as_ref()
        .is_some_and(|l| l.import.written + l.import.corrected > 0);
    if let Some(done) = looked.as_ref().filter(|_| is_done) {
        let words = report::done(&shell, &done.import);
        shell = shell.done(words);
    }
    let uid = me.snapshot.map.uid(of.unit);
    let choice = |unit: &UnitId| {
        let value = me.snapshot.map.uid(*unit).to_string();
        Choice::new(value, me.dated_name(*unit)).chosen(*unit == of.unit)
    };
    let choices = of_sheets(me);
    let units = (choices.len() > 1).then(|| {
        Field::new("don-vi", shell.t("entries-import-unit"))
            .hint(shell.t("entries-import-unit-hint"))
            .choices(choices.iter().map(choice).collect())
    });
    let file = Field::new("bang", shell.t("entries-import-choose"))
        .hint(shell.t("entries-import-choose-hint"))
        .files(".xlsx,.csv", false)
        .checked(&shell.mistakes);
    let act = looked.as_ref().and_then(|l| l.import.act).map(urls::bulk);
    let report = looked
        .filter(|_| !is_done)
        .map(|looked| Report::new(me, &rules, form, &shell, looked));
    Ok(Page {
        code: of.code.to_owned(),
        unit: uid,
        units,
        file,
        report,
        act,
        acts: urls::bulks_of(uid),
        shell,
    })
}
