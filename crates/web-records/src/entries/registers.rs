//! The list of registers, and choosing what to record.

use super::page::problem;
use super::units::may_record;
use askama::Template;
use axum::response::Response;
use dienhong_app::urls;
use dienhong_domain::packs::Register;
use dienhong_domain::rights::Permission;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Room, Shell};
use dienhong_web_kit::state::Me;

struct Door {
    title: String,
    lead: String,
    icon: String,
    href: String,
    note: String,
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
    let groups = grouped(
        &me,
        |r| may_record(&me, r),
        |r| (r.act.get(me.locale().code()).to_owned(), urls::new_entry(&r.id)),
    );
    Ok(html(&Registers {
        shell: shell.lead(lead).pages(writable(&me)),
        groups,
    }))
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
            lead: r.lead.get(language).to_owned(),
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
