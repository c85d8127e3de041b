//! A subject: what it is, and who stands over it.

use super::problem;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use dienhong_app::subjects::{SubjectHolder, SubjectView};
use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Fact, Link, Room, Shell};
use dienhong_web_kit::state::Me;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "subjects/show.html")]
struct ShowPage {
    shell: Shell,
    facts: Vec<Fact>,
    /// Whether the reader is told who stands over it.
    shows_heads: bool,
    heads: Vec<Link>,
    former: Vec<Link>,
    /// Addresses of acts; empty for who may not.
    invite: String,
    rename: String,
    close: String,
}

pub(super) async fn show(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let subjects = me.cx().subjects();
    let view = subjects.find(id).await.map_err(problem)?;
    let holders = subjects.holders(id).await.map_err(problem)?;
    let unit = view.subject.unit;
    let reads_unit = me.may(Permission::ReadSubjects, unit);
    let mut shell = me.shell(view.subject.name.clone(), Room::Units);
    if reads_unit {
        let seat = view.lies_in.unwrap_or(unit);
        let list = urls::subjects_of(me.snapshot.map.uid(seat));
        shell = shell.below(t(me.locale(), "subjects-title"), list);
    }
    if me.actor.may_over_subject(Permission::ReadSubjects, id, me.here()) {
        let lead = shell.t("subjects-own-lead");
        shell = shell.lead(lead);
    }
    let (current, former): (Vec<_>, Vec<_>) = holders.iter().partition(|holder| holder.is_current);
    let is_open = view.subject.closed_on.is_none();
    let manages = subjects.may_manage(unit) && is_open;
    let appoints = view
        .lies_in
        .is_some_and(|seat| me.may(Permission::ManagePeople, seat));
    let only = |may: bool, address: String| match may {
        true => address,
        false => String::new(),
    };
    let page = ShowPage {
        facts: facts(&me, &shell, &view),
        shows_heads: reads_unit,
        heads: current.into_iter().map(|of| line(&me, &shell, of)).collect(),
        former: former.into_iter().map(|of| line(&me, &shell, of)).collect(),
        invite: only(appoints && is_open, urls::subject_heads(id)),
        rename: only(manages, urls::subject_name(id)),
        close: only(manages, urls::subject_closure(id)),
        shell,
    };
    Ok(html(&page))
}

fn facts(me: &Me, shell: &Shell, view: &SubjectView) -> Vec<Fact> {
    let seat = view.lies_in.unwrap_or(view.subject.unit);
    let place = Fact::new(shell.t("subjects-place"), me.dated_name(seat));
    let place = match me.may(Permission::ReadUnits, seat) {
        true => place.to(urls::unit(me.snapshot.map.uid(seat))),
        false => place,
    };
    let mut facts = vec![
        Fact::new(shell.t("subjects-kind"), view.kind.get(me.locale().code())),
        place,
        Fact::new(
            shell.t("subjects-opened"),
            dienhong_i18n::day(view.subject.opened_on),
        ),
    ];
    facts.extend(
        view.subject
            .closed_on
            .map(|last| Fact::new(shell.t("subjects-closed"), dienhong_i18n::day(last))),
    );
    facts
}

/// "Nguyễn Thị Phượng, từ 01/09/2026", a link for who invites people.
fn line(me: &Me, shell: &Shell, of: &SubjectHolder) -> Link {
    let days = crate::people::term_days(me.locale(), of.term.from_day, of.term.to_day);
    let words = shell.t2("subjects-head", ("name", of.name.clone()), ("days", days));
    let href = match me.may(Permission::ManagePeople, of.term.unit) {
        true => urls::person(of.person),
        false => String::new(),
    };
    Link::new(words, href)
}
