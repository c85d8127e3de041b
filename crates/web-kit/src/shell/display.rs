//! The page on which a reader chooses language, text size, ground and contrast: `/hien-thi`; and the short way to the
//! other language: `/ngon-ngu/{code}`.

use super::reader::{DISPLAY_COOKIE, LANGUAGE_COOKIE};
use super::{Choice, Contrast, Display, Field, Reader, Shell, TextSize, Theme};
use crate::respond::{Problem, html};
use askama::Template;
use axum::extract::{Form, Path, Query};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::urls;
use dienhong_i18n::Locale;
use serde::Deserialize;

const A_YEAR: u32 = 365 * 24 * 60 * 60;

#[derive(Template)]
#[template(path = "shell/display.html")]
struct DisplayPage {
    shell: Shell,
    back: String,
    text: Field,
    theme: Field,
    contrast: Field,
    language: Field,
}

/// The page that the reader came from.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct DisplayQuery {
    ve: String,
    xong: Option<String>,
}

/// What was chosen.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Chosen {
    ve: String,
    text: String,
    theme: String,
    contrast: String,
    language: String,
}

/// The page that asks how pages are shown.
pub async fn show(reader: Reader, Query(asked): Query<DisplayQuery>) -> Response {
    let title = dienhong_i18n::t(reader.locale, "shell-display");
    // A frame without a person: everybody sees the same page, signed in or not.
    let shell = Shell::new(&reader, title).public().narrow();
    let shell = match asked.xong {
        Some(_) => {
            let saved = shell.t("shell-display-saved");
            shell.done(saved)
        }
        None => {
            let lead = shell.t("shell-display-lead");
            shell.lead(lead)
        }
    };
    let back = Some(inside(&asked.ve))
        .filter(|b| !b.starts_with(urls::DISPLAY))
        .unwrap_or_else(|| urls::HOME.to_owned());
    html(&DisplayPage {
        back,
        text: field(
            &shell,
            "text",
            TextSize::ALL
                .iter()
                .map(|c| (c.code(), *c == reader.display.text)),
        ),
        theme: field(
            &shell,
            "theme",
            Theme::ALL.iter().map(|c| (c.code(), *c == reader.display.theme)),
        ),
        contrast: field(
            &shell,
            "contrast",
            Contrast::ALL
                .iter()
                .map(|c| (c.code(), *c == reader.display.contrast)),
        ),
        language: languages(&shell),
        shell,
    })
}

fn field(shell: &Shell, name: &'static str, items: impl Iterator<Item = (&'static str, bool)>) -> Field {
    let words = |code: &str| shell.t(words_of(name, code));
    let choices = items
        .map(|(code, is_chosen)| Choice::new(code, words(code)).chosen(is_chosen))
        .collect();
    Field::new(name, shell.t(words_of(name, ""))).choices(choices)
}

fn words_of(name: &str, code: &str) -> &'static str {
    match (name, code) {
        ("text", "normal") => "shell-display-text-normal",
        ("text", "large") => "shell-display-text-large",
        ("text", "larger") => "shell-display-text-larger",
        ("text", _) => "shell-display-text",
        ("theme", "auto") => "shell-display-theme-auto",
        ("theme", "light") => "shell-display-theme-light",
        ("theme", "dark") => "shell-display-theme-dark",
        ("theme", _) => "shell-display-theme",
        (_, "auto") => "shell-display-contrast-auto",
        (_, "high") => "shell-display-contrast-high",
        (_, "normal") => "shell-display-contrast-normal",
        _ => "shell-display-contrast",
    }
}

fn languages(shell: &Shell) -> Field {
    let choice = |l: Locale| Choice::new(l.code(), l.own_name()).chosen(l == shell.reader.locale);
    Field::new("language", shell.t("shell-display-language")).choices(Locale::ALL.map(choice).into())
}

/// Keeps how pages are shown in a cookie.
pub async fn save(Form(chosen): Form<Chosen>) -> Response {
    let display = Display {
        theme: Theme::parse(&chosen.theme),
        contrast: Contrast::parse(&chosen.contrast),
        text: TextSize::parse(&chosen.text),
    };
    let mut headers = HeaderMap::new();
    remember(&mut headers, DISPLAY_COOKIE, &display.code());
    if let Some(locale) = Locale::parse(&chosen.language) {
        remember(&mut headers, LANGUAGE_COOKIE, locale.code());
    }
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("xong", "1")
        .append_pair("ve", &inside(&chosen.ve))
        .finish();
    (headers, Redirect::to(&format!("{}?{query}", urls::DISPLAY))).into_response()
}

// A link rather than a form: it changes nothing but the reader's own cookie.
/// Shows pages in another language from now on.
pub async fn change_language(Path(code): Path<String>, Query(asked): Query<DisplayQuery>) -> Response {
    let Some(locale) = Locale::parse(&code) else {
        return Problem::NotFound.into_response();
    };
    let mut headers = HeaderMap::new();
    remember(&mut headers, LANGUAGE_COOKIE, locale.code());
    (headers, Redirect::to(&inside(&asked.ve))).into_response()
}

fn remember(headers: &mut HeaderMap, name: &str, value: &str) {
    let cookie = format!("{name}={value}; Path=/; Max-Age={A_YEAR}; SameSite=Lax; HttpOnly");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// An address of this site, or the first page: redirects never lead to other sites.
fn inside(address: &str) -> String {
    let is_ours = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains(['\\', '\r', '\n', '\t'])
        && !address.starts_with(&urls::language(""));
    if is_ours {
        address.to_owned()
    } else {
        urls::HOME.to_owned()
    }
}
