//! What waits of procedures and papers, as lines of the first page.

use crate::filings::{ahead_words, state_tag};
use crate::papers::made_state_tag;
use crate::reports::stage_tag;
use dienhong_app::totals::words::period_until;
use dienhong_app::waiting::{Area, Task, What};
use dienhong_domain::filings::State;
use dienhong_domain::packs::Words;
use dienhong_domain::reports::Stage;
use dienhong_i18n::{period, t_with};
use dienhong_web_kit::shell::{State as Shown, Tag};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::tasks::{Task as Line, deadline_tag};

/// A task as a line; `None` for one that is no procedure's and no paper's.
pub fn line(me: &Me, task: &Task) -> Option<Line> {
    let locale = me.locale();
    let words = |title: &Words| title.get(locale.code()).to_owned();
    let (name, meta, tag) = match &task.what {
        What::Filing {
            title, period: of, ..
        }
        | What::Report {
            title, period: of, ..
        } if task.is_ahead => {
            let due = task.due?;
            (words(title), ahead_words(me, *of, due), deadline_tag(me, due))
        }
        What::Filing {
            title,
            period: of,
            state,
        } => {
            let tag = match state {
                Some(state) if *state != State::Frozen => state_tag(me, *state),
                _ => deadline_tag(me, task.due?),
            };
            (words(title), period(*of, locale), tag)
        }
        What::Report {
            title,
            period: of,
            as_of,
            stage,
            is_returned,
        } => {
            let tag = match stage {
                Some(stage) => stage_tag(me, *stage, *is_returned),
                None => deadline_tag(me, task.due?),
            };
            (words(title), period_until(*of, *as_of, locale), tag)
        }
        What::Below {
            title,
            period: of,
            count,
        } => {
            let args = [
                ("count", (*count as i64).into()),
                ("period", period(*of, locale).into()),
            ];
            let meta = t_with(locale, "filings-waiting-count", &args);
            (words(title), meta, sent_tag(me, task.area))
        }
        What::Late {
            title,
            period: of,
            count,
            since,
        } => {
            let args = [
                ("count", (*count as i64).into()),
                ("period", period(*of, locale).into()),
            ];
            let meta = t_with(locale, "waiting-late-below", &args);
            (words(title), meta, deadline_tag(me, Ok(*since)))
        }
        What::Return { title, period: of } => {
            let args = [("period", period(*of, locale).into())];
            let meta = t_with(locale, "waiting-return-meta", &args);
            (words(title), meta, Shown::Waiting.tag(locale))
        }
        What::Made {
            title,
            summary,
            state,
        } => (words(title), summary.clone(), made_state_tag(me, *state)),
        What::Paper {
            number,
            year,
            summary,
        } => {
            let args = [
                ("number", number.to_string().into()),
                ("year", year.to_string().into()),
            ];
            let name = t_with(locale, "papers-incoming-name", &args);
            (name, summary.clone(), deadline_tag(me, task.due?))
        }
        What::Entry(_) | What::Count(_) => return None,
    };
    Some(Line {
        href: task.href.clone(),
        name,
        meta,
        tag,
    })
}

/// That something was sent and waits for an answer.
fn sent_tag(me: &Me, area: Area) -> Tag {
    match area {
        Area::Reports => stage_tag(me, Stage::Sent, false),
        _ => state_tag(me, State::Sent),
    }
}
