//! Installed packs, and installing one from the browser.

use askama::Template;
use axum::extract::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::packs::InstallError;
use dienhong_app::urls;
use dienhong_domain::packs::{Pack, PartStatus};
use dienhong_domain::rights::Permission;
use dienhong_i18n::{Locale, t, t_with};
use dienhong_store::packs::PackRow;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Field, Mistake, Room, Shell};
use dienhong_web_kit::state::Me;
use serde::Deserialize;

struct Installed {
    title: String,
    version: String,
    hash: String,
    when: String,
    scope: String,
    instruments: Vec<String>,
    incomplete: String,
    statuses: Vec<String>,
    /// The days on which it is law; empty when it names none.
    days: String,
}

struct Wrong {
    place: String,
    what: String,
    hint: String,
}

#[derive(Template)]
#[template(path = "packs/show.html")]
struct Page {
    shell: Shell,
    packs: Vec<Installed>,
    text: Field,
    wrong: Vec<Wrong>,
    differences: Vec<String>,
    ready: bool,
    may_install: bool,
}

#[derive(Deserialize, Default)]
pub(super) struct PackForm {
    #[serde(default)]
    goi: String,
    #[serde(default)]
    chac: String,
}

pub(super) async fn show(me: Me) -> Result<Response, Problem> {
    Ok(html(&page(&me, "", Vec::new(), Vec::new(), None)?))
}

pub(super) async fn install(me: Me, Form(typed): Form<PackForm>) -> Result<Response, Problem> {
    let files = vec![("pack.toml".to_owned(), typed.goi.clone().into_bytes())];
    let scope = me
        .actor
        .units_for(Permission::ManagePacks, me.here())
        .first()
        .copied();
    // A pack that extends another one is installed for the person's own unit; any other holds for all units.
    let is_overlay = dienhong_packs::parse(&files).is_ok_and(|p| p.extends.is_some());
    let read = me
        .cx()
        .packs()
        .install(&files, scope.filter(|_| is_overlay))
        .await;
    let refused = |key: &str| vec![Mistake::new("goi", t(me.locale(), key))];
    let (mistakes, wrong, ready) = match read {
        Ok(install) if typed.chac == "1" => match me.cx().packs().finish_install(install).await {
            Ok(()) => return Ok(Redirect::to(urls::PACKS).into_response()),
            Err(_) => (refused("packs-error-busy"), Vec::new(), None),
        },
        Ok(install) => (Vec::new(), Vec::new(), Some(install.differences)),
        Err(InstallError::Mistakes(found)) => {
            let language = me.locale().code();
            let wrong = found.iter().map(|m| Wrong {
                place: format!("{}:{}", m.file, m.line),
                what: m.what(language),
                hint: m.hint(language),
            });
            (refused("packs-error-mistakes"), wrong.collect(), None)
        }
        Err(InstallError::Already) => (refused("packs-error-already"), Vec::new(), None),
        Err(InstallError::CodeTaken(_)) => (refused("packs-error-taken"), Vec::new(), None),
        Err(InstallError::NotAnOverlay) => (refused("packs-error-not-an-overlay"), Vec::new(), None),
        Err(InstallError::NotAllowed) => return Err(Problem::NotFound),
        Err(InstallError::Fault(fault)) => return Err(dienhong_web_kit::respond::fault(&fault)),
    };
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let differences = ready.map(|all| {
        let line = |d: &dienhong_packs::Difference| {
            format!(
                "{}: {}",
                d.what.name(me.locale().code()),
                d.title.get(me.locale().code())
            )
        };
        all.iter().map(line).collect()
    });
    Ok(html_with(
        status,
        &page(&me, &typed.goi, mistakes, wrong, differences)?,
    ))
}

fn days(pack: &Pack, locale: Locale) -> String {
    let (from, to) = (pack.from.map(dienhong_i18n::day), pack.to.map(dienhong_i18n::day));
    match (from, to) {
        (None, None) => String::new(),
        (Some(from), None) => t_with(locale, "packs-days-from", &[("from", from.into())]),
        (None, Some(to)) => t_with(locale, "packs-days-to", &[("to", to.into())]),
        (Some(from), Some(to)) => t_with(
            locale,
            "packs-days-within",
            &[("from", from.into()), ("to", to.into())],
        ),
    }
}

/// The parts of a pack whose text was not read, each with what is known of it.
fn statuses(pack: &Pack, locale: Locale) -> Vec<String> {
    let said = |status: &PartStatus| {
        let words = dienhong_i18n::known(&status.known, locale)?;
        let title = pack.title_of(status.of, &status.id)?.get(locale.code());
        Some(format!("{title}: {words}"))
    };
    pack.statuses.iter().filter_map(said).collect()
}

fn page(
    me: &Me,
    typed: &str,
    mistakes: Vec<Mistake>,
    wrong: Vec<Wrong>,
    differences: Option<Vec<String>>,
) -> Result<Page, Problem> {
    let language = me.locale().code();
    let shell = me
        .shell(t(me.locale(), "packs-title"), Room::More)
        .lead(t(me.locale(), "packs-lead"))
        .below(t(me.locale(), "shell-room-more"), urls::MORE)
        .mistakes(mistakes);
    let mut packs = Vec::new();
    // A version that was replaced is still law until the newer one begins.
    let in_force = me.snapshot.packs_in_force(me.today());
    let is_shown = |row: &&PackRow| row.retired_at.is_none() || in_force.contains(&row.id);
    for row in me.snapshot.packs.iter().filter(is_shown) {
        let pack = me.snapshot.read_pack(row).map_err(|e| Problem::broken(&e))?;
        packs.push(Installed {
            title: pack.title.get(language).to_owned(),
            version: row.version.clone(),
            hash: row.hash.chars().take(12).collect(),
            when: dienhong_i18n::moment(row.installed_at, me.locale()),
            scope: row
                .scope
                .map_or_else(|| shell.t("packs-scope-all"), |s| me.name(s)),
            instruments: pack
                .instruments
                .iter()
                .map(|i| i.name.get(language).to_owned())
                .collect(),
            incomplete: pack
                .incomplete
                .as_ref()
                .map_or_else(String::new, |w| w.get(language).to_owned()),
            statuses: statuses(&pack, me.locale()),
            days: days(&pack, me.locale()),
        });
    }
    let mut text = Field::new("goi", shell.t("packs-text"))
        .hint(shell.t("packs-text-hint"))
        .value(typed)
        .checked(&shell.mistakes);
    text.rows = 12;
    Ok(Page {
        packs,
        text,
        wrong,
        ready: differences.is_some(),
        differences: differences.unwrap_or_default(),
        may_install: me.may_somewhere(Permission::ManagePacks),
        shell,
    })
}
