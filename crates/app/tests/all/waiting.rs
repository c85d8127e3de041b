//! What waits for somebody: it follows the procedures from hand to hand, and the calendar tells of it by kind, unit and day; on
//! both engines.

use crate::common::packs::installed;
use crate::common::people::{Person, Staff, crimes_are_stated, crimes_are_stated_in, reason, staff};
use dienhong_app::entries::Draft;
use dienhong_app::papers::IncomingForm;
use dienhong_app::people::Actor;
use dienhong_app::testing::*;
use dienhong_app::waiting::{Area, Event, Task, What};
use dienhong_domain::calendar::UnknownYear;
use dienhong_domain::entries::State;
use dienhong_domain::incoming::Nature;
use dienhong_domain::procedures::DueDay;
use dienhong_domain::rights::{Appointment, Role};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use uuid::Uuid;

fn november() -> Period {
    Period::month(2026, 11).expect("a month")
}

impl Person {
    async fn tasks(&self, unit: UnitId, area: Area) -> Vec<Task> {
        let all = self.app.by(&self.actor).waiting().tasks(unit).await;
        // Figures of other periods that ended are left to other tests.
        let is_looked_at = |what: &What| match what {
            What::Filing { period, .. } | What::Below { period, .. } | What::Late { period, .. } => {
                *period == november()
            }
            _ => true,
        };
        let of = |task: &Task| task.area == area && !task.is_ahead && is_looked_at(&task.what);
        all.expect("found").into_iter().filter(of).collect()
    }

    async fn awaited(&self, unit: UnitId, area: Area) -> Vec<&'static str> {
        self.tasks(unit, area).await.iter().map(|task| task.act).collect()
    }

    async fn events(&self) -> Vec<Event> {
        let events = self.app.by(&self.actor).waiting().events("secret").await;
        events.expect("found")
    }
}

async fn stated(staff: &Staff) {
    crimes_are_stated_in(&staff.app, Uuid::now_v7(), (DIEN_HONG, november()), "3", None).await;
}

#[tokio::test]
async fn figures_wait_for_one_hand_after_the_other() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let (clerk, chair, province) = (&staff.clerk, &staff.chair, &staff.province);
        stated(&staff).await;
        let nothing: [&str; 0] = [];
        assert_eq!(clerk.awaited(DIEN_HONG, Area::Filings).await, ["freeze"]);
        assert_eq!(chair.awaited(DIEN_HONG, Area::Filings).await, nothing);
        let filing = clerk.freezes(november()).await;
        assert_eq!(clerk.awaited(DIEN_HONG, Area::Filings).await, nothing);
        assert_eq!(chair.awaited(DIEN_HONG, Area::Filings).await, ["approve"]);
        assert_eq!(province.awaited(EAST, Area::Filings).await, nothing);
        chair.approves(filing).await;
        assert_eq!(chair.awaited(DIEN_HONG, Area::Filings).await, nothing);
        let below = province.tasks(EAST, Area::Filings).await;
        assert!(
            matches!(
                &below[..],
                [Task {
                    act: "accept",
                    what: What::Below { count: 1, .. },
                    ..
                }]
            ),
            "{below:?}"
        );
        let province = province.app.by(&province.actor).filings();
        province.accept(filing, "").await.expect("accepted");
        assert_eq!(staff.province.awaited(EAST, Area::Filings).await, nothing);
        assert_eq!(staff.stranger.awaited(DIEN_HONG, Area::Filings).await, nothing);
    })
    .await;
}

/// Form, period and count of what is told as late.
async fn late(person: &Person, unit: UnitId) -> Vec<(Area, Period, usize)> {
    let all = person.app.by(&person.actor).waiting().tasks(unit).await;
    let told = |task: Task| match task.what {
        What::Late { period, count, .. } => Some((task.area, period, count)),
        _ => None,
    };
    all.expect("found").into_iter().filter_map(told).collect()
}

#[tokio::test]
async fn communes_that_are_late_are_told_to_the_province_that_asks_them() {
    both_small_books(|app| async move {
        let staff = staff(app);
        crimes_are_stated(&staff.app, Uuid::now_v7(), DIEN_HONG, "3", None).await;
        let rated = Period {
            from: Day::new(2025, 11, 16).expect("a day"),
            to: Day::new(2026, 11, 15).expect("a day"),
        };
        let told = late(&staff.province, EAST).await;
        let of = |told: &[(Area, Period, usize)]| {
            let rated = told
                .iter()
                .filter(|(area, period, _)| (*area, *period) == (Area::Filings, rated));
            rated.map(|(.., count)| *count).collect::<Vec<_>>()
        };
        assert_eq!(of(&told), [3], "{told:?}");
        let form = "ky-danh-gia-xa-phuong";
        let filing = staff.clerk.tries_to_freeze_as(form, rated).await.expect("frozen");
        assert_eq!(
            of(&late(&staff.province, EAST).await),
            [3],
            "what is not sent is late still"
        );
        staff.chair.approves(filing).await;
        assert_eq!(of(&late(&staff.province, EAST).await), [2]);
        // Neither those who owe it, nor others, nor the country are told so.
        let country = Person::new(&staff.app, 9, &[(Role::Official, UnitId(1))]);
        for (person, unit) in [
            (&staff.clerk, DIEN_HONG),
            (&staff.stranger, EAST),
            (&country, UnitId(1)),
        ] {
            assert_eq!(late(person, unit).await, []);
        }
    })
    .await;
}

#[tokio::test]
async fn above_a_commune_entries_of_others_do_not_wait() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let draft = Draft {
            id: Uuid::now_v7(),
            register: "tinh-hinh".into(),
            unit: Some(DIEN_HONG),
            day: "11/2026".into(),
            fields: [("toi-pham".to_owned(), vec!["3".to_owned()])].into(),
            state: Some(State::Sent),
            ..Draft::default()
        };
        let sent = staff.app.by(&staff.clerk.actor).entries().record(&draft).await;
        sent.expect("sent");
        let nothing: [&str; 0] = [];
        assert_eq!(staff.clerk.awaited(DIEN_HONG, Area::Entries).await, ["finish"]);
        assert_eq!(staff.province.awaited(EAST, Area::Entries).await, nothing);
    })
    .await;
}

#[tokio::test]
async fn a_request_waits_for_another_person_than_who_asked() {
    both_small_books(|app| async move {
        let staff = staff(app);
        stated(&staff).await;
        let filing = staff.clerk.freezes(november()).await;
        staff.chair.approves(filing).await;
        let province = staff.app.by(&staff.province.actor).filings();
        province.accept(filing, "").await.expect("accepted");
        let asked = province.ask_return(filing, "", reason("", "Đếm lại")).await;
        asked.expect("asked");
        let other = Person::new(&staff.app, 8, &[(Role::Official, EAST)]);
        let nothing: [&str; 0] = [];
        assert_eq!(staff.province.awaited(EAST, Area::Returns).await, nothing);
        assert_eq!(other.awaited(EAST, Area::Returns).await, ["approve"]);
        assert_eq!(staff.clerk.awaited(DIEN_HONG, Area::Returns).await, nothing);
        assert_eq!(staff.stranger.awaited(WEST, Area::Returns).await, nothing);
    })
    .await;
}

fn arrived(due: Option<Day>) -> IncomingForm {
    IncomingForm {
        id: Uuid::now_v7(),
        nature: Nature::Organisation,
        day: day(11, 2),
        author: "UBND tỉnh (minh họa)".into(),
        sign: "12/KH-UBND".into(),
        paper_day: None,
        kind: "plan".into(),
        summary: "Kế hoạch minh họa".into(),
        receiver: String::new(),
        due,
        scan: None,
    }
}

#[tokio::test]
async fn papers_with_a_day_wait_for_whoever_keeps_the_register() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let papers = staff.app.by(&staff.clerk.actor).papers();
        let late = arrived(Some(day(12, 9)));
        let soon = arrived(Some(day(12, 3)));
        for form in [&late, &arrived(None), &soon] {
            papers.enter_incoming(DIEN_HONG, form).await.expect("entered");
        }
        let days = async |person: &Person| {
            let tasks = person.tasks(DIEN_HONG, Area::Incoming).await;
            tasks.iter().map(|task| task.due).collect::<Vec<_>>()
        };
        let both = [Some(Ok(day(12, 3))), Some(Ok(day(12, 9)))];
        assert_eq!(days(&staff.clerk).await, both);
        assert_eq!(days(&staff.chair).await, both);
        assert!(days(&staff.police).await.is_empty());
        assert!(days(&staff.stranger).await.is_empty());
        let done = papers.finish_incoming(soon.id, 0, Some(day(11, 30))).await;
        done.expect("dealt with");
        assert_eq!(days(&staff.clerk).await, [Some(Ok(day(12, 9)))]);
    })
    .await;
}

/// The clerk of Diên Hồng, whose appointment ends on a day.
fn until(staff: &Staff, to: Day) -> Person {
    let held = Appointment {
        role: Role::Official,
        unit: DIEN_HONG,
        subject: None,
        from: Day::MIN,
        to,
    };
    Person {
        app: staff.app.clone(),
        actor: Actor {
            held: vec![held],
            ..somebody(2, &[])
        },
    }
}

#[tokio::test]
async fn the_calendar_says_kind_unit_and_day_and_ends_with_the_appointment() {
    both_small_books(|app| async move {
        let staff = staff(app);
        stated(&staff).await;
        let papers = staff.app.by(&staff.clerk.actor).papers();
        for on in [day(12, 3), day(12, 20)] {
            let form = arrived(Some(on));
            papers.enter_incoming(DIEN_HONG, &form).await.expect("entered");
        }
        let all = until(&staff, Day::MAX.previous()).events().await;
        let papers: Vec<&Event> = all.iter().filter(|e| e.summary.contains("văn bản")).collect();
        assert_eq!(
            papers.iter().map(|e| e.day).collect::<Vec<_>>(),
            [day(12, 3), day(12, 20)]
        );
        assert!(
            papers
                .iter()
                .all(|e| e.summary == "Giải quyết văn bản đến: Phường Diên Hồng")
        );
        let figures = all
            .iter()
            .filter(|e| e.summary == "Khóa số liệu: Phường Diên Hồng");
        assert!(figures.count() > 0, "{all:?}");
        for event in &all {
            let (_, unit) = event.summary.split_once(": ").expect("an act and a unit");
            assert_eq!(unit, "Phường Diên Hồng");
            let told = ["UBND tỉnh", "minh họa", "tháng", "11/2026", "12/KH"];
            assert!(told.iter().all(|word| !event.summary.contains(word)), "{event:?}");
        }
        assert!(all.is_sorted_by_key(|e| e.day));
        let again = until(&staff, Day::MAX.previous()).events().await;
        assert_eq!(all, again, "identities stay");
        let short = until(&staff, day(12, 3)).events().await;
        assert!(
            !short.is_empty() && short.iter().all(|e| e.day <= day(12, 3)),
            "{short:?}"
        );
        assert!(until(&staff, day(11, 30)).events().await.is_empty());
        assert!(staff.leader.events().await.is_empty());
    })
    .await;
}

/// A pack with figures that are due some working days after each month, and with what it knows of holidays.
fn in_working_days(version: &str, holidays: &str) -> String {
    format!(
        r#"[pack]
id = "ngay-lam-viec"
version = "{version}"
title = {{ vi = "Ngày làm việc", en = "Working days" }}
[[filing]]
id = "theo-ngay-lam-viec"
title = {{ vi = "Theo ngày làm việc", en = "In working days" }}
every = "month"
due_working_days = 5
reference = "Minh họa"
{holidays}
"#
    )
}

#[tokio::test]
async fn a_deadline_in_working_days_waits_for_the_holidays_of_its_year() {
    both_small_books(|app| async move {
        let staff = staff(app);
        stated(&staff).await;
        let due = async || {
            let tasks = staff.clerk.tasks(DIEN_HONG, Area::Filings).await;
            let is_it = |task: &&Task| matches!(&task.what, What::Filing { title, .. } if title.en == "In working days");
            let found: Option<DueDay> = tasks.iter().find(is_it).and_then(|task| task.due);
            found
        };
        installed(&staff.app, &in_working_days("1", ""), None).await;
        assert_eq!(due().await, Some(Err(UnknownYear(2026))));
        let is_told = |event: &Event| event.day == day(12, 8);
        assert!(!staff.clerk.events().await.iter().any(is_told));
        // Tuesday 1 December is free in this made-up year.
        let holidays = r#"
[[holidays]]
year = 2026
rest = ["saturday", "sunday"]
days = ["2026-12-01"]
reference = "Minh họa"
"#;
        installed(&staff.app, &in_working_days("2", holidays), None).await;
        assert_eq!(due().await, Some(Ok(day(12, 8))));
        assert!(staff.clerk.events().await.iter().any(is_told));
    })
    .await;
}
