//! Law by its day: entries, periods and papers under packs that supersede one another, and under versions with a later first day.

use crate::common::packs::installed;
use dienhong_app::App;
use dienhong_app::entries::{DAY, Draft, EntryError, EntryMistakeKind, Recorded};
use dienhong_app::people::Actor;
use dienhong_app::reports::NewReport;
use dienhong_app::testing::*;
use dienhong_app::totals::Question;
use dienhong_domain::entries::State;
use dienhong_domain::procedures::Deadline;
use dienhong_domain::rights::Role;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::Lens;
use dienhong_packs_testing::LawPack;
use uuid::Uuid;

/// A pack with one register that counts sessions, and a filing of each half year.
fn pack(id: &str, head: &str, register: &str, fields: &[&str], due_days: u32) -> String {
    let filing = format!(
        r#"[[filing]]
id = "luat-ban"
title = {{ vi = "Bản số liệu", en = "Filing" }}
every = "half"
due_days = {due_days}
sections = ["luat"]
reference = "Điều 2"
"#
    );
    let pack = LawPack {
        id,
        version: &due_days.to_string(),
        head,
        measure: "luat-buoi",
        register,
        fields,
        list: None,
        rest: &filing,
    };
    pack.text()
}

fn older() -> String {
    pack("luat-cu", "", "luat-so-cu", &["noi"], 5)
}

fn newer() -> String {
    let head = "from = 2026-07-01\nsupersedes = [\"luat-cu\"]";
    pack("luat-moi", head, "luat-so-moi", &["them"], 9)
}

fn draft(register: &str, day: Day, field: &str) -> Draft {
    Draft {
        id: Uuid::now_v7(),
        register: register.to_owned(),
        unit: Some(DIEN_HONG),
        day: day.to_string(),
        fields: [(field.to_owned(), vec!["true".to_owned()])].into(),
        state: Some(State::Final),
        ..Draft::default()
    }
}

async fn record(app: &App, actor: &Actor, draft: &Draft) -> Result<Recorded, EntryError> {
    app.by(actor).entries().record(draft).await
}

fn official() -> Actor {
    somebody(2, &[(Role::Official, DIEN_HONG)])
}

fn is_refused_at_its_day(result: Result<Recorded, EntryError>) -> bool {
    let Err(EntryError::Mistakes(found)) = result else {
        return false;
    };
    found
        .iter()
        .any(|m| m.field == DAY && m.what == EntryMistakeKind::RegisterNotThen)
}

#[tokio::test]
async fn an_entry_is_recorded_by_the_law_of_its_day() {
    both_small_books(|app| async move {
        installed(&app, &older(), None).await;
        installed(&app, &newer(), None).await;
        let official = official();
        let june = draft("luat-so-cu", day(6, 30), "noi");
        record(&app, &official, &june).await.expect("the older law");
        let july = draft("luat-so-moi", day(7, 1), "them");
        record(&app, &official, &july).await.expect("the newer law");
        let late = record(&app, &official, &draft("luat-so-cu", day(7, 1), "noi")).await;
        assert!(is_refused_at_its_day(late));
        let early = record(&app, &official, &draft("luat-so-moi", day(6, 30), "them")).await;
        assert!(is_refused_at_its_day(early));
    })
    .await;
}

#[tokio::test]
async fn what_was_recorded_before_a_law_was_known_may_be_corrected_on_its_day() {
    both_small_books(|app| async move {
        installed(&app, &older(), None).await;
        let official = official();
        let august = draft("luat-so-cu", day(8, 1), "noi");
        let recorded = record(&app, &official, &august).await.expect("recorded");
        installed(&app, &newer(), None).await;
        let corrected = Draft {
            fields: [("noi".to_owned(), vec!["false".to_owned()])].into(),
            seen: Some(recorded.rev),
            why: "Ghi nhầm".to_owned(),
            ..august.clone()
        };
        let corrected = record(&app, &official, &corrected).await.expect("corrected");
        let moved = Draft {
            day: day(8, 2).to_string(),
            seen: Some(corrected.rev),
            why: "Ghi nhầm ngày".to_owned(),
            ..august
        };
        assert!(is_refused_at_its_day(record(&app, &official, &moved).await));
    })
    .await;
}

#[tokio::test]
async fn a_period_is_read_by_the_law_of_its_last_day_and_names_all_that_stood_in_it() {
    both_small_books(|app| async move {
        installed(&app, &older(), None).await;
        installed(&app, &newer(), None).await;
        let official = official();
        for entry in [
            draft("luat-so-cu", day(6, 30), "noi"),
            draft("luat-so-moi", day(7, 1), "them"),
        ] {
            record(&app, &official, &entry).await.expect("recorded");
        }
        let year = Period::new(day(1, 1), day(12, 31)).expect("a year");
        let cx = app.by(&official);
        let q = Question {
            unit: DIEN_HONG,
            period: year,
            lens: Lens::AsItWas,
        };
        let (_, figure) = cx.totals().figure("luat-buoi", q).await.expect("read");
        assert_eq!(figure.sums.amount, 2, "one code counts under both laws");
        let laws = cx.rules_in(DIEN_HONG, year);
        let parts: Vec<(Day, Day, bool)> = laws
            .iter()
            .map(|law| {
                let is_new = law.rules.register("luat-so-moi").is_some();
                (law.days.from, law.days.to, is_new)
            })
            .collect();
        assert_eq!(
            parts,
            [(day(1, 1), day(6, 30), false), (day(7, 1), app.today(), true)]
        );
    })
    .await;
}

#[tokio::test]
async fn what_only_the_older_law_counts_stands_beside_the_newer_ones_figures() {
    both_small_books(|app| async move {
        let older = older().replace("luat-buoi", "luat-buoi-cu");
        installed(&app, &older, None).await;
        installed(&app, &newer(), None).await;
        let official = official();
        let entry = draft("luat-so-cu", day(6, 30), "noi");
        record(&app, &official, &entry).await.expect("recorded");
        let cx = app.by(&official);
        let counted = async |from: Day, to: Day| {
            let q = Question {
                unit: DIEN_HONG,
                period: Period::new(from, to).expect("a period"),
                lens: Lens::AsItWas,
            };
            let totals = cx.totals().read(q).await.expect("read");
            let rows = totals.sections.iter().flat_map(|s| &s.rows);
            rows.filter(|row| row.measure.code == "luat-buoi-cu")
                .map(|row| row.figure.sums.amount)
                .collect::<Vec<i64>>()
        };
        assert_eq!(counted(day(1, 1), day(12, 31)).await, [1]);
        assert_eq!(counted(day(1, 1), day(6, 30)).await, [1]);
        assert_eq!(counted(day(7, 1), day(12, 31)).await, Vec::<i64>::new());
    })
    .await;
}

#[tokio::test]
async fn each_period_is_owed_by_the_law_of_its_last_day() {
    both_small_books(|app| async move {
        installed(&app, &older(), None).await;
        let second = pack("luat-cu", "from = 2026-07-01", "luat-so-cu", &["noi"], 9);
        installed(&app, &second, None).await;
        let official = official();
        let entry = draft("luat-so-cu", day(1, 5), "noi");
        record(&app, &official, &entry).await.expect("recorded");
        let cx = app.by(&official);
        let owed = cx.filings().due(DIEN_HONG, 4).await.expect("read");
        let half = owed
            .iter()
            .find(|due| due.form.id == "luat-ban" && due.period.to == day(6, 30));
        let days = |days| Some(Deadline::Days(days));
        assert_eq!(half.map(|due| due.form.deadline), days(5), "the older version");
        let rules = cx.rules_today(DIEN_HONG);
        let form = rules.pack.filings.iter().find(|f| f.id == "luat-ban");
        assert_eq!(form.map(|f| f.deadline), days(9), "the newer version");
    })
    .await;
}

#[tokio::test]
async fn a_pack_that_supersedes_must_count_the_same_under_the_same_code() {
    both_small_books(|app| async move {
        installed(&app, &older(), None).await;
        let other = newer().replace("unit = { vi = \"buổi\"", "unit = { vi = \"lượt\"");
        let files = [("pack.toml".to_owned(), other.into_bytes())];
        let refused = app.by(&anybody()).packs().install(&files, None).await;
        assert!(
            matches!(refused, Err(dienhong_app::packs::InstallError::Mistakes(_))),
            "{refused:?}"
        );
    })
    .await;
}

/// A pack with one outline of one section.
fn outline(version: &str, head: &str, part: &str) -> String {
    format!(
        r#"[pack]
id = "luat-de-cuong"
version = "{version}"
title = {{ vi = "Đề cương thử", en = "Outline on trial" }}
{head}
[[outline]]
id = "luat-bao-cao"
title = {{ vi = "Báo cáo thử", en = "Report on trial" }}
paper = "report"
levels = ["commune"]
reference = "Điều 3"
summary = "Kết quả {{{{ ky }}}}"
[[outline.part]]
id = "{part}"
text = "Đoạn {part}."
"#
    )
}

#[tokio::test]
async fn a_report_keeps_the_outline_under_which_it_was_begun() {
    both_small_books(|app| async move {
        installed(&app, &outline("1", "", "mot"), None).await;
        let official = official();
        let begin = async |from: Day, to: Day| {
            let new = NewReport {
                outline: "luat-bao-cao".to_owned(),
                period: Period::new(from, to).expect("a period"),
                is_restated: false,
                issuer: None,
            };
            let begun = app.by(&official).reports().begin(DIEN_HONG, &new).await;
            begun.expect("begun")
        };
        let begun = begin(day(10, 1), day(10, 31)).await;
        installed(&app, &outline("2", "from = 2026-07-01", "hai"), None).await;
        let later = begin(day(9, 1), day(9, 30)).await;
        let read = async |id: Uuid| {
            let report = app.by(&official).reports().find(id).await.expect("read");
            let law = report.law.expect("a law");
            let lines = report.draft.expect("a draft").lines;
            let parts: Vec<String> = lines.into_iter().map(|line| line.part).collect();
            (parts, law.law.version, law.law.from, law.is_superseded)
        };
        let (parts, version, from, is_superseded) = read(begun).await;
        assert_eq!(
            (parts, version.as_str(), from),
            (vec!["mot".to_owned()], "1", None)
        );
        assert!(is_superseded, "October has another outline by now");
        let (parts, version, from, is_superseded) = read(later).await;
        assert_eq!(
            (parts, version.as_str(), from),
            (vec!["hai".to_owned()], "2", Some(day(7, 1)))
        );
        assert!(!is_superseded);
        let words = app.by(&official).reports();
        let written = words.write_part(begun, "mot", 0, "Lời của người viết.").await;
        assert_eq!(written.expect("its part is there"), 1);
        assert!(words.write_part(begun, "hai", 0, "Lời khác.").await.is_err());
    })
    .await;
}
