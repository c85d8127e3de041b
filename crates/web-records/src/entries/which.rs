//! The page on which those who hold a unit above communes choose the unit to record for; there are too many for a form.

use askama::Template;
use dienhong_app::urls;
use dienhong_domain::packs::Register;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::{Level, UnitId};
use dienhong_web_kit::shell::{Field, Link, PageNumber, Pager, Room, Shell};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::unit_lists::former;
use serde::Deserialize;
use uuid::Uuid;

/// Units on one page.
const PAGE: usize = 50;

/// The search among the units below.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct UnitChoiceQuery {
    /// Words of a name.
    tim: Option<String>,
    /// Only directly below this unit.
    trong: Option<Uuid>,
    trang: PageNumber,
}

impl UnitChoiceQuery {
    /// Whether the address asks for this page, whatever the form could offer.
    pub(super) fn is_asked(&self) -> bool {
        self.tim.is_some() || self.trong.is_some()
    }
    fn words(&self) -> &str {
        self.tim.as_deref().unwrap_or_default().trim()
    }
}

#[derive(Template)]
#[template(path = "entries/which.html")]
pub(super) struct Page {
    shell: Shell,
    action: String,
    search: Field,
    title: String,
    found: Vec<(Link, String)>,
    pager: Pager,
}

/// Address of this page.
pub(super) fn href(register: &str) -> String {
    format!("{}?tim=", urls::new_entry(register))
}

/// The units below, or those whose name was typed.
pub(super) fn page(me: &Me, register: &Register, asked: &UnitChoiceQuery) -> Page {
    let language = me.locale().code();
    let shell = me
        .shell(register.act.get(language), Room::New)
        .lead(dienhong_i18n::t(me.locale(), "entries-which-lead"))
        .below(register.title.get(language), urls::register(&register.id))
        .narrow();
    let words = asked.words();
    let found = match words.is_empty() {
        true => below(me, asked.trong),
        false => named(me, words, register),
    };
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("tim", words)
        .extend_pairs(asked.trong.map(|uid| ("trong", uid.to_string())))
        .finish();
    let action = urls::new_entry(&register.id);
    let at = asked.trang.within(found.len(), PAGE);
    let pager = Pager::new(found.len(), PAGE, at, |page| {
        format!("{action}?{query}&trang={page}")
    });
    let shown = found.iter().skip(at.skip(PAGE)).take(PAGE);
    let found_words = || shell.t2("units-index-found", ("count", found.len()), ("words", words));
    Page {
        search: Field::new("tim", shell.t("entries-which-search"))
            .hint(shell.t("entries-which-hint"))
            .value(words),
        title: match words.is_empty() {
            true => shell.t("entries-which-below"),
            false => found_words(),
        },
        found: shown.map(|unit| line(me, register, *unit)).collect(),
        action,
        pager,
        shell,
    }
}

/// A unit with a link to its form, or to the units below it if units of its level do not keep the register.
fn line(me: &Me, register: &Register, unit: UnitId) -> (Link, String) {
    let level = me.snapshot.map.level(unit);
    let has_form = level.is_some_and(|l| l >= Level::Commune || register.levels.contains(&l));
    let name = if has_form { "don-vi" } else { "trong" };
    let href = format!(
        "{}?{name}={}",
        urls::new_entry(&register.id),
        me.snapshot.map.uid(unit)
    );
    let (own, full) = (me.dated_name(unit), me.full_name(unit));
    let above = full.strip_prefix(&format!("{own}, ")).unwrap_or_default();
    (Link::new(own, href), above.to_owned())
}

/// The units directly below a unit (for a former unit, those on its last day) or below those held, then former units whose
/// book they have.
fn below(me: &Me, top: Option<Uuid>) -> Vec<UnitId> {
    let (map, today) = (&me.snapshot.map, me.today());
    let top = top.and_then(|uid| map.by_uid(uid));
    let held = || me.actor.units_for(Permission::WriteEntries, me.here());
    let tops = top.map_or_else(held, |top| vec![top]);
    let mut found: Vec<UnitId> = tops
        .iter()
        .flat_map(|t| map.children(*t, map.living_day(*t, today)))
        .collect();
    let behind = match top {
        Some(top) => map.former(top, today).into_iter().collect(),
        None => former(me, Permission::WriteEntries),
    };
    found.retain(|unit| me.may(Permission::WriteEntries, *unit));
    found.sort_by_cached_key(|u| dienhong_i18n::sort_key(&me.name(*u)));
    let behind = behind
        .into_iter()
        .filter(|u| me.may(Permission::WriteEntries, *u));
    for unit in behind {
        if !found.contains(&unit) {
            found.push(unit);
        }
    }
    found
}

fn named(me: &Me, words: &str, register: &Register) -> Vec<UnitId> {
    let levels: Vec<Level> = Level::ALL
        .into_iter()
        .filter(|l| *l >= Level::Commune || register.levels.contains(l))
        .collect();
    let mut found = me.cx().units().search(words, &levels, usize::MAX);
    found.extend(me.cx().units().search_ended(words, &levels, usize::MAX));
    found.retain(|unit| me.may(Permission::WriteEntries, *unit));
    found
}
