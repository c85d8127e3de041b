//! Sentences for what a file leaves out or says differently, and for why it was not checked; the same in all
//! interfaces.

use super::ImportError;
use dienhong_i18n::{Arg, Locale, t, t_with};
use dienhong_sheets::{Encoding, Note, NoteKind, OldFont, ReadError};

/// The sentence of a note.
pub fn note(locale: Locale, of: &Note) -> String {
    let at = place(locale, of);
    let key = format!("entries-note-{}", of.kind.code());
    let with = |args: &[(&str, Arg<'_>)]| {
        let mut all = vec![("at", at.as_str().into())];
        all.extend(args.iter().cloned());
        t_with(locale, &key, &all)
    };
    match &of.kind {
        NoteKind::HiddenSheet { rows } | NoteKind::NoHead { rows } => with(&[("count", (*rows).into())]),
        NoteKind::UnknownColumn { heading, cells } => {
            with(&[("heading", heading.as_str().into()), ("count", (*cells).into())])
        }
        NoteKind::HeadOverSeveral { heading } => with(&[("heading", heading.as_str().into())]),
        NoteKind::HiddenRows { count } => with(&[("count", (*count).into())]),
        NoteKind::NoHeading { cells } => with(&[("count", (*cells).into())]),
        NoteKind::TextBoxes { count } => with(&[("count", (*count).into())]),
        NoteKind::Pictures { count } => with(&[("count", (*count).into())]),
        NoteKind::FormulaError { text }
        | NoteKind::MonthFirst { text }
        | NoteKind::NumberingWords { text }
        | NoteKind::DayWithoutYear { text } => with(&[("text", text.as_str().into())]),
        NoteKind::HeadRenamed { heading, field } => with(&[
            ("heading", heading.as_str().into()),
            ("field", field.as_str().into()),
        ]),
        NoteKind::ShownOtherwise { shown, read } => {
            with(&[("shown", shown.as_str().into()), ("read", read.as_str().into())])
        }
        NoteKind::NotUnicode { encoding } => with(&[("encoding", encoding_name(*encoding).into())]),
        NoteKind::BadBytes { line } => with(&[("line", (*line).into())]),
        NoteKind::OldFont { font, before, after } | NoteKind::OldFontUnsure { font, before, after } => {
            with(&[
                ("font", font_name(*font).into()),
                ("before", before.as_str().into()),
                ("after", after.as_str().into()),
            ])
        }
        NoteKind::AboveHead
        | NoteKind::NotATable
        | NoteKind::HiddenColumn
        | NoteKind::Merged
        | NoteKind::FormulaWithoutResult
        | NoteKind::TimeOfDay
        | NoteKind::TwoLines
        | NoteKind::StruckOut
        | NoteKind::Comment
        | NoteKind::ControlCharacters => with(&[]),
    }
}

/// The name by which people know an old font.
fn font_name(font: OldFont) -> &'static str {
    match font {
        OldFont::Tcvn3 => "TCVN3 (.VnTime)",
        OldFont::Vni => "VNI",
    }
}

/// An encoding by its technical name.
fn encoding_name(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Unicode => "Unicode",
        Encoding::Windows1258 => "Windows-1258",
        Encoding::Windows1252 => "Windows-1252",
    }
}

/// Where it is: "Ô C7 trang “Tháng 2”".
fn place(locale: Locale, of: &Note) -> String {
    let sheet = || {
        t_with(
            locale,
            "entries-note-at-sheet",
            &[("sheet", of.sheet.as_str().into())],
        )
    };
    let Some(address) = &of.address else {
        return if of.sheet.is_empty() {
            t(locale, "entries-note-at-file")
        } else {
            sheet()
        };
    };
    let has = |test: fn(char) -> bool| address.contains(test);
    let key = match (
        has(|c| c.is_ascii_alphabetic()),
        has(|c| c.is_ascii_digit()),
        has(|c| c == ':'),
    ) {
        (true, true, false) => "entries-note-at-cell",
        (true, true, true) => "entries-note-at-cells",
        (true, false, _) => "entries-note-at-column",
        (false, _, false) => "entries-note-at-row",
        (false, _, true) => "entries-note-at-rows",
    };
    let at = t_with(locale, key, &[("cell", address.as_str().into())]);
    if of.sheet.is_empty() {
        return at;
    }
    t_with(
        locale,
        "entries-note-at-in-sheet",
        &[("at", at.into()), ("sheet", of.sheet.as_str().into())],
    )
}

/// The sentence for a file that was not checked: what is wrong and what to do.
pub fn refusal(locale: Locale, error: &ImportError) -> String {
    match error {
        ImportError::File(error) => unread(locale, error),
        ImportError::NoHeading => t(locale, "entries-import-no-heading"),
        ImportError::Twice { addresses, .. } => {
            let columns = addresses.join(", ");
            t_with(locale, "entries-import-twice", &[("columns", columns.into())])
        }
        ImportError::HeadAgainstCode {
            address,
            heading,
            field,
        } => t_with(
            locale,
            "entries-import-head-against-code",
            &[
                ("cell", address.as_str().into()),
                ("heading", heading.as_str().into()),
                ("field", field.as_str().into()),
            ],
        ),
        ImportError::OtherRegister { register } => t_with(
            locale,
            "entries-import-other-register",
            &[("register", register.as_str().into())],
        ),
        ImportError::TooManyRows => t(locale, "entries-import-error-large"),
        ImportError::NotFound | ImportError::Fault(_) => String::new(),
    }
}

/// The sentence of a file that could not be read: what is wrong with it, where, and what to do.
pub fn unread(locale: Locale, error: &ReadError) -> String {
    let stray = |key: &str, sheet: &str, address: &str, max: u32| {
        let args = [("cell", address.into()), ("max", max.into())];
        in_sheet(locale, sheet, t_with(locale, key, &args))
    };
    match error {
        ReadError::Protected => t(locale, "entries-import-error-encrypted"),
        ReadError::TooManyRows { sheet, max, address } => {
            stray("entries-import-error-stray-row", sheet, address, *max)
        }
        ReadError::TooManyColumns { sheet, max, address } => {
            stray("entries-import-error-stray-column", sheet, address, *max)
        }
        ReadError::QuoteNotClosed { line } => {
            t_with(locale, "entries-import-error-quote", &[("line", (*line).into())])
        }
        ReadError::TooLarge { .. }
        | ReadError::TooLargeUnpacked { .. }
        | ReadError::TooMuchText { .. }
        | ReadError::TooManySheets { .. } => t(locale, "entries-import-error-large"),
        ReadError::Broken | ReadError::Empty => t(locale, "entries-import-error-unreadable"),
        _ => t(locale, "entries-import-error-format"),
    }
}

fn in_sheet(locale: Locale, sheet: &str, words: String) -> String {
    if sheet.is_empty() {
        return words;
    }
    t_with(
        locale,
        "entries-import-error-sheet",
        &[("sheet", sheet.into()), ("words", words.into())],
    )
}
