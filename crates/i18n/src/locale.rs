//! The languages of the product and how a reader's is found.

/// A language of the interface.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Locale {
    /// Vietnamese, the reference.
    #[default]
    Vi,
    /// English.
    En,
}

impl Locale {
    /// All languages, the reference first.
    pub const ALL: [Locale; 2] = [Locale::Vi, Locale::En];

    /// The code for `lang` attributes, cookies and addresses.
    pub fn code(self) -> &'static str {
        match self {
            Locale::Vi => "vi",
            Locale::En => "en",
        }
    }

    /// The language's name for itself, which is never translated.
    pub fn own_name(self) -> &'static str {
        match self {
            Locale::Vi => "Tiếng Việt",
            Locale::En => "English",
        }
    }

    /// Reads a code such as `vi`, `en` or `en-GB`.
    pub fn parse(code: &str) -> Option<Locale> {
        let language = code.trim().split(['-', '_']).next().unwrap_or_default();
        Locale::ALL
            .into_iter()
            .find(|l| l.code().eq_ignore_ascii_case(language))
    }

    /// Chooses from an `Accept-Language` header: English only for a reader whose browser does not know Vietnamese at
    /// all, because many office PCs here list English first.
    pub fn from_header(accept_language: &str) -> Locale {
        let wanted = accept_language.split(',').filter(|part| !is_refused(part));
        let known: Vec<Locale> = wanted
            .filter_map(|part| Locale::parse(part.split(';').next()?))
            .collect();
        if known.contains(&Locale::Vi) {
            Locale::Vi
        } else {
            known.first().copied().unwrap_or_default()
        }
    }

    /// Chooses by what the reader once chose, else by the browser's header, else Vietnamese.
    pub fn choose(chosen: Option<&str>, accept_language: Option<&str>) -> Locale {
        chosen
            .and_then(Locale::parse)
            .unwrap_or_else(|| accept_language.map(Locale::from_header).unwrap_or_default())
    }
}

// "vi;q=0" says that Vietnamese must not be sent.
fn is_refused(part: &str) -> bool {
    part.split(';').skip(1).any(|p| {
        p.trim()
            .strip_prefix("q=")
            .is_some_and(|q| q.parse::<f32>() == Ok(0.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_wins_wherever_it_is_listed() {
        assert_eq!(Locale::from_header("en-US,en;q=0.9,vi;q=0.8"), Locale::Vi);
        assert_eq!(Locale::from_header("en-GB,en;q=0.9,vi;q=0"), Locale::En);
        assert_eq!(Locale::from_header("fr-FR, de"), Locale::Vi);
        assert_eq!(Locale::from_header(""), Locale::Vi);
    }

    #[test]
    fn a_choice_wins_over_the_browser() {
        assert_eq!(Locale::choose(Some("en"), Some("vi")), Locale::En);
        assert_eq!(Locale::choose(Some("xx"), Some("en")), Locale::En);
        assert_eq!(Locale::choose(None, None), Locale::Vi);
    }
}
