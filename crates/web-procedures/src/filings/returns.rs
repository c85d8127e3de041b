//! The return of accepted figures: asking for it, deciding about it, and what waits for a decision.

use super::decide::{NoteForm, PLACE, answerable, answered, kicker, mistake, reason_page};
use super::list::problem;
use super::{show, words};
use crate::procedures::HistoryLine;
use askama::Template;
use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::filings::{AskedBack, Filing, FilingError, ReturnRequest};
use dienhong_app::procedures::Step;
use dienhong_app::urls;
use dienhong_domain::procedures::Kind;
use dienhong_domain::procedures::returns::State;
use dienhong_domain::rights::Permission;
use dienhong_i18n::{t, t_with};
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::return_form::{Page, ReturnAct, ReturnForm};
use dienhong_web_kit::shell::{Field, Mistake, PageNumber, Pager, Room, Shell, State as Shown, Tag};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::tasks::Task;
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

const ROWS: usize = 50;

/// An open request on the page of its filing.
pub(super) struct OpenRequest {
    pub(super) id: Uuid,
    pub(super) may_decide: bool,
    /// Who asked, when and why.
    pub(super) lines: Vec<HistoryLine>,
}

/// The open request among those about a filing, if there is one.
pub(super) fn open(me: &Me, of: &Filing, requests: &[ReturnRequest]) -> Option<OpenRequest> {
    let request = requests.iter().find(|r| r.state == State::Asked)?;
    Some(OpenRequest {
        id: request.id,
        may_decide: request.may_decide,
        lines: lines(me, of, request),
    })
}

/// What happened to requests that are decided, the newest first.
pub(super) fn decided(me: &Me, of: &Filing, requests: &[ReturnRequest]) -> Vec<HistoryLine> {
    let decided = requests.iter().filter(|r| r.state != State::Asked);
    decided
        .flat_map(|request| lines(me, of, request).into_iter().rev())
        .collect()
}

fn lines(me: &Me, of: &Filing, request: &ReturnRequest) -> Vec<HistoryLine> {
    let line = |step: &Step<State>| {
        let tag = state_tag(me, step.state);
        HistoryLine::new(me, Kind::Return, (step, tag), |code| {
            show::figure_name(me, of, code)
        })
    };
    request.steps.iter().map(line).collect()
}

/// The state of a request as a tag of the kit.
fn state_tag(me: &Me, of: State) -> Tag {
    let (shown, key) = match of {
        State::Asked => (Shown::Waiting, "filings-return-state-asked"),
        State::Approved => (Shown::Incomplete, "filings-return-state-approved"),
        State::Refused => (Shown::Void, "filings-return-state-refused"),
    };
    Tag {
        words: t(me.locale(), key),
        ..shown.tag(me.locale())
    }
}

pub(super) async fn ask(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let of = answerable(&me, id).await?;
    Ok(html(&ask_page(&me, &of, &ReturnForm::none(), Vec::new())))
}

pub(super) async fn ask_it(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let typed = ReturnForm::read(&typed, PLACE);
    let filings = me.cx().filings();
    match filings.ask_return(id, &typed.note, typed.given()).await {
        Ok(_) => Ok(Redirect::to(&urls::filing(id)).into_response()),
        Err(error) => {
            let mistakes = vec![mistake(&me, &error)?];
            let of = answerable(&me, id).await?;
            let page = ask_page(&me, &of, &typed, mistakes);
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

fn ask_page(me: &Me, of: &Filing, typed: &ReturnForm, mistakes: Vec<Mistake>) -> Page {
    let locale = me.locale();
    let shell = me
        .shell(t(locale, "filings-return-ask-title"), Room::Totals)
        .kicker(kicker(me, of))
        .lead(t(locale, "filings-return-ask-lead"))
        .mistakes(mistakes);
    let act = ReturnAct {
        action: urls::filing_return_request(of.id),
        button: shell.t("filings-return-ask"),
        back: urls::filing(of.id),
    };
    reason_page(of, typed, shell, act)
}

pub(super) async fn approve(
    me: Me,
    Path((id, request)): Path<(Uuid, Uuid)>,
    Form(typed): Form<NoteForm>,
) -> Result<Response, Problem> {
    is_about(&me, id, request).await?;
    let done = me.cx().filings().approve_return(request, &typed.note).await;
    answered(&me, id, done).await
}

/// Checks that a request is about a filing, and that the reader may see it.
async fn is_about(me: &Me, id: Uuid, request: Uuid) -> Result<ReturnRequest, Problem> {
    let all = me.cx().filings().return_requests(id).await.map_err(problem)?;
    all.into_iter()
        .find(|of| of.id == request)
        .ok_or(Problem::NotFound)
}

#[derive(Template)]
#[template(path = "filings/refuse.html")]
struct RefusePage {
    shell: Shell,
    action: String,
    back: String,
    lines: Vec<HistoryLine>,
    note: Field,
}

pub(super) async fn refusal(me: Me, Path((id, request)): Path<(Uuid, Uuid)>) -> Result<Response, Problem> {
    let page = refuse_page(&me, (id, request), "", Vec::new()).await?;
    Ok(html(&page))
}

pub(super) async fn refuse(
    me: Me,
    Path((id, request)): Path<(Uuid, Uuid)>,
    Form(typed): Form<NoteForm>,
) -> Result<Response, Problem> {
    is_about(&me, id, request).await?;
    match me.cx().filings().refuse_return(request, &typed.note).await {
        Err(error @ (FilingError::RefusalNeedsReason | FilingError::TooLong)) => {
            let said = words(&me.shell("", Room::Totals), &error)?;
            let mistakes = vec![Mistake::new("ghi-chu", said)];
            let page = refuse_page(&me, (id, request), &typed.note, mistakes).await?;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        done => answered(&me, id, done).await,
    }
}

async fn refuse_page(
    me: &Me,
    (id, request): (Uuid, Uuid),
    typed: &str,
    mistakes: Vec<Mistake>,
) -> Result<RefusePage, Problem> {
    let about = is_about(me, id, request).await?;
    if !about.may_decide {
        return Err(Problem::NotFound);
    }
    let of = me.cx().filings().find(id).await.map_err(problem)?;
    let locale = me.locale();
    let shell = me
        .shell(t(locale, "filings-return-refuse-title"), Room::Totals)
        .kicker(kicker(me, &of))
        .lead(t(locale, "filings-return-refuse-lead"))
        .mistakes(mistakes);
    Ok(RefusePage {
        action: urls::filing_return_refusal(id, request),
        back: urls::filing(id),
        lines: lines(me, &of, &about),
        note: Field::new("ghi-chu", shell.t("filings-return-refuse-note"))
            .value(typed)
            .checked(&shell.mistakes),
        shell,
    })
}

#[derive(Deserialize, Default)]
pub(super) struct ReturnsQuery {
    #[serde(rename = "don-vi", default)]
    unit: String,
    #[serde(default)]
    trang: PageNumber,
}

#[derive(Template)]
#[template(path = "filings/returns.html")]
struct ReturnsPage {
    shell: Shell,
    waiting: Vec<Task>,
    pager: Pager,
}

/// What others asked for and the reader may decide.
pub(super) async fn waiting(me: Me, Query(asked): Query<ReturnsQuery>) -> Result<Response, Problem> {
    let unit = me
        .requested_unit(&asked.unit, Permission::AcceptFigures)
        .ok_or(Problem::NotFound)?;
    let (locale, uid, page) = (me.locale(), me.snapshot.map.uid(unit), asked.trang);
    let window = (page.skip(ROWS), ROWS);
    let (found, count) = me
        .cx()
        .filings()
        .asked_back(unit, window)
        .await
        .map_err(problem)?;
    let shell = me
        .shell(t(locale, "filings-returns-title"), Room::Totals)
        .kicker(me.full_name(unit))
        .below(t(locale, "filings-title"), urls::filings(uid))
        .lead(t(locale, "filings-returns-lead"));
    let at = urls::filing_return_requests(uid);
    Ok(html(&ReturnsPage {
        waiting: found.iter().map(|of| waiting_line(&me, of)).collect(),
        pager: Pager::new(count, ROWS, page, |p| format!("{at}&trang={p}")),
        shell,
    }))
}

fn waiting_line(me: &Me, of: &AskedBack) -> Task {
    let locale = me.locale();
    let form = of
        .title
        .as_ref()
        .map_or(of.form.as_str(), |title| title.get(locale.code()));
    let meta = [
        ("form", form.into()),
        ("period", dienhong_i18n::period(of.period, locale).into()),
    ];
    Task {
        href: urls::filing(of.id),
        name: me.snapshot.map.label(of.unit, of.period.to, locale.code()),
        meta: t_with(locale, "filings-returns-meta", &meta),
        tag: state_tag(me, State::Asked),
    }
}
