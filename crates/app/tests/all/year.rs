//! A ward and its province at work day by day: sessions, corrections, voided entries, figures and reports every month,
//! a restart every ten days. At each month's end every figure must equal a separate tally. Normally a quarter of a year
//! is simulated, with `make long` a whole one.

use crate::common::people::{Staff, crimes_are_stated_in, reason, staff};
use crate::common::reports::number;
use dienhong_app::App;
use dienhong_app::clock::FixedClock;
use dienhong_app::entries::Draft;
use dienhong_app::reports::NewReport;
use dienhong_app::testing::*;
use dienhong_app::totals::Question;
use dienhong_domain::entries::State;
use dienhong_domain::filings::State as FilingState;
use dienhong_domain::reports::Stage;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Lens, UnitId};
use dienhong_store::log::ChainCheck;
use dienhong_store::{Engine, Store};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// Noon of 1 January 2026 in Vietnam.
const NEW_YEAR: i64 = NOON - 334 * DAY;

#[tokio::test]
async fn a_year_of_days_adds_up_every_month() {
    let days = match std::env::var_os("DIENHONG_LONG") {
        Some(_) => 365,
        None => 90,
    };
    for engine in Engine::ALL {
        let (_place, store) = Prepared::Small.on(engine).await;
        let mut year = Year::begins(store).await;
        for day in 0..days {
            year.passes_a_day(day).await;
        }
        assert!(
            year.written > days as usize,
            "{engine:?}: {} entries",
            year.written
        );
    }
}

/// An entry in its present state.
#[derive(Clone, Copy)]
struct Written {
    id: Uuid,
    unit: UnitId,
    on: Day,
    people: i64,
    rev: i64,
}

struct Year {
    store: Store,
    clock: Arc<FixedClock>,
    staff: Staff,
    signer: Uuid,
    open: Vec<Written>,
    written: usize,
    /// Attendances by commune and month, as a tally on paper would have them.
    tally: BTreeMap<(UnitId, u32), i64>,
    chance: u64,
}

impl Year {
    async fn begins(store: Store) -> Year {
        let clock = Arc::new(FixedClock::at(NEW_YEAR));
        let staff = opens(&store, &clock).await;
        let (_, signer) = staff.clerk.sets_up_the_committee().await;
        Year {
            store,
            clock,
            staff,
            signer,
            open: Vec::new(),
            written: 0,
            tally: BTreeMap::new(),
            chance: 1284,
        }
    }

    fn app(&self) -> &App {
        &self.staff.app
    }

    /// A pseudo-random number below `most`, the same in every run.
    fn any(&mut self, most: u64) -> u64 {
        self.chance = self
            .chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.chance >> 33) % most
    }

    async fn passes_a_day(&mut self, day: i64) {
        self.clock.set(NEW_YEAR + day * DAY);
        let today = self.app().today();
        if today.day() == 1 && day > 0 {
            self.closes_the_month_before(today).await;
        }
        for _ in 0..=self.any(2) {
            self.holds_a_session(today).await;
        }
        if day % 5 == 4 {
            self.corrects_one().await;
        }
        if day % 9 == 8 {
            self.voids_one().await;
        }
        if day % 10 == 9 {
            // The process ends without warning; the book is opened again.
            self.staff = opens(&self.store, &self.clock).await;
        }
    }

    async fn holds_a_session(&mut self, on: Day) {
        let unit = [DIEN_HONG, HOI_THUONG, IA_KRING][self.any(3) as usize];
        let people = 5 + self.any(400) as i64;
        let id = Uuid::now_v7();
        let new = Written {
            id,
            unit,
            on,
            people,
            rev: 0,
        };
        self.records(new, State::Final).await;
        self.open.push(Written { rev: 1, ..new });
        self.written += 1;
        *self.tally.entry((unit, on.month())).or_default() += people;
    }

    async fn corrects_one(&mut self) {
        let at = self.any(self.open.len() as u64) as usize;
        let old = self.open[at];
        let people = 5 + self.any(400) as i64;
        self.records(Written { people, ..old }, State::Final).await;
        *self.tally.entry((old.unit, old.on.month())).or_default() += people - old.people;
        // The same number again changes nothing and makes no revision.
        let rev = old.rev + i64::from(people != old.people);
        self.open[at] = Written { people, rev, ..old };
    }

    async fn voids_one(&mut self) {
        let at = self.any(self.open.len() as u64) as usize;
        let old = self.open.swap_remove(at);
        self.records(old, State::Voided).await;
        *self.tally.entry((old.unit, old.on.month())).or_default() -= old.people;
    }

    async fn records(&self, of: Written, state: State) {
        let draft = Draft {
            id: of.id,
            register: "tuyen-truyen".into(),
            unit: Some(of.unit),
            day: of.on.to_string(),
            fields: [
                ("hinh-thuc".to_owned(), vec!["hoi-nghi".to_owned()]),
                ("noi-dung".to_owned(), vec!["ma-tuy".to_owned()]),
                ("luot".to_owned(), vec![of.people.to_string()]),
            ]
            .into(),
            state: Some(state),
            seen: (of.rev > 0).then_some(of.rev),
            why: "Đếm lại".into(),
            ..Draft::default()
        };
        let done = self.app().by(&anybody()).entries().record(&draft).await;
        done.unwrap_or_else(|e| panic!("{draft:?}: {e:?}"));
    }

    /// What is done on the first day of a month about the month before.
    async fn closes_the_month_before(&mut self, today: Day) {
        let month = Period::month(today.previous().year(), today.previous().month()).expect("a month");
        self.adds_up(month).await;
        self.figures_go_up(month).await;
        self.report_goes_up(month, today).await;
        let homes = self.store.homes().await.expect("homes");
        for home in homes {
            assert_eq!(
                self.store.recount_home(home).await.expect("recounted"),
                vec![],
                "{month:?}, home {home}"
            );
        }
        let log = self.store.verify_log().await.expect("the log");
        assert!(matches!(log, ChainCheck::Whole { .. }), "{month:?}: {log:?}");
    }

    fn tallied(&self, units: &[UnitId], month: Period) -> i64 {
        let counted = |unit: &UnitId| self.tally.get(&(*unit, month.from.month())).copied().unwrap_or(0);
        units.iter().map(counted).sum()
    }

    async fn adds_up(&self, month: Period) {
        for (unit, parts) in [
            (DIEN_HONG, &[DIEN_HONG][..]),
            (HOI_THUONG, &[HOI_THUONG]),
            (EAST, &[DIEN_HONG, HOI_THUONG, IA_KRING]),
        ] {
            let question = Question {
                unit,
                period: month,
                lens: Lens::AsItWas,
            };
            let (_, figure) = self
                .app()
                .by(&anybody())
                .totals()
                .figure("luot-tuyen-truyen", question)
                .await
                .expect("a figure");
            assert_eq!(
                figure.sums.amount,
                self.tallied(parts, month),
                "{unit:?} in {month:?}"
            );
        }
    }

    /// Every third month the province sends the figures back once.
    async fn figures_go_up(&self, month: Period) {
        let Staff {
            clerk,
            chair,
            province,
            ..
        } = &self.staff;
        let crimes = Uuid::now_v7();
        crimes_are_stated_in(self.app(), crimes, (DIEN_HONG, month), "7", None).await;
        let mut filing = clerk.freezes(month).await;
        chair.approves(filing).await;
        if month.from.month().is_multiple_of(3) {
            province
                .returns(filing, "Xem lại", reason("toi-pham", "Tháng trước 12 vụ"))
                .await;
            crimes_are_stated_in(self.app(), crimes, (DIEN_HONG, month), "9", Some(1)).await;
            filing = clerk.freezes(month).await;
            chair.approves(filing).await;
        }
        province.accepts(filing).await;
        assert_eq!(clerk.sees(filing).await.state, FilingState::Accepted, "{month:?}");
    }

    async fn report_goes_up(&self, month: Period, today: Day) {
        let Staff {
            clerk,
            chair,
            province,
            ..
        } = &self.staff;
        let new = NewReport {
            period: month,
            ..crate::common::reports::new()
        };
        let report = clerk.begins(&new).await;
        clerk.writes(report).await;
        clerk.submits(report).await;
        let given = chair.issues(report, self.signer, today).await;
        assert_eq!(given, month.from.month(), "one number a month, without a gap");
        clerk.sends(report).await;
        province.accepts_report(report).await;
        let seen = clerk.reads(report).await;
        assert_eq!(seen.stage, Stage::Accepted, "{month:?}");
        let said = number(&seen, "luot-tuyen-truyen").replace('.', "");
        assert_eq!(
            said,
            self.tallied(&[DIEN_HONG], month).to_string(),
            "the report of {month:?}"
        );
    }
}

/// Opens the book as the program does when it starts, with its people.
async fn opens(store: &Store, clock: &Arc<FixedClock>) -> Staff {
    let base = "https://phuong.example".parse().expect("an address");
    let app = App::open(store.clone(), clock.clone(), base)
        .await
        .expect("the book opens");
    staff(app)
}
