//! The reader's language and display, from two cookies that hold nothing else.

use crate::access::cookie;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use dienhong_i18n::Locale;
use std::convert::Infallible;

/// Cookie of the display, as `dark-high-large`.
pub(crate) const DISPLAY_COOKIE: &str = "hien-thi";
/// Cookie of the language.
pub(crate) const LANGUAGE_COOKIE: &str = "ngon-ngu";

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $code:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
        pub enum $name { $($(#[$item_doc])* $item),* }
        impl $name {
            /// All choices, in the order in which they are offered.
            pub const ALL: &[$name] = &[$($name::$item),*];
            /// The code in cookies and attributes.
            pub fn code(&self) -> &'static str {
                match self { $($name::$item => $code),* }
            }
            /// Reads the code; anything else is the default.
            pub fn parse(code: &str) -> $name {
                match code { $($code => $name::$item,)* _ => $name::default() }
            }
        }
    };
}

choice! {
    /// Light or dark pages.
    Theme {
        /// The device's own setting.
        #[default] Auto = "auto",
        /// Light.
        Light = "light",
        /// Dark.
        Dark = "dark",
    }
}
choice! {
    /// Contrast of the colours.
    Contrast {
        /// The device's own setting.
        #[default] Auto = "auto",
        /// High.
        High = "high",
        /// Normal, whatever the device's setting.
        Normal = "normal",
    }
}
choice! {
    /// Size of the text.
    TextSize {
        /// 18 px, or what the browser makes of it.
        #[default] Normal = "normal",
        /// Larger.
        Large = "large",
        /// Largest.
        Larger = "larger",
    }
}

/// How a reader wants pages to look.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Display {
    /// Ground.
    pub theme: Theme,
    /// Contrast.
    pub contrast: Contrast,
    /// Text size.
    pub text: TextSize,
}

impl Display {
    /// Reads the cookie's value; what cannot be read is the default.
    pub fn parse(value: &str) -> Display {
        let mut parts = value.split('-');
        let mut next = || parts.next().unwrap_or_default();
        Display {
            theme: Theme::parse(next()),
            contrast: Contrast::parse(next()),
            text: TextSize::parse(next()),
        }
    }
    /// The cookie's value.
    pub fn code(&self) -> String {
        [self.theme.code(), self.contrast.code(), self.text.code()].join("-")
    }
    /// The attributes for `<html>`: only what the reader chose.
    pub fn attributes(&self) -> Vec<(&'static str, &'static str)> {
        let mut chosen = Vec::new();
        if self.theme != Theme::Auto {
            chosen.push(("theme", self.theme.code()));
        }
        if self.contrast != Contrast::Auto {
            chosen.push(("contrast", self.contrast.code()));
        }
        if self.text != TextSize::Normal {
            chosen.push(("text", self.text.code()));
        }
        chosen
    }
}

/// The reader of a page; read from the request, which is never refused for it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reader {
    /// Language.
    pub locale: Locale,
    /// Display.
    pub display: Display,
    /// Path and query of the page, to come back to.
    pub here: String,
}

impl Reader {
    /// Reads a request's head.
    pub fn of(headers: &HeaderMap, uri: &Uri) -> Reader {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
        Reader {
            locale: Locale::choose(cookie(headers, LANGUAGE_COOKIE).as_deref(), accepted),
            display: cookie(headers, DISPLAY_COOKIE)
                .map(|code| Display::parse(&code))
                .unwrap_or_default(),
            here: uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Reader::of(&parts.headers, &parts.uri))
    }
}
