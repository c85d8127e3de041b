//! The first start without a demo book: language, commune or province, first person. Each step is an address of its own.

use super::broken;
use super::door::{Visitor, see};
use super::newcomer::TypedPerson;
use super::words;
use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::people::{HOME_LEVELS, NewBook, SetUpError, SetUpState, Ticket};
use dienhong_app::urls;
use dienhong_domain::rights::Role;
use dienhong_domain::units::{Level, UnitId};
use dienhong_i18n::{Locale, t};
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Choice, Field, Mistake, Reader, Shell, Step};
use dienhong_web_kit::state::AppState;
use serde::Deserialize;
use uuid::Uuid;

/// Roles that the first person may hold beside the operator's.
const ROLES: [Role; 4] = [Role::Official, Role::Police, Role::Chair, Role::Standing];
const MOST_FOUND: usize = 12;

#[derive(Template)]
#[template(path = "people/set_up_start.html")]
struct StartPage {
    shell: Shell,
    steps: Vec<Step>,
    languages: [Locale; 2],
    unfinished: Option<String>,
    code: Option<Field>,
}

#[derive(Template)]
#[template(path = "people/set_up_commune.html")]
struct CommunePage {
    shell: Shell,
    steps: Vec<Step>,
    search: Field,
    found: Field,
    is_asked: bool,
}

#[derive(Template)]
#[template(path = "people/set_up_person.html")]
struct PersonPage {
    shell: Shell,
    steps: Vec<Step>,
    commune: String,
    unit: Uuid,
    name: Field,
    phone: Field,
    role: Field,
    code: Option<Field>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Sought {
    xa: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct SetUpForm {
    #[serde(rename = "don-vi")]
    unit: String,
    ten: String,
    #[serde(rename = "dien-thoai")]
    phone: String,
    #[serde(rename = "vai-tro")]
    role: String,
    ma: String,
}

impl SetUpForm {
    /// The language was chosen a step before.
    fn person(&self) -> TypedPerson<'_> {
        TypedPerson {
            name: &self.ten,
            phone: &self.phone,
            language: "",
        }
    }
}

/// Whether nobody can sign in yet, so that every page leads to the set-up.
pub fn is_before_set_up(state: &SetUpState) -> bool {
    !matches!(state, SetUpState::Done)
}

async fn set_up_state(state: &AppState) -> Result<SetUpState, Problem> {
    match state.app.people.set_up_state().await.map_err(broken)? {
        SetUpState::Done => Err(Problem::NotFound),
        open => Ok(open),
    }
}

fn frame(reader: &Reader, title: &str) -> Shell {
    let shell = Shell::new(reader, t(reader.locale, title)).public().narrow();
    let name = shell.t("people-set-up");
    shell.unit(name, "")
}

fn steps(reader: &Reader, here: usize, commune: Option<&str>) -> Vec<Step> {
    let words = |key: &str| t(reader.locale, key);
    let language = if here > 0 {
        reader.locale.own_name().to_owned()
    } else {
        words("people-set-up-language-note")
    };
    Step::row(
        &[
            (words("people-set-up-language"), language),
            (
                words("people-set-up-commune"),
                commune.map_or_else(|| words("people-set-up-commune-note"), str::to_owned),
            ),
            (words("people-set-up-person"), words("people-set-up-person-note")),
        ],
        here,
    )
}

pub(super) async fn start(
    State(state): State<AppState>,
    reader: Reader,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let open = set_up_state(&state).await?;
    Ok(html(&start_page(&reader, &visitor, &open, vec![])))
}

fn start_page(reader: &Reader, visitor: &Visitor, open: &SetUpState, mistakes: Vec<Mistake>) -> StartPage {
    let unfinished = match open {
        SetUpState::Unfinished(first) => Some(first.name.clone()),
        _ => None,
    };
    let shell = frame(
        reader,
        if unfinished.is_some() {
            "people-set-up-go-on"
        } else {
            "people-set-up-language-title"
        },
    );
    StartPage {
        steps: steps(reader, if unfinished.is_some() { 2 } else { 0 }, None),
        languages: Locale::ALL,
        code: unfinished
            .as_ref()
            .and_then(|_| code_field(&shell, visitor, &mistakes)),
        unfinished,
        shell: shell.mistakes(mistakes),
    }
}

pub(super) async fn resume(
    State(state): State<AppState>,
    reader: Reader,
    visitor: Visitor,
    Form(typed): Form<SetUpForm>,
) -> Result<Response, Problem> {
    let open = set_up_state(&state).await?;
    if !may_set_up(&state, &visitor, &typed.ma) {
        let mistakes = vec![Mistake::new("ma", t(reader.locale, "people-set-up-wrong-code"))];
        return Ok(html_with(
            StatusCode::UNPROCESSABLE_ENTITY,
            &start_page(&reader, &visitor, &open, mistakes),
        ));
    }
    let snapshot = state.app.snapshot();
    match state.app.people.resume_set_up(state.app.here(&snapshot)).await {
        Ok(ticket) => Ok(see(&path_of(&ticket))),
        Err(SetUpError::Fault(fault)) => Err(broken(fault)),
        Err(_) => Err(Problem::NotFound),
    }
}

pub(super) async fn commune(
    State(state): State<AppState>,
    reader: Reader,
    Query(sought): Query<Sought>,
) -> Result<Response, Problem> {
    let SetUpState::Fresh = set_up_state(&state).await? else {
        return Ok(see(urls::SET_UP));
    };
    let snapshot = state.app.snapshot();
    let today = state.app.today();
    let shell = frame(&reader, "people-set-up-commune-title");
    let found = snapshot
        .map
        .search_with_past(&sought.xa, &HOME_LEVELS, today, MOST_FOUND);
    let language = reader.locale.code();
    let choice = |(place, unit): (usize, &UnitId)| {
        let parent = snapshot
            .map
            .at(*unit, today)
            .and_then(|s| s.parent)
            .filter(|p| snapshot.map.level(*p) != Some(Level::Country))
            .map(|p| snapshot.map.label(p, today, language));
        let label = [Some(snapshot.map.label(*unit, today, language)), parent]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ");
        let before: Vec<String> = snapshot
            .map
            .predecessors(*unit)
            .iter()
            .map(|link| snapshot.map.label(link.from, link.day, language))
            .take(6)
            .collect();
        let choice =
            Choice::new(snapshot.map.uid(*unit).to_string(), label).chosen(place == 0 && found.len() == 1);
        if before.is_empty() {
            choice
        } else {
            choice.hint(shell.t1("people-set-up-commune-before", "units", before.join(", ")))
        }
    };
    let choices = found.iter().enumerate().map(choice).collect();
    let page = CommunePage {
        steps: steps(&reader, 1, None),
        search: Field::new("xa", shell.t("people-set-up-commune-search"))
            .hint(shell.t("people-set-up-commune-hint"))
            .value(sought.xa.trim()),
        found: Field::new("don-vi", shell.t("people-set-up-commune-found")).choices(choices),
        is_asked: !sought.xa.trim().is_empty(),
        shell,
    };
    Ok(html(&page))
}

pub(super) async fn person(
    State(state): State<AppState>,
    reader: Reader,
    visitor: Visitor,
    Query(typed): Query<SetUpForm>,
) -> Result<Response, Problem> {
    let SetUpState::Fresh = set_up_state(&state).await? else {
        return Ok(see(urls::SET_UP));
    };
    Ok(match person_page(&state, &reader, &visitor, &typed, vec![]) {
        Some(page) => html(&page),
        None => see(urls::SET_UP_COMMUNE),
    })
}

fn unit_of(state: &AppState, typed: &SetUpForm) -> Option<UnitId> {
    state
        .app
        .snapshot()
        .map
        .by_uid(Uuid::parse_str(&typed.unit).ok()?)
}

fn person_page(
    state: &AppState,
    reader: &Reader,
    visitor: &Visitor,
    typed: &SetUpForm,
    mistakes: Vec<Mistake>,
) -> Option<PersonPage> {
    let unit = unit_of(state, typed)?;
    let snapshot = state.app.snapshot();
    let commune = snapshot.map.label(unit, state.app.today(), reader.locale.code());
    let shell = frame(reader, "people-set-up-person-title");
    let lead = shell.t("people-set-up-person-lead");
    let none = Choice::new("", shell.t("people-set-up-role-none")).chosen(typed.role.is_empty());
    let roles = ROLES
        .map(|role| Choice::new(role.code(), shell.t(words::role(role))).chosen(typed.role == role.code()));
    let person = typed.person().fields(&shell, &mistakes);
    Some(PersonPage {
        steps: steps(reader, 2, Some(&commune)),
        unit: snapshot.map.uid(unit),
        name: person.name,
        phone: person.phone,
        role: Field::new("vai-tro", shell.t("people-set-up-role"))
            .hint(shell.t("people-set-up-role-hint"))
            .choices([none].into_iter().chain(roles).collect()),
        code: code_field(&shell, visitor, &mistakes),
        commune,
        shell: shell.lead(lead).mistakes(mistakes),
    })
}

// A browser on the same machine needs no code; others find it in the output of the program.
fn code_field(shell: &Shell, visitor: &Visitor, mistakes: &[Mistake]) -> Option<Field> {
    let field = Field::new("ma", shell.t("people-set-up-code")).hint(shell.t("people-set-up-code-hint"));
    (!visitor.is_here).then(|| field.checked(mistakes))
}

fn may_set_up(state: &AppState, visitor: &Visitor, code: &str) -> bool {
    visitor.is_here || state.app.people.is_set_up_code(code)
}

pub(super) async fn create(
    State(state): State<AppState>,
    reader: Reader,
    visitor: Visitor,
    Form(typed): Form<SetUpForm>,
) -> Result<Response, Problem> {
    let SetUpState::Fresh = set_up_state(&state).await? else {
        return Ok(see(urls::SET_UP));
    };
    let Some(commune) = unit_of(&state, &typed) else {
        return Ok(see(urls::SET_UP_COMMUNE));
    };
    let mut mistakes = Vec::new();
    let newcomer = typed.person().read(reader.locale, &mut mistakes);
    if !may_set_up(&state, &visitor, &typed.ma) {
        mistakes.push(Mistake::new("ma", t(reader.locale, "people-set-up-wrong-code")));
    }
    if let (Some(newcomer), true) = (newcomer, mistakes.is_empty()) {
        let role = Role::parse(&typed.role).filter(|role| ROLES.contains(role));
        let new = NewBook {
            language: reader.locale.code().to_owned(),
            unit: commune,
            name: newcomer.name,
            phone: newcomer.phone,
            role,
        };
        let snapshot = state.app.snapshot();
        return match state.app.people.set_up(state.app.here(&snapshot), &new).await {
            Ok(ticket) => Ok(see(&path_of(&ticket))),
            Err(SetUpError::Fault(fault)) => Err(broken(fault)),
            Err(SetUpError::Done) => Ok(see(urls::SIGN_IN)),
            Err(_) => Ok(see(urls::SET_UP_COMMUNE)),
        };
    }
    match person_page(&state, &reader, &visitor, &typed, mistakes) {
        Some(page) => Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)),
        None => Ok(see(urls::SET_UP_COMMUNE)),
    }
}

fn path_of(ticket: &Ticket) -> String {
    urls::invitation(ticket.letters.replace('-', ""))
}
