//! The list of registers, and choosing what to record.

use super::page::problem;
use super::units::may_record;
use askama::Template;
use axum::response::Response;
use dienhong_app::{Rules, urls};
use dienhong_domain::packs::{PartOf, Register};
use dienhong_domain::rights::Permission;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Room, Shell};
use dienhong_web_kit::state::Me;

/// A register as it is offered.
pub struct Door {
    /// Its name, or what one does in it.
    pub title: String,
    /// What belongs into it.
    pub lead: String,
    /// Icon of the design kit, without its prefix.
    pub icon: String,
    /// Where it leads.
    pub href: String,
    /// What else is said of it; may be empty.
    pub note: String,
}

/// What a person may record: the register used last as the act of the page, the ones used before it, the others.
pub struct RecordDoors {
    /// The register used last, or the first one of the pack.
    pub first: Door,
    /// Registers used before that one, the latest first.
    pub recent: Vec<Door>,
    /// All others, in the order of the pack.
    pub rest: Vec<Door>,
}

/// So many registers used before the last one are offered beside it.
const RECENT: usize = 3;
/// So many used ones are asked for: some may be closed to the person by now.
const USED: i64 = 12;

impl RecordDoors {
    /// Reads what the person used last; `None` for a person who may record nothing.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub async fn of(me: &Me) -> Result<Option<RecordDoors>, Problem> {
        let rules = me.cx().entries().rules_for();
        let own: Vec<&Register> = rules
            .pack
            .registers
            .iter()
            .filter(|r| may_record(me, r))
            .collect();
        if own.is_empty() {
            return Ok(None);
        }
        let used = me.cx().entries().registers_used(USED).await.map_err(problem)?;
        let find = |code: &String| own.iter().find(|r| r.id == *code).copied();
        let mut shown: Vec<&Register> = used.iter().filter_map(find).take(1 + RECENT).collect();
        if shown.is_empty() {
            shown.extend(own.first());
        }
        let rest = own.iter().filter(|r| !shown.iter().any(|other| other.id == r.id));
        let rest = rest.map(|r| act_of(me, r)).collect();
        let mut shown = shown.into_iter().map(|r| act_of(me, r));
        let first = shown.next();
        let recent = shown.collect();
        Ok(first.map(|first| RecordDoors { first, recent, rest }))
    }

    /// Whether a register is offered before the others.
    fn is_shown(&self, register: &Register) -> bool {
        let href = urls::new_entry(&register.id);
        self.first.href == href || self.recent.iter().any(|door| door.href == href)
    }
}

/// A register by what one does in it.
fn act_of(me: &Me, register: &Register) -> Door {
    let language = me.locale().code();
    Door {
        title: register.act.get(language).to_owned(),
        lead: register.lead.get(language).to_owned(),
        icon: register.icon.clone(),
        href: urls::new_entry(&register.id),
        note: String::new(),
    }
}

struct Group {
    title: String,
    id: String,
    doors: Vec<Door>,
}

#[derive(Template)]
#[template(path = "entries/registers.html")]
struct Registers {
    shell: Shell,
    /// What comes first for the person, where they choose what to record.
    record: Option<RecordDoors>,
    groups: Vec<Group>,
}

pub(super) async fn index(me: Me) -> Result<Response, Problem> {
    let shell = me.shell(
        dienhong_i18n::t(me.locale(), "entries-registers-title"),
        Room::Registers,
    );
    let lead = shell.t("entries-registers-lead");
    let mut groups = grouped(
        &me,
        |_| true,
        |r| (r.title.get(me.locale().code()).to_owned(), urls::register(&r.id)),
    );
    let held = me.actor.units_for(Permission::ReadEntries, me.here());
    let counts = me.cx().entries().counts_of(&held).await.map_err(problem)?;
    for door in groups.iter_mut().flat_map(|group| &mut group.doors) {
        let code = door.href.rsplit('/').next().unwrap_or_default();
        let count = me
            .snapshot
            .registers
            .get(code)
            .and_then(|number| counts.get(number));
        door.note = shell.t1("entries-registers-count", "count", count.copied().unwrap_or(0));
    }
    Ok(html(&Registers {
        shell: shell.lead(lead),
        record: None,
        groups,
    }))
}

/// Registers in which the person may record: act and address.
pub(crate) fn doors(me: &Me) -> Vec<(String, String)> {
    let rules = me.cx().entries().rules_for();
    let own = rules.pack.registers.iter().filter(|r| may_record(me, r));
    own.map(|r| (r.act.get(me.locale().code()).to_owned(), urls::new_entry(&r.id)))
        .collect()
}

/// The pages that a device keeps for those who may record, so that they open without a network.
pub fn writable(me: &Me) -> Vec<String> {
    let doors: Vec<String> = doors(me).into_iter().map(|(_, href)| href).collect();
    let first = [urls::WAITING, urls::NEW_ENTRIES].map(str::to_owned);
    match doors.is_empty() {
        true => Vec::new(),
        false => first.into_iter().chain(doors).collect(),
    }
}

pub(super) async fn choose(me: Me) -> Result<Response, Problem> {
    let shell = me.shell(dienhong_i18n::t(me.locale(), "entries-choose-title"), Room::New);
    let lead = shell.t("entries-choose-lead");
    let record = RecordDoors::of(&me).await?;
    let groups = grouped(
        &me,
        |r| may_record(&me, r) && !record.as_ref().is_some_and(|of| of.is_shown(r)),
        |r| (r.act.get(me.locale().code()).to_owned(), urls::new_entry(&r.id)),
    );
    Ok(html(&Registers {
        shell: shell.lead(lead).pages(writable(&me)),
        record,
        groups,
    }))
}

/// What a register is for, and what was not read of the law behind it.
fn lead(me: &Me, rules: &Rules, of: &Register) -> String {
    let lead = of.lead.get(me.locale().code());
    let known = rules.pack.known(PartOf::Register, &of.id);
    match dienhong_i18n::known(known, me.locale()) {
        Some(known) => format!("{lead} {known}"),
        None => lead.to_owned(),
    }
}

fn grouped(
    me: &Me,
    keep: impl Fn(&Register) -> bool,
    name: impl Fn(&Register) -> (String, String),
) -> Vec<Group> {
    let rules = me.cx().entries().rules_for();
    let language = me.locale().code();
    let door = |r: &Register| {
        let (title, href) = name(r);
        Door {
            title,
            lead: lead(me, &rules, r),
            icon: r.icon.clone(),
            href,
            note: String::new(),
        }
    };
    let group = |s: &dienhong_domain::packs::Section| Group {
        title: s.title.get(language).to_owned(),
        id: format!("phan-{}", s.id),
        doors: rules
            .pack
            .registers
            .iter()
            .filter(|r| r.section == s.id && keep(r))
            .map(door)
            .collect(),
    };
    rules
        .pack
        .sections
        .iter()
        .map(group)
        .filter(|g| !g.doors.is_empty())
        .collect()
}
