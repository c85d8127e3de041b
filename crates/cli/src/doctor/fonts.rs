//! The fonts of PDFs: the built-in ones, or the operator's own.

use super::{Findings, State};
use crate::context::CommandContext;
use crate::fonts::{OwnFonts, own_fonts};
use dienhong_reports::{FontError, Fonts};

/// The font that Decree 30/2020/NĐ-CP, annex I, requires.
const ASKED: &str = "Times New Roman";

pub(super) fn look(cx: &CommandContext, findings: &mut Findings<'_>) {
    let folder = cx.place.fonts().display().to_string();
    match own_fonts(&cx.place) {
        Ok(None) => {
            let args = [("family", Fonts::tinos().family().into())];
            findings.note("fonts", State::Good, "cli-doctor-fonts", &args);
        }
        Ok(Some(fonts)) => {
            let (state, key) = match fonts.family() == ASKED {
                true => (State::Good, "cli-doctor-fonts"),
                false => (State::Notice, "cli-doctor-fonts-other"),
            };
            findings.note("fonts", state, key, &[("family", fonts.family().into())]);
        }
        Err(why) => {
            let words = said(cx, &why);
            let args = [("folder", folder.into()), ("why", words.into())];
            findings.note("fonts", State::Wrong, "cli-doctor-fonts-wrong", &args);
        }
    }
}

fn said(cx: &CommandContext, why: &OwnFonts) -> String {
    let font = match why {
        OwnFonts::File(error) => return error.to_string(),
        OwnFonts::Font(font) => font,
    };
    let tell = |key: &str, name: &str| cx.say.t_with(key, &[("name", name.into())]);
    match font {
        FontError::NoFont(name) => tell("cli-font-none", name),
        FontError::TooLarge(name) => tell("cli-font-large", name),
        FontError::Families(name) => tell("cli-font-families", name),
        FontError::Cut(name) => tell("cli-font-cut", name),
        FontError::Embedding(name) => tell("cli-font-embedding", name),
        FontError::Letter(name, letter) => {
            let args = [("name", name.into()), ("letter", letter.to_string().into())];
            cx.say.t_with("cli-font-letter", &args)
        }
    }
}
