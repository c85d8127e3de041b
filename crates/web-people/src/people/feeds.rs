//! The reminder calendar of a person: made and revoked on the own account, read by programs at `/lich/…` without a session.

use super::broken;
use super::door::see;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use dienhong_app::people::FeedError;
use dienhong_app::waiting::write_calendar;
use dienhong_app::{Context, urls};
use dienhong_i18n::{Locale, t};
use dienhong_web_kit::respond::{Problem, fault, html};
use dienhong_web_kit::shell::{Room, Shell};
use dienhong_web_kit::state::{AppState, Me};

/// The end of a calendar's address, by which programs know what it is.
const ENDING: &str = ".ics";

#[derive(Template)]
#[template(path = "people/feed_made.html")]
struct MadePage {
    shell: Shell,
    address: String,
}

pub(super) async fn make(me: Me) -> Result<Response, Problem> {
    let secret = match me.cx().people().make_feed().await {
        Ok(secret) => secret,
        Err(FeedError::Fault(fault)) => return Err(broken(fault)),
        Err(FeedError::NotFound) => return Err(Problem::NotFound),
    };
    let path = urls::feed(format!("{secret}{ENDING}"));
    let address = me.app.people.base().join(&path);
    let address = address.map_err(|cause| Problem::broken(&cause))?;
    let shell = me.shell(t(me.locale(), "people-feed-made"), Room::None).narrow();
    Ok(html(&MadePage {
        shell: shell.below(me.actor.name.clone(), urls::ACCOUNT),
        address: address.to_string(),
    }))
}

pub(super) async fn revoke(me: Me) -> Result<Response, Problem> {
    match me.cx().people().revoke_feed().await {
        // Pressed twice, it is revoked all the same.
        Ok(()) | Err(FeedError::NotFound) => Ok(see(&format!("{}?xong=lich", urls::ACCOUNT))),
        Err(FeedError::Fault(fault)) => Err(broken(fault)),
    }
}

/// The calendar of a secret. An unknown one and one whose person holds no appointment any more are answered alike.
pub(super) async fn show(
    State(state): State<AppState>,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let secret = code.strip_suffix(ENDING).ok_or(Problem::NotFound)?;
    let app = &state.app;
    let (snapshot, now) = (app.snapshot(), app.now());
    let reader = app.people.feed_reader(snapshot.rights_at(now), secret).await;
    let reader = reader.map_err(broken)?.ok_or(Problem::NotFound)?;
    let cx = Context::new(app, &reader, snapshot.clone(), now);
    let events = cx.waiting().events(secret).await.map_err(|e| fault(&e))?;
    let locale = Locale::parse(&reader.language).unwrap_or(Locale::Vi);
    let name = t(locale, "waiting-calendar");
    let text = write_calendar(&name, app.people.base().as_str(), &events, cx.today());
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-store"),
        // The address is a secret, so it is not sent as a referrer.
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    Ok((headers, text).into_response())
}
