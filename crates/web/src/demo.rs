//! Signing in to the demo book: `/demo` offers a session as any of its people. In a ward's own book there is no such page,
//! and even in the demo it opens only for a browser on the same machine as the program.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Redirect, Response};
use dienhong_app::demo::{self, Door};
use dienhong_app::urls;
use dienhong_domain::units::UnitId;
use dienhong_i18n::{t, t_with};
use dienhong_web_kit::access::Access::Public;
use dienhong_web_kit::access::Routes;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Reader, Shell};
use dienhong_web_kit::state::AppState;
use dienhong_web_people::people::{Visitor, role_words, with_session};

/// The routes of this room.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(urls::DEMO, Public, list)
        .get(urls::DEMO_DOOR, Public, show)
        .post(urls::DEMO_DOOR, Public, enter)
}

struct Person {
    key: String,
    role: String,
    place: String,
    act: String,
}

struct Ward {
    id: String,
    name: String,
    people: Vec<Person>,
}

#[derive(Template)]
#[template(path = "demo/roles.html")]
struct RolesPage {
    shell: Shell,
    wards: Vec<Ward>,
}

async fn list(State(state): State<AppState>, reader: Reader, visitor: Visitor) -> Result<Response, Problem> {
    let doors = doors(&state, &visitor).await?;
    Ok(html(&page(&state, &reader, doors)))
}

async fn show(
    State(state): State<AppState>,
    reader: Reader,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let mut doors = doors(&state, &visitor).await?;
    doors.retain(|door| door.key == key);
    if doors.is_empty() {
        return Err(Problem::NotFound);
    }
    Ok(html(&page(&state, &reader, doors)))
}

async fn enter(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    doors(&state, &visitor).await?;
    let snapshot = state.app.snapshot();
    let entered = state
        .app
        .people
        .enter_demo(state.app.here(&snapshot), &snapshot, &key, visitor.device())
        .await;
    match entered.map_err(|fault| Problem::broken(&fault))? {
        Some(signed_in) => Ok(with_session(&state, &visitor, &signed_in, Redirect::to(urls::HOME)).await),
        None => Err(Problem::NotFound),
    }
}

/// The people to sign in as, if this visitor may.
async fn doors(state: &AppState, visitor: &Visitor) -> Result<Vec<Door>, Problem> {
    let is_whole = demo::is_whole(&state.app.store)
        .await
        .map_err(|e| Problem::broken(&e))?;
    if !state.options.is_sample || !visitor.is_here || !is_whole {
        return Err(Problem::NotFound);
    }
    demo::doors(&state.app.snapshot()).map_err(|e| Problem::broken(&e))
}

fn page(state: &AppState, reader: &Reader, doors: Vec<Door>) -> RolesPage {
    let (snapshot, today) = (state.app.snapshot(), state.app.today());
    let label = |unit: UnitId| snapshot.map.label(unit, today, reader.locale.code());
    let mut wards: Vec<(UnitId, Ward)> = Vec::new();
    for door in doors {
        let role = t(reader.locale, role_words(door.role));
        let place = format!("{}, {}", door.name, label(door.unit));
        let words = [("role", (&role).into()), ("place", (&place).into())];
        let act = t_with(reader.locale, "demo-enter-as", &words);
        let person = Person {
            key: door.key,
            role,
            place,
            act,
        };
        match wards.iter_mut().find(|(unit, _)| *unit == door.ward) {
            Some((_, ward)) => ward.people.push(person),
            None => {
                let id = format!("phuong-{}", wards.len() + 1);
                wards.push((
                    door.ward,
                    Ward {
                        id,
                        name: label(door.ward),
                        people: vec![person],
                    },
                ));
            }
        }
    }
    let shell = Shell::new(reader, t(reader.locale, "demo-title"))
        .public()
        .narrow()
        .sample(true);
    RolesPage {
        shell: shell.lead(t(reader.locale, "demo-lead")),
        wards: wards.into_iter().map(|(_, w)| w).collect(),
    }
}
