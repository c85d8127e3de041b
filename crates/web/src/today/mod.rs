//! The first page: tasks, recent entries, and the year's figures until today.

use askama::Template;
use axum::response::Response;
use dienhong_app::entries::{EntryError, ListRow};
use dienhong_app::subjects::{SubjectError, SubjectView};
use dienhong_app::totals::{Question, Row, Totals};
use dienhong_app::urls;
use dienhong_app::waiting::{Area, ENTRIES_SHOWN, Task as Waiting, What};
use dienhong_domain::packs::MeasureKind;
use dienhong_domain::rights::{Appointment, Permission};
use dienhong_domain::units::{Lens, UnitId};
use dienhong_i18n::t;
use dienhong_web_kit::access::Access::SignedIn;
use dienhong_web_kit::access::Routes;
use dienhong_web_kit::respond::{Problem, html};
use dienhong_web_kit::shell::{Figure, Room, Shell, State as Shown};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::tasks::Task;
use dienhong_web_records::entries::{RecordDoors, main_number, tag_of};
use dienhong_web_records::totals::chart::{Chart, chart};
use dienhong_web_records::totals::question::problem;
use dienhong_web_records::totals::show::year_until;
use std::collections::BTreeMap;

/// The route of this room.
pub(crate) fn routes() -> Routes {
    Routes::default().get(urls::HOME, SignedIn, show)
}

#[derive(Template)]
#[template(path = "today/show.html")]
struct Page {
    shell: Shell,
    waiting: Vec<Task>,
    /// Address of all waiting entries, if there are more than are shown.
    more: String,
    /// What comes due next according to the packs.
    ahead: Vec<Task>,
    recent: Vec<Task>,
    figures: Vec<Figure>,
    year: String,
    period: String,
    totals: String,
    /// The first tile by months: title, unit of count, chart.
    chart: Option<(String, String, Chart)>,
    /// Address of the figures by units below; empty if there are none.
    below: String,
    /// What the reader may record.
    record: Option<RecordDoors>,
    reads: bool,
    /// Subjects over which the reader stands: address, name, kind with the unit in which it lies.
    subjects: Vec<(String, String, String)>,
    /// Units that ended, and with them the reader's appointments, as sentences.
    over: Vec<String>,
}

/// Number of tiles of the year, few enough to be seen at once.
const TILES: usize = 9;

pub(super) async fn show(me: Me) -> Result<Response, Problem> {
    let today = me.today();
    let shell = me
        .shell(t(me.locale(), "totals-today-title"), Room::Today)
        .kicker(dienhong_i18n::day_with_weekday(today, me.locale()))
        .pages(dienhong_web_records::entries::writable(&me));
    let unit = me
        .actor
        .units_for(Permission::ReadEntries, me.here())
        .first()
        .copied();
    let mut page = Page {
        waiting: Vec::new(),
        more: String::new(),
        ahead: Vec::new(),
        recent: Vec::new(),
        figures: Vec::new(),
        year: shell.t1("totals-today-year", "year", today.year().to_string()),
        period: String::new(),
        totals: urls::TOTALS.to_owned(),
        chart: None,
        below: String::new(),
        record: RecordDoors::of(&me).await?,
        reads: unit.is_some(),
        subjects: subjects(&me).await?,
        over: over(&me),
        shell,
    };
    if let Some(unit) = unit {
        page.wait(&me, unit).await?;
        page.recent = recent(&me, unit).await?;
        page.recent
            .retain(|task| page.waiting.iter().all(|w| w.href != task.href));
        page.recent.truncate(6);
        if let Some(period) = year_until(today) {
            page.period = dienhong_i18n::period(period, me.locale());
            let q = Question {
                unit,
                period,
                lens: Lens::AsItWas,
            };
            page.totals = urls::totals(me.snapshot.map.uid(unit), period, Lens::AsItWas);
            if me.cx().totals().has_units_below(q) {
                let query = urls::figure_query(me.snapshot.map.uid(unit), period, Lens::AsItWas);
                page.below = format!("{}?{query}", urls::BELOW);
            }
            let totals = me.cx().totals().read(q).await.map_err(problem)?;
            page.figures = figures(&me, q, &totals);
            page.chart = first_chart(&me, &page.shell, q, &totals).await?;
        }
    }
    Ok(html(&page))
}

impl Page {
    /// Puts in what waits in a unit and what comes due next, and a link to all waiting entries of a state if there are more.
    async fn wait(&mut self, me: &Me, unit: UnitId) -> Result<(), Problem> {
        let found = me.cx().waiting().tasks(unit).await;
        let found = found.map_err(|e| dienhong_web_kit::respond::fault(&e))?;
        let (mut ahead, waiting): (Vec<Waiting>, Vec<Waiting>) =
            found.into_iter().partition(|of| of.is_ahead);
        let mut entries: BTreeMap<&str, usize> = BTreeMap::new();
        for of in &waiting {
            if let What::Entry(row) = &of.what {
                let count = entries.entry(row.state.code()).or_default();
                *count += 1;
                if *count > ENTRIES_SHOWN {
                    if self.more.is_empty() {
                        self.more = format!("{}?trang-thai={}", urls::SEARCH, row.state.code());
                    }
                    continue;
                }
            }
            self.waiting.extend(line(me, of));
        }
        ahead.sort_by_key(|of| of.due);
        self.ahead = ahead.iter().filter_map(|of| line(me, of)).take(AHEAD).collect();
        Ok(())
    }
}

/// Most coming due dates shown.
const AHEAD: usize = 4;

/// What waits, as a line.
fn line(me: &Me, of: &Waiting) -> Option<Task> {
    let locale = me.locale();
    let (name, meta, tag) = match (&of.what, of.area) {
        (What::Entry(row), _) => return Some(entry_line(me, row)),
        (What::Count(count), Area::Months) => ("checks-title", ("checks-today", count), Shown::Incomplete),
        (What::Count(count), _) => (
            "exchange-title",
            ("exchange-letters-today", count),
            Shown::Waiting,
        ),
        _ => return dienhong_web_procedures::waiting::line(me, of),
    };
    let (meta, count) = meta;
    Some(Task {
        href: of.href.clone(),
        name: t(locale, name),
        meta: dienhong_i18n::t_with(locale, meta, &[("count", (*count as i64).into())]),
        tag: tag.tag(locale),
    })
}

/// The subjects over which the reader stands.
async fn subjects(me: &Me) -> Result<Vec<(String, String, String)>, Problem> {
    let own = me.cx().subjects().own().await.map_err(|error| match error {
        SubjectError::Fault(cause) => dienhong_web_kit::respond::fault(&cause),
        _ => Problem::NotFound,
    })?;
    let line = |view: &SubjectView| {
        let unit = me.dated_name(view.lies_in.unwrap_or(view.subject.unit));
        let kind = view.kind.get(me.locale().code());
        let words = [("kind", kind.into()), ("unit", unit.into())];
        (
            urls::subject(view.subject.id),
            view.subject.name.clone(),
            dienhong_i18n::t_with(me.locale(), "subjects-today-meta", &words),
        )
    };
    Ok(own.iter().map(line).collect())
}

/// Why an appointed person has no rights any more: the unit ended, and its heir has to appoint them anew.
fn over(me: &Me) -> Vec<String> {
    let (map, today) = (&me.snapshot.map, me.today());
    let holds = |a: &&Appointment| a.from <= today && today <= a.to && !a.holds(map, today);
    let told = |a: &Appointment| {
        let ended = Some(map.get(a.unit)?.ends()).filter(|day| *day <= today)?;
        let heirs = map.heirs(a.unit).iter().filter(|l| l.day == ended);
        let heirs: Vec<String> = heirs.map(|l| me.name(l.to)).collect();
        let name = map.label(a.unit, ended.previous(), me.locale().code());
        let words = [
            ("unit", name.into()),
            ("day", dienhong_i18n::day(ended).into()),
            ("heirs", heirs.join(", ").into()),
        ];
        let key = match heirs.is_empty() {
            true => "totals-today-over",
            false => "totals-today-over-into",
        };
        Some(dienhong_i18n::t_with(me.locale(), key, &words))
    };
    me.actor.held.iter().filter(holds).filter_map(told).collect()
}

/// The measures of the tiles: recorded ones that are neither parts of others nor shares.
fn tiles(totals: &Totals) -> impl Iterator<Item = &Row> {
    let rows = totals.sections.iter().flat_map(|s| &s.rows);
    rows.filter(|r| r.figure.is_recorded() && r.depth == 0 && !r.is_item && r.share.is_none())
}

/// The first flow among the tiles, by months.
async fn first_chart(
    me: &Me,
    shell: &Shell,
    q: Question,
    totals: &Totals,
) -> Result<Option<(String, String, Chart)>, Problem> {
    let language = me.locale().code();
    for row in tiles(totals)
        .filter(|r| r.measure.kind == MeasureKind::Flow)
        .take(3)
    {
        if let Some(drawn) = chart(me, shell, &row.measure, q).await? {
            let (title, unit) = (row.measure.title.get(language), row.measure.unit.get(language));
            return Ok(Some((title.to_owned(), unit.to_owned(), drawn)));
        }
    }
    Ok(None)
}

fn figures(me: &Me, q: Question, totals: &Totals) -> Vec<Figure> {
    let uid = me.snapshot.map.uid(q.unit);
    let tile = |r: &Row| {
        let (steps, scale) = (r.figure.sums.amount, r.measure.scale);
        let bound = dienhong_i18n::bound_word(r.figure.bound(), me.locale());
        let amount = dienhong_i18n::amount(steps, scale, me.locale());
        Figure {
            over: String::new(),
            bound,
            number: amount,
            href: urls::proof(&r.measure.code, uid, q.period, q.lens),
            unit: dienhong_i18n::unit_of_count(steps, scale, &r.measure.unit, me.locale()),
            note: match &r.coverage {
                Some(of) => format!(
                    "{} ({})",
                    r.measure.title.get(me.locale().code()),
                    dienhong_i18n::coverage(of, me.locale())
                ),
                None => r.measure.title.get(me.locale().code()).to_owned(),
            },
        }
    };
    tiles(totals).take(TILES).map(tile).collect()
}

/// Newest entries looked at: of these, what waits is shown among the tasks only.
const NEWEST: i64 = 12;

/// The newest entries of a unit.
async fn recent(me: &Me, unit: UnitId) -> Result<Vec<Task>, Problem> {
    match me.cx().entries().newest(unit, None, NEWEST).await {
        Ok(rows) => Ok(rows.iter().map(|row| entry_line(me, row)).collect()),
        Err(EntryError::Fault(fault)) => Err(dienhong_web_kit::respond::fault(&fault)),
        Err(_) => Ok(Vec::new()),
    }
}

fn entry_line(me: &Me, row: &ListRow) -> Task {
    let language = me.locale().code();
    let name = row
        .rules
        .register(&row.register)
        .map_or_else(String::new, |r| r.title.get(language).to_owned());
    let place = me.name_on(row.row.unit, row.day);
    let day = dienhong_i18n::day(row.day);
    let what = main_number(me, row).map_or_else(|| place.clone(), |number| format!("{place}, {number}"));
    let meta = dienhong_i18n::t_with(
        me.locale(),
        "totals-today-meta",
        &[("unit", what.into()), ("day", day.into())],
    );
    let meta = match &row.returned {
        Some(why) => dienhong_i18n::t_with(
            me.locale(),
            "entries-returned-meta",
            &[("what", meta.into()), ("why", why.as_str().into())],
        ),
        None => meta,
    };
    Task {
        href: urls::entry(row.row.id),
        name,
        meta,
        tag: tag_of(row.state, row.returned.is_some(), me.locale()),
    }
}
