//! The frame around every page: the reader, the place of the page, the header and the navigation bars.
//!
//! A page struct carries a [`Shell`] in a field named `shell`; its template extends `base.html`.

pub mod display;
mod field;
pub mod guard;
mod nav;
mod pager;
mod parts;
mod reader;

pub use field::{Choice, Field, Photo, bound_code};
pub use nav::{Entrance, HEADER, Place, Room};
pub use pager::{PageNumber, Pager, Steps};
pub use parts::{Chip, Fact, Figure, Lens, Link, State, Step, StepState, Tag};
pub use reader::{Contrast, Display, Reader, TextSize, Theme};

use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::Level;
use dienhong_i18n::{Arg, Locale};

/// A mistake in a form: the sentence, and the id of the field that the summary links to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// Id of the field.
    pub field: String,
    /// What is wrong and what to do.
    pub words: String,
}

impl Mistake {
    /// Makes a mistake at a field.
    pub fn new(field: impl Into<String>, words: impl Into<String>) -> Mistake {
        Mistake {
            field: field.into(),
            words: words.into(),
        }
    }
}

/// Mistakes for a page that may have lost a field, since somebody else acted meanwhile: those at a field that does not stand there are
/// told at another place, which always does.
pub fn told_at(mut mistakes: Vec<Mistake>, instead: &str, stands: impl Fn(&str) -> bool) -> Vec<Mistake> {
    for mistake in &mut mistakes {
        if !stands(&mistake.field) {
            instead.clone_into(&mut mistake.field);
        }
    }
    mistakes
}

/// What every page needs besides its own content.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The reader's language and display.
    pub reader: Reader,
    /// The page's title, also its `h1`.
    pub title: String,
    /// Date, place or legal basis above the title.
    pub kicker: Option<String>,
    /// A sentence or two below the title.
    pub lead: Option<String>,
    /// The unit whose book this is: its name, and what is added on wide screens.
    pub unit: Option<(String, String)>,
    /// Name of the person signed in.
    pub person: Option<String>,
    /// The room that the page belongs to.
    pub room: Room,
    /// Parents of the page, the topmost first.
    pub trail: Vec<Link>,
    /// Mistakes of a form that is shown again; all at once.
    pub mistakes: Vec<Mistake>,
    /// What has just been done, said once at the top.
    pub done: Option<String>,
    /// Whether the page is public: another header, and no rooms.
    pub is_public: bool,
    /// Whether the book is the demo book.
    pub is_sample: bool,
    /// Addresses of the navigation that open for the person.
    pub opens: Vec<&'static str>,
    /// Level of the unit that the address names; the country where it names none.
    pub level: Level,
    /// Whether the page is a long form, with an action bar in place of the rooms.
    pub is_form: bool,
    /// Whether the text column is narrow, as for forms and single texts.
    pub is_narrow: bool,
    /// The form whose locally kept draft the device may delete; `*` for all.
    pub kept_done: Option<String>,
    /// The reader's number, by which a device separates its users, and the server's clock in UTC milliseconds.
    pub device: Option<(i64, i64)>,
    /// The entry that was just received, so that the device may delete its copy.
    pub sent: Option<String>,
    /// Pages that the device keeps for use without a network.
    pub pages: Vec<String>,
}

impl Shell {
    /// Starts a page's frame.
    pub fn new(reader: &Reader, title: impl Into<String>) -> Shell {
        Shell {
            reader: reader.clone(),
            title: title.into(),
            kicker: None,
            lead: None,
            unit: None,
            person: None,
            room: Room::None,
            trail: Vec::new(),
            mistakes: Vec::new(),
            done: None,
            is_public: false,
            is_sample: false,
            opens: Vec::new(),
            level: Level::Country,
            is_form: false,
            is_narrow: false,
            kept_done: None,
            device: None,
            sent: None,
            pages: Vec::new(),
        }
    }
    /// Sets the line above the title.
    pub fn kicker(self, kicker: impl Into<String>) -> Shell {
        Shell {
            kicker: Some(kicker.into()),
            ..self
        }
    }
    /// Sets the sentence below the title.
    pub fn lead(self, lead: impl Into<String>) -> Shell {
        Shell {
            lead: Some(lead.into()),
            ..self
        }
    }
    /// Names whose book this is; `more` follows on wide screens, as ", TP Pleiku".
    pub fn unit(self, name: impl Into<String>, more: impl Into<String>) -> Shell {
        Shell {
            unit: Some((name.into(), more.into())),
            ..self
        }
    }
    /// Names the person signed in.
    pub fn person(self, name: impl Into<String>) -> Shell {
        Shell {
            person: Some(name.into()),
            ..self
        }
    }
    /// Sets the room.
    pub fn room(self, room: Room) -> Shell {
        Shell { room, ..self }
    }
    /// Adds a parent to the breadcrumb trail, the topmost first.
    pub fn below(mut self, label: impl Into<String>, href: impl Into<String>) -> Shell {
        self.trail.push(Link::new(label, href));
        self
    }
    /// Sets the mistakes of a form that is shown again.
    pub fn mistakes(self, mistakes: Vec<Mistake>) -> Shell {
        Shell { mistakes, ..self }
    }
    /// Says what has just been done.
    pub fn done(self, words: impl Into<String>) -> Shell {
        Shell {
            done: Some(words.into()),
            ..self
        }
    }
    /// Makes the page public.
    pub fn public(self) -> Shell {
        Shell {
            is_public: true,
            ..self
        }
    }
    /// Says whether the book is the demo book.
    pub fn sample(self, is_sample: bool) -> Shell {
        Shell { is_sample, ..self }
    }
    /// Names the addresses of the navigation that open for the person.
    pub fn opening(self, opens: Vec<&'static str>) -> Shell {
        Shell { opens, ..self }
    }
    /// Says of which level the unit is that the page's address names.
    pub fn level(self, level: Level) -> Shell {
        Shell { level, ..self }
    }
    /// Makes the page a long form: narrow, and with an action bar instead of the rooms.
    pub fn form(self) -> Shell {
        Shell {
            is_form: true,
            is_narrow: true,
            ..self
        }
    }
    /// Makes the text column narrow.
    pub fn narrow(self) -> Shell {
        Shell {
            is_narrow: true,
            ..self
        }
    }
    /// Lets the device delete the draft kept for a form (`data-keep`); `*` for all of them.
    pub fn forget_kept(self, form: impl Into<String>) -> Shell {
        Shell {
            kept_done: Some(form.into()),
            ..self
        }
    }

    /// Sets the reader's number and the server's clock, for what the device keeps.
    pub fn device(self, person: i64, now: i64) -> Shell {
        Shell {
            device: Some((person, now)),
            ..self
        }
    }
    /// Tells the device that an entry was received.
    pub fn sent(self, entry: impl Into<String>) -> Shell {
        Shell {
            sent: Some(entry.into()),
            ..self
        }
    }
    /// Names pages to keep on the device.
    pub fn pages(self, pages: Vec<String>) -> Shell {
        Shell { pages, ..self }
    }

    /// The reader's language.
    pub fn locale(&self) -> Locale {
        self.reader.locale
    }
    /// The text of a catalogue key.
    pub fn t(&self, key: &str) -> String {
        dienhong_i18n::t(self.reader.locale, key)
    }
    /// The text of a catalogue key with one argument.
    pub fn t1<'a>(&self, key: &str, name: &str, value: impl Into<Arg<'a>>) -> String {
        dienhong_i18n::t_with(self.reader.locale, key, &[(name, value.into())])
    }
    /// The text of a catalogue key with two arguments.
    pub fn t2<'a>(
        &self,
        key: &str,
        (one, first): (&str, impl Into<Arg<'a>>),
        (two, second): (&str, impl Into<Arg<'a>>),
    ) -> String {
        dienhong_i18n::t_with(
            self.reader.locale,
            key,
            &[(one, first.into()), (two, second.into())],
        )
    }
    /// How a script writes a time of day: the catalogue's words around `{h}` and `{m}`.
    pub fn clock_pattern(&self) -> String {
        self.t2("shell-clock", ("hour", "{h}"), ("minute", "{m}"))
    }
    /// How a script writes a moment: the catalogue's words around `{c}`, the time of day, and `{d}`, the day.
    pub fn moment_pattern(&self) -> String {
        self.t2("shell-moment", ("clock", "{c}"), ("day", "{d}"))
    }
    /// Writes a count: 2.844.
    pub fn num(&self, count: impl TryInto<i64>) -> String {
        dienhong_i18n::number(count.try_into().unwrap_or(i64::MAX), self.reader.locale)
    }
    /// Writes steps of a measure: 94,7.
    pub fn amount(&self, steps: &i64, scale: &u8) -> String {
        dienhong_i18n::amount(*steps, *scale, self.reader.locale)
    }
    /// Writes a day: 15/09/2022.
    pub fn day(&self, day: &Day) -> String {
        dienhong_i18n::day(*day)
    }
    /// Writes a moment given in UTC milliseconds: 19 giờ 42 phút, ngày 10/09/2022.
    pub fn moment(&self, utc_ms: &i64) -> String {
        dienhong_i18n::moment(*utc_ms, self.reader.locale)
    }
    /// Writes a period by its natural name.
    pub fn period(&self, period: &Period) -> String {
        dienhong_i18n::period(*period, self.reader.locale)
    }
    /// The address of a file of the design kit.
    pub fn asset(&self, path: &str) -> String {
        crate::assets::href(path)
    }
    /// Says which part of a list is shown.
    pub fn range(&self, pager: &Pager) -> String {
        let args = [
            ("from", pager.from.into()),
            ("to", pager.to.into()),
            ("total", pager.total.into()),
        ];
        dienhong_i18n::t_with(self.reader.locale, "shell-pager-range", &args)
    }
    /// How many items of a list are shown, of how many where that is known.
    pub fn shown(&self, count: usize, total: Option<i64>) -> String {
        match (count, total) {
            (0, _) => self.t("shell-pager-none"),
            (_, Some(total)) => {
                let args = [("count", count.into()), ("total", total.into())];
                dienhong_i18n::t_with(self.reader.locale, "shell-pager-of", &args)
            }
            (_, None) => self.t1("shell-pager-shown", "count", count),
        }
    }
    /// The state of a step in words, for readers who do not see its colour.
    pub fn step_words(&self, step: &Step) -> String {
        match step.state {
            StepState::Done => self.t("shell-step-done"),
            StepState::Current => self.t("shell-step-here"),
            StepState::Next => self.t("shell-step-next"),
        }
    }
    /// The tag of a state, in its fixed words.
    pub fn tag(&self, state: State) -> Tag {
        state.tag(self.reader.locale)
    }

    /// Whether a form is shown again with mistakes.
    pub fn has_errors(&self) -> bool {
        !self.mistakes.is_empty()
    }
    /// The title of the window: mistakes first.
    pub fn page_title(&self) -> String {
        let key = if self.has_errors() {
            "shell-title-errors"
        } else {
            "shell-title"
        };
        self.t1(key, "title", &self.title)
    }
    /// Whether the rooms are shown.
    pub fn shows_rooms(&self) -> bool {
        self.person.is_some() && !self.is_public && !self.is_form
    }
    /// The language that the reader can change to.
    pub fn other_locale(&self) -> Locale {
        if self.reader.locale == Locale::Vi {
            Locale::En
        } else {
            Locale::Vi
        }
    }
}
