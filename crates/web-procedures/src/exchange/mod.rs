//! Pages of the exchange between installations: this one's card, the installations that were introduced, received files.

mod import;
mod post;

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::exchange::{ASKED_AT, AddressError, ExchangeError, LETTERS_AT, MEETING};
use dienhong_app::urls;
use dienhong_bundles::OpenError;
use dienhong_domain::rights::Permission::{ManagePeople, ReadTotals};
use dienhong_i18n::t;
use dienhong_web_kit::access::Access::{Needs, NeedsAny, Public, SignedIn};
use dienhong_web_kit::access::{BODY_MAX, Routes};
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Field, Mistake, Room, Shell, State as Shown, Tag};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use uuid::Uuid;

/// Largest letter, in bytes. Above the largest file it leaves some room, since the error of the file itself is more exact.
const LETTER_MAX: usize = dienhong_bundles::FILE_MAX + 1024;

/// The routes of this room.
pub fn routes() -> Routes {
    Routes::default()
        // Officials import figures and answers, the chair and the operator introduce installations: the acts check which.
        .get(urls::EXCHANGE, NeedsAny(MEETING), show)
        .post(urls::EXCHANGE, SignedIn, import::preview)
        .body(BODY_MAX)
        .post(urls::EXCHANGE_IMPORT, SignedIn, import::import)
        .body(BODY_MAX)
        .get(urls::EXCHANGE_CARD, Needs(ManagePeople), card)
        .post(urls::PEER_END, Needs(ManagePeople), end)
        .post(urls::PEER_ADDRESS, Needs(ManagePeople), post::address)
        .post(urls::PEER_FETCH, SignedIn, post::fetch)
        .get(urls::LETTER, SignedIn, post::open)
        .post(urls::LETTER_ASIDE, SignedIn, post::aside)
        .post(urls::FILING_SENDING, Needs(ReadTotals), post::send)
        // Called by other installations, which are authenticated by the signature on what they send.
        .post(LETTERS_AT, Public, post::came)
        .body(LETTER_MAX)
        .post(ASKED_AT, Public, post::ready)
        .body(LETTER_MAX)
        .get(urls::FILING_BUNDLE, Needs(ReadTotals), bundle)
        .get(urls::REPORT_BUNDLE, Needs(ReadTotals), report_bundle)
        .post(urls::REPORT_BUNDLE_SENDING, Needs(ReadTotals), post::send_report)
}

struct Peer {
    book: Uuid,
    name: String,
    fingerprint: String,
    when: String,
    is_ended: bool,
    tag: Tag,
    /// Where it is reached over the network.
    address: Field,
    is_reached: bool,
}

struct Letter {
    href: String,
    sender: String,
    when: String,
}

#[derive(Template)]
#[template(path = "exchange/show.html")]
struct Page {
    shell: Shell,
    own: Option<String>,
    unit: String,
    file: Field,
    letters: Vec<Letter>,
    peers: Vec<Peer>,
    may_introduce: bool,
}

#[derive(Deserialize)]
struct Said {
    /// How many letters were fetched.
    lay: Option<usize>,
}

async fn show(me: Me, Query(said): Query<Said>) -> Result<Response, Problem> {
    let mut page = page(&me, Vec::new()).await?;
    if let Some(count) = said.lay {
        let words = page.shell.t1("exchange-fetched", "count", count as i64);
        page.shell = page.shell.done(words);
    }
    Ok(html(&page))
}

async fn page(me: &Me, mistakes: Vec<Mistake>) -> Result<Page, Problem> {
    let shell = me
        .shell(t(me.locale(), "exchange-title"), Room::More)
        .lead(t(me.locale(), "exchange-lead"))
        .mistakes(mistakes);
    let peers = me.cx().exchange().introduced().await.map_err(problem)?;
    let own = match me.cx().exchange().own_card().await {
        Ok(own) => Some(own),
        Err(ExchangeError::NotAllowed) => None,
        Err(error) => return Err(problem(error)),
    };
    let peer = |p: &dienhong_app::exchange::Introduced| Peer {
        book: p.book,
        name: p.name.clone(),
        fingerprint: p.fingerprint.clone(),
        when: dienhong_i18n::moment(p.added_at, me.locale()),
        is_ended: p.is_ended,
        is_reached: !p.address.is_empty(),
        address: Field::new(format!("dia-chi-{}", p.book), shell.t("exchange-address"))
            .hint(shell.t("exchange-address-hint"))
            .optional()
            .value(p.address.clone())
            .checked(&shell.mistakes),
        tag: match p.is_ended {
            true => Tag {
                words: shell.t("exchange-ended"),
                ..Shown::Void.tag(me.locale())
            },
            false => Tag {
                words: shell.t("exchange-trusted"),
                ..Shown::Met.tag(me.locale())
            },
        },
    };
    let letters = me.cx().exchange().letters().await.map_err(problem)?;
    let letters = letters.into_iter().map(|letter| Letter {
        href: urls::letter(letter.id),
        sender: letter.sender,
        when: dienhong_i18n::moment(letter.came_at, me.locale()),
    });
    Ok(Page {
        letters: letters.collect(),
        unit: own.as_ref().map_or_else(String::new, |o| me.full_name(o.unit)),
        may_introduce: own.is_some(),
        own: own.map(|o| o.fingerprint),
        file: Field {
            accept: ".dienhong,.json,application/json".to_owned(),
            ..Field::new("tep", shell.t("exchange-file"))
                .hint(shell.t("exchange-file-hint"))
                .checked(&shell.mistakes)
        },
        peers: peers.iter().map(peer).collect(),
        shell,
    })
}

/// The page again, with what was wrong with the file.
async fn refused(me: &Me, error: ExchangeError) -> Result<Response, Problem> {
    refused_at(me, "tep", error).await
}

async fn refused_at(me: &Me, field: &str, error: ExchangeError) -> Result<Response, Problem> {
    let shell = me.shell("", Room::More);
    let said = words(&shell, error)?;
    let page = page(me, vec![Mistake::new(field, said)]).await?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

async fn card(me: Me) -> Result<Response, Problem> {
    let own = me.cx().exchange().own_card().await.map_err(problem)?;
    Ok(dienhong_web_kit::downloads::download(
        "the.dienhong",
        KIND,
        own.card.into_bytes(),
    ))
}

async fn end(me: Me, Path(book): Path<Uuid>) -> Result<Response, Problem> {
    me.cx().exchange().end_introduction(book).await.map_err(problem)?;
    Ok(Redirect::to(urls::EXCHANGE).into_response())
}

async fn bundle(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let text = me.cx().exchange().filing_bundle(id).await.map_err(problem)?;
    Ok(bundled(id, text))
}

async fn report_bundle(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let text = me.cx().exchange().report_bundle(id).await.map_err(problem)?;
    Ok(bundled(id, text))
}

fn bundled(id: Uuid, text: String) -> Response {
    dienhong_web_kit::downloads::download(&format!("{id}.dienhong"), KIND, text.into_bytes())
}

/// Media type of cards and bundles.
const KIND: &str = "application/json";

fn problem(error: ExchangeError) -> Problem {
    match error {
        ExchangeError::Fault(fault) => dienhong_web_kit::respond::fault(&fault),
        _ => Problem::NotFound,
    }
}

/// The sentence for a file that is refused.
fn words(shell: &Shell, error: ExchangeError) -> Result<String, Problem> {
    Ok(match error {
        ExchangeError::Fault(fault) => return Err(dienhong_web_kit::respond::fault(&fault)),
        ExchangeError::NotAllowed | ExchangeError::NotFound | ExchangeError::NothingToSend(_) => {
            shell.t("exchange-error-not-allowed")
        }
        ExchangeError::Open(OpenError::CutOff) => shell.t("exchange-error-cut-off"),
        ExchangeError::Open(OpenError::Forged) => shell.t("exchange-error-forged"),
        ExchangeError::Open(OpenError::Newer(_)) => shell.t("exchange-error-newer"),
        ExchangeError::Open(OpenError::TooLarge) => shell.t("exchange-error-too-large"),
        ExchangeError::Open(OpenError::NotAnEnvelope | OpenError::BadPayload) => {
            shell.t("exchange-error-other-file")
        }
        ExchangeError::UnknownSender(key) => shell.t1("exchange-error-unknown-sender", "key", key),
        ExchangeError::Ended(name) => shell.t1("exchange-error-ended", "name", name),
        ExchangeError::OtherKey(name, key) => {
            shell.t2("exchange-error-other-key", ("name", name), ("key", key))
        }
        ExchangeError::UnknownUnit => shell.t("exchange-error-unknown-unit"),
        ExchangeError::NotTheirs(name) => shell.t1("exchange-error-not-theirs", "unit", name),
        ExchangeError::NotForUs(name) => shell.t1("exchange-error-not-for-us", "unit", name),
        ExchangeError::WorksHere(name) => shell.t1("exchange-error-works-here", "name", name),
        ExchangeError::Damaged => shell.t("exchange-error-damaged"),
        ExchangeError::Stale(version) => shell.t1("exchange-error-stale", "version", version),
        ExchangeError::Waits(version) => shell.t1("exchange-error-waits", "version", version),
        ExchangeError::Collides => shell.t("exchange-error-collides"),
        ExchangeError::Address(AddressError::Unreadable) => shell.t("exchange-error-address"),
        ExchangeError::Address(AddressError::NotSafe) => shell.t("exchange-error-address-http"),
        ExchangeError::NoAddress(name) => shell.t1("exchange-error-no-address", "name", name),
        ExchangeError::Unreached(name, why) => {
            tracing::warn!(%why, "Another installation was not reached");
            shell.t2("exchange-error-unreached", ("name", name), ("why", why))
        }
        ExchangeError::RefusedThere(name, code) => there(shell, name, &code),
        ExchangeError::Full => shell.t("exchange-error-full"),
        ExchangeError::UnknownFiling => shell.t("exchange-error-unknown-filing"),
        ExchangeError::ReportStands(stage) => {
            let state = shell.t(dienhong_app::reports::stage_key(stage));
            shell.t1("exchange-error-stands", "state", state)
        }
        ExchangeError::Stands(state) => shell.t1(
            "exchange-error-stands",
            "state",
            shell.t(dienhong_app::filings::state_key(state)),
        ),
    })
}

/// The sentence for a refusal by the other installation, with what to do here.
fn there(shell: &Shell, name: String, code: &str) -> String {
    let key = match code {
        "unknown-sender" | "ended" | "other-key" => "exchange-there-unknown",
        "full" => "exchange-there-full",
        "newer" => "exchange-there-newer",
        "stale" => "exchange-there-stale",
        _ => return shell.t2("exchange-there-other", ("name", name), ("code", code.to_owned())),
    };
    shell.t1(key, "name", name)
}
