//! Keys of the interface for programs: `/ma-ket-noi`.

use super::{broken, units, words};
use crate::people::door::see;
use askama::Template;
use axum::extract::{Path, Query, RawForm};
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::people::{NewProgram, PersonName, ProgramRow, TokenError};
use dienhong_app::urls;
use dienhong_domain::rights::{Permission, Role};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_i18n::{day, t};
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Choice, Field, Mistake, Room, Shell, Tag};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use uuid::Uuid;

/// Roles that programs may hold, and the permissions that a key may have.
const ROLES: [Role; 4] = [Role::Official, Role::Police, Role::Reader, Role::GroupLeader];
const ACTS: [Permission; 6] = [
    Permission::ReadEntries,
    Permission::WriteEntries,
    Permission::FinishEntries,
    Permission::ReadTotals,
    Permission::ReadUnits,
    Permission::FreezeFigures,
];

struct Row {
    id: Uuid,
    name: String,
    acts: String,
    meta: String,
    state: Tag,
    is_open: bool,
}

#[derive(Template)]
#[template(path = "people/keys.html")]
struct ListPage {
    shell: Shell,
    units: Field,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "people/key_form.html")]
struct FormPage {
    shell: Shell,
    name: Field,
    unit: Field,
    role: Field,
    scopes: Field,
    to: Field,
}

#[derive(Template)]
#[template(path = "people/key_made.html")]
struct MadePage {
    shell: Shell,
    key: String,
}

#[derive(Template)]
#[template(path = "people/key_revoke.html")]
struct RevokePage {
    shell: Shell,
    id: Uuid,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct KeysQuery {
    #[serde(rename = "don-vi")]
    unit: Option<Uuid>,
    xong: Option<String>,
}

#[derive(Default)]
struct KeyForm {
    name: String,
    unit: String,
    role: String,
    scopes: Vec<String>,
    to: String,
}

impl KeyForm {
    fn read(body: &[u8]) -> KeyForm {
        let mut typed = KeyForm::default();
        for (name, value) in url::form_urlencoded::parse(body) {
            match &*name {
                "ten" => typed.name = value.into_owned(),
                "don-vi" => typed.unit = value.into_owned(),
                "vai-tro" => typed.role = value.into_owned(),
                "viec" => typed.scopes.push(value.into_owned()),
                "den" => typed.to = value.into_owned(),
                _ => {}
            }
        }
        typed
    }
}

pub(super) async fn list(me: Me, Query(asked): Query<KeysQuery>) -> Result<Response, Problem> {
    let unit = units::requested(&me, asked.unit, Permission::ManageTokens).ok_or(Problem::NotFound)?;
    let rows = me.cx().people().keys(unit).await.map_err(problem)?;
    let shell = me
        .shell(t(me.locale(), "people-keys"), Room::More)
        .kicker(me.full_name(unit));
    let lead = shell.t("people-keys-lead");
    let shell = shell
        .lead(lead)
        .below(t(me.locale(), "shell-room-more"), urls::MORE);
    let shell = match asked.xong {
        Some(_) => {
            let words = shell.t("people-key-revoked");
            shell.done(words)
        }
        None => shell,
    };
    let page = ListPage {
        units: units::field(
            &me,
            &shell,
            &units::reachable(&me, Permission::ManageTokens),
            Some(unit),
        ),
        rows: rows.iter().map(|row| shown(&me, &shell, row)).collect(),
        shell,
    };
    Ok(html(&page))
}

fn problem(error: TokenError) -> Problem {
    match error {
        TokenError::Fault(fault) => broken(fault),
        _ => Problem::NotFound,
    }
}

fn shown(me: &Me, shell: &Shell, row: &ProgramRow) -> Row {
    let acts: Vec<String> = row
        .scopes
        .iter()
        .map(|act| words::permission(me.locale(), *act))
        .collect();
    let now = me.now();
    let tag = |kind, icon, key: &str| Tag {
        kind,
        icon,
        words: shell.t(key),
    };
    Row {
        id: row.token.id,
        name: row.name.clone(),
        acts: acts.join(", "),
        meta: match row.token.last_used {
            Some(at) => shell.t1("people-key-last-used", "moment", shell.moment(&at)),
            None => shell.t("people-key-never-used"),
        },
        state: match row.token.revoked {
            Some(_) => tag("void", "cross", "people-key-state-revoked"),
            None if row.token.expires <= now => tag("draft", "clock", "people-key-state-over"),
            None => tag("met", "check", "people-key-state-open"),
        },
        is_open: row.token.revoked.is_none() && row.token.expires > now,
    }
}

pub(super) async fn form(me: Me) -> Response {
    let to = day(me.today().plus_years(1));
    html(&form_page(
        &me,
        &KeyForm {
            to,
            ..KeyForm::default()
        },
        vec![],
    ))
}

fn unit_of(me: &Me, typed: &KeyForm) -> Option<UnitId> {
    me.snapshot.map.by_uid(Uuid::parse_str(&typed.unit).ok()?)
}

fn form_page(me: &Me, typed: &KeyForm, mistakes: Vec<Mistake>) -> FormPage {
    let shell = me
        .shell(t(me.locale(), "people-key-new"), Room::More)
        .narrow()
        .below(t(me.locale(), "people-keys"), urls::KEYS);
    let units = units::reachable(me, Permission::ManageTokens);
    let roles: Vec<Role> = units::roles(me, &units)
        .into_iter()
        .filter(|r| ROLES.contains(r))
        .collect();
    let act = |act: Permission| {
        let code = act.code();
        Choice::new(code, words::permission(me.locale(), act)).chosen(typed.scopes.iter().any(|s| s == code))
    };
    FormPage {
        name: Field::new("ten", shell.t("people-key-name"))
            .hint(shell.t("people-key-name-hint"))
            .value(typed.name.clone())
            .checked(&mistakes),
        unit: units::field(me, &shell, &units, unit_of(me, typed)).checked(&mistakes),
        role: units::role_field(&shell, &roles, &typed.role).checked(&mistakes),
        scopes: Field::new("viec", shell.t("people-key-acts"))
            .choices(ACTS.map(act).into())
            .checked(&mistakes),
        to: Field::new("den", shell.t("people-key-to"))
            .hint(shell.t("people-key-to-hint"))
            .value(typed.to.clone())
            .checked(&mistakes),
        shell: shell.mistakes(mistakes),
    }
}

pub(super) async fn create(me: Me, RawForm(body): RawForm) -> Result<Response, Problem> {
    let typed = KeyForm::read(&body);
    let mut mistakes = Vec::new();
    if let Some(new) = read(&me, &typed, &mut mistakes) {
        match me.cx().people().make_key(&new).await {
            Ok(made) => {
                let shell = me.shell(t(me.locale(), "people-key-made"), Room::More).narrow();
                let shell = shell.below(t(me.locale(), "people-keys"), urls::KEYS);
                return Ok(html(&MadePage { shell, key: made.key }));
            }
            Err(TokenError::Fault(fault)) => return Err(broken(fault)),
            Err(error) => mistakes.push(words::key(me.locale(), &error)),
        }
    }
    Ok(html_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &form_page(&me, &typed, mistakes),
    ))
}

fn read(me: &Me, typed: &KeyForm, mistakes: &mut Vec<Mistake>) -> Option<NewProgram> {
    let locale = me.locale();
    let name = PersonName::parse(&typed.name)
        .map_err(|e| mistakes.push(words::name(locale, &e)))
        .ok();
    let unit = unit_of(me, typed);
    if unit.is_none() {
        mistakes.push(Mistake::new("don-vi", t(locale, "people-error-unit-missing")));
    }
    let role = Role::parse(&typed.role).filter(|r| ROLES.contains(r));
    if role.is_none() {
        mistakes.push(Mistake::new("vai-tro", t(locale, "people-error-role-missing")));
    }
    let scopes: Vec<Permission> = typed
        .scopes
        .iter()
        .filter_map(|code| Permission::parse(code))
        .filter(|a| ACTS.contains(a))
        .collect();
    if scopes.is_empty() {
        mistakes.push(Mistake::new("viec", t(locale, "people-error-key-no-scope")));
    }
    let to = Day::parse(&typed.to)
        .map_err(|_| mistakes.push(Mistake::new("den", t(locale, "errors-day-not-a-day"))))
        .ok();
    if scopes.is_empty() {
        return None;
    }
    Some(NewProgram {
        name: name?,
        role: role?,
        unit: unit?,
        subject: None,
        scopes,
        to: to?,
    })
}

pub(super) async fn ask_revoke(me: Me, Path(id): Path<Uuid>) -> Response {
    let shell = me
        .shell(t(me.locale(), "people-key-revoke-title"), Room::More)
        .narrow();
    html(&RevokePage {
        shell: shell.below(t(me.locale(), "people-keys"), urls::KEYS),
        id,
    })
}

pub(super) async fn revoke(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    match me.cx().people().revoke_key(id).await {
        Ok(()) | Err(TokenError::RevokedAlready) => Ok(see(&format!("{}?xong=1", urls::KEYS))),
        Err(error) => Err(problem(error)),
    }
}
