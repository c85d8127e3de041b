//! Output of the program: in the reader's language, as text or one JSON object, and surviving a closed pipe.

use dienhong_i18n::{Arg, Locale};
use serde_json::Value;
use std::io::{IsTerminal, Write};
use std::sync::OnceLock;

static LOCALE: OnceLock<Locale> = OnceLock::new();

/// Chooses the language before the arguments are parsed: `--lang`, otherwise `LANG` and similar variables, otherwise
/// Vietnamese.
pub(crate) fn choose_language(args: &[String]) {
    let typed = args
        .iter()
        .enumerate()
        .find_map(|(i, arg)| match arg.strip_prefix("--lang") {
            Some("") => args.get(i + 1).cloned(),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        });
    let of = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    let machine = of("LC_ALL").or_else(|| of("LC_MESSAGES")).or_else(|| of("LANG"));
    let wanted = typed.or_else(|| of("DIENHONG_LANG")).or(machine);
    let locale = wanted.and_then(|code| Locale::parse(code.split('.').next().unwrap_or_default()));
    let _ = LOCALE.set(locale.unwrap_or_default());
}

/// The chosen language.
pub(crate) fn locale() -> Locale {
    LOCALE.get().copied().unwrap_or_default()
}

/// Words for the help, needed while the arguments are declared.
pub(crate) fn words(key: &str) -> String {
    dienhong_i18n::t(locale(), key)
}

/// Where answers go: lines for people, or one JSON object for programs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Say {
    /// Language.
    pub(crate) locale: Locale,
    /// Whether a program reads.
    pub(crate) json: bool,
}

impl Say {
    /// Words by key.
    pub(crate) fn t(&self, key: &str) -> String {
        dienhong_i18n::t(self.locale, key)
    }
    /// Words by key, filled.
    pub(crate) fn t_with(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        dienhong_i18n::t_with(self.locale, key, args)
    }
    /// A line for people.
    pub(crate) fn line(&self, text: impl AsRef<str>) {
        if !self.json {
            out(text.as_ref());
        }
    }
    /// Prints a line for people, by key.
    pub(crate) fn tell(&self, key: &str, args: &[(&str, Arg<'_>)]) {
        self.line(self.t_with(key, args));
    }
    /// Prints the one object for programs.
    pub(crate) fn object(&self, value: Value) {
        if self.json {
            out(&serde_json::to_string_pretty(&value).unwrap_or_default());
        }
    }
    /// Whether progress may be shown, because a person is watching.
    pub(crate) fn is_watched(&self) -> bool {
        !self.json && std::io::stderr().is_terminal()
    }
}

/// Writes a line to the output; a closed output is not an error.
pub(crate) fn out(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Bytes as people read them: 12,3 MB.
pub(crate) fn bytes(count: u64, locale: Locale) -> String {
    let (unit, size) = match count {
        0..1_000_000 => ("kB", 1_000),
        1_000_000..1_000_000_000 => ("MB", 1_000_000),
        _ => ("GB", 1_000_000_000),
    };
    let tenths = i64::try_from(count.saturating_mul(10) / size).unwrap_or(i64::MAX);
    format!("{}\u{a0}{unit}", dienhong_i18n::amount(tenths, 1, locale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_the_local_way() {
        assert_eq!(bytes(12_345_678, Locale::Vi), "12,3\u{a0}MB");
        assert_eq!(bytes(900, Locale::Vi), "0,9\u{a0}kB");
        assert_eq!(bytes(5_000_000_000, Locale::En), "5\u{a0}GB");
    }
}
