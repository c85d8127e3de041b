//! One search: what is found besides entries stands above them, by kind.

use dienhong_app::search::{Found, HITS, LOOKED_THROUGH, OutgoingHit};
use dienhong_app::urls;
use dienhong_domain::search::Meant;
use dienhong_i18n::{day, period, t, t_with};
use dienhong_web_kit::respond::{Problem, fault};
use dienhong_web_kit::state::Me;

/// Something that was found.
pub(crate) struct Hit {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) meta: String,
}

/// What was found of one kind, at least one.
pub(crate) struct Part {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    /// How far was looked; empty where all was.
    pub(crate) note: String,
    pub(crate) hits: Vec<Hit>,
    /// Address of all of them; empty where there is no such list.
    pub(crate) more: String,
}

/// What is meant by words, besides entries.
pub(crate) async fn parts(me: &Me, meant: &Meant, typed: &str) -> Result<Vec<Part>, Problem> {
    let found = me.cx().search().find(meant).await.map_err(|e| fault(&e))?;
    let mut parts = vec![
        part(
            me,
            "van-ban-di",
            "search-outgoing",
            found.outgoing.iter().map(|hit| outgoing(me, hit)).collect(),
        ),
        part(me, "van-ban-den", "search-incoming", incoming(me, &found)),
        part(me, "bao-cao", "search-reports", reports(me, &found)),
        part(me, "don-vi-thay", "search-units", units(me, &found)),
        part(me, "co-so-thay", "search-subjects", subjects(me, &found)),
        part(me, "nguoi-thay", "search-people", people(me, &found)),
    ];
    for part in &mut parts[..2] {
        part.note = t_with(
            me.locale(),
            "search-papers-note",
            &[("count", LOOKED_THROUGH.into())],
        );
    }
    let words: String = url::form_urlencoded::byte_serialize(typed.trim().as_bytes()).collect();
    parts[3].more = format!("{}?tim={words}", urls::UNITS);
    parts.retain(|part| !part.hits.is_empty());
    for part in &mut parts {
        if part.hits.len() < HITS {
            part.more.clear();
        }
    }
    Ok(parts)
}

fn part(me: &Me, id: &'static str, title: &str, hits: Vec<Hit>) -> Part {
    Part {
        id,
        title: t(me.locale(), title),
        note: String::new(),
        hits,
        more: String::new(),
    }
}

fn outgoing(me: &Me, hit: &OutgoingHit) -> Hit {
    let line = &hit.line;
    let uid = me.snapshot.map.uid(hit.unit);
    let href = match (line.report, line.paper) {
        (Some(report), _) => urls::report(report),
        (None, Some(paper)) => urls::made_paper(paper),
        (None, None) => urls::papers_of(uid, hit.issuer, line.year),
    };
    Hit {
        href,
        name: line.summary.clone(),
        meta: t_with(
            me.locale(),
            "search-paper-meta",
            &[("mark", line.mark().into()), ("day", day(line.day).into())],
        ),
    }
}

fn incoming(me: &Me, found: &Found) -> Vec<Hit> {
    let hit = |of: &dienhong_app::papers::Incoming| {
        let words = [
            ("number", of.number.to_string().into()),
            ("year", of.year.to_string().into()),
        ];
        let meta = [
            t_with(me.locale(), "papers-incoming-name", &words),
            of.sign.clone(),
            of.author.clone(),
        ];
        Hit {
            href: urls::incoming_paper(of.id),
            name: match of.summary.is_empty() {
                true => meta[0].clone(),
                false => of.summary.clone(),
            },
            meta: meta
                .into_iter()
                .filter(|words| !words.is_empty())
                .collect::<Vec<_>>()
                .join(", "),
        }
    };
    found.incoming.iter().map(hit).collect()
}

fn reports(me: &Me, found: &Found) -> Vec<Hit> {
    let hit = |of: &dienhong_app::search::ReportHit| Hit {
        href: urls::report(of.id),
        name: of.title.get(me.locale().code()).to_owned(),
        meta: format!(
            "{}, {}",
            period(of.period, me.locale()),
            dienhong_i18n::lower_first(&me.dated_name(of.unit))
        ),
    };
    found.reports.iter().map(hit).collect()
}

fn units(me: &Me, found: &Found) -> Vec<Hit> {
    let hit = |unit: &dienhong_domain::units::UnitId| {
        let (name, full) = (me.dated_name(*unit), me.full_name(*unit));
        Hit {
            href: urls::unit(me.snapshot.map.uid(*unit)),
            meta: full
                .strip_prefix(&format!("{name}, "))
                .unwrap_or_default()
                .to_owned(),
            name,
        }
    };
    found.units.iter().map(hit).collect()
}

fn subjects(me: &Me, found: &Found) -> Vec<Hit> {
    let hit = |of: &dienhong_app::subjects::SubjectView| Hit {
        href: urls::subject(of.subject.id),
        name: of.subject.name.clone(),
        meta: of.kind.get(me.locale().code()).to_owned(),
    };
    found.subjects.iter().map(hit).collect()
}

fn people(me: &Me, found: &Found) -> Vec<Hit> {
    let hit = |of: &dienhong_app::search::PersonHit| Hit {
        href: urls::person(of.id),
        name: of.name.clone(),
        meta: me.dated_name(of.unit),
    };
    found.people.iter().map(hit).collect()
}
