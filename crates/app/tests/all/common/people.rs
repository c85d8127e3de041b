//! People who work in a book, and how figures and reports pass from one to the other. Methods `tries_to_…` return the
//! refusal.

use dienhong_app::App;
use dienhong_app::entries::Draft;
use dienhong_app::filings::{AskedBack, Filing, FilingError};
use dienhong_app::people::Actor;
use dienhong_app::procedures::Reasons;
use dienhong_app::reports::{LineKind, NewReport, Report, ReportError};
use dienhong_app::testing::*;
use dienhong_domain::entries::State;
use dienhong_domain::rights::Role;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use std::sync::Arc;
use uuid::Uuid;

pub(crate) struct Person {
    pub(crate) app: Arc<App>,
    pub(crate) actor: Actor,
}

/// People of Diên Hồng and of its province, somebody of another province, and somebody without an appointment.
pub(crate) struct Staff {
    pub(crate) app: Arc<App>,
    pub(crate) clerk: Person,
    pub(crate) police: Person,
    pub(crate) chair: Person,
    pub(crate) province: Person,
    pub(crate) stranger: Person,
    pub(crate) leader: Person,
}

pub(crate) fn staff(app: App) -> Staff {
    let app = Arc::new(app);
    let person = |number, held: &[(Role, UnitId)]| Person::new(&app, number, held);
    Staff {
        clerk: person(2, &[(Role::Official, DIEN_HONG)]),
        police: person(6, &[(Role::Police, DIEN_HONG)]),
        chair: person(3, &[(Role::Chair, DIEN_HONG)]),
        province: person(4, &[(Role::Official, EAST)]),
        stranger: person(5, &[(Role::Chair, WEST), (Role::Official, WEST)]),
        leader: person(7, &[]),
        app,
    }
}

pub(crate) fn october() -> Period {
    Period::month(2026, 10).expect("a month")
}

/// States the crimes of October; `seen` is the revision that is corrected.
pub(crate) async fn crimes_are_stated(app: &App, id: Uuid, unit: UnitId, crimes: &str, seen: Option<i64>) {
    crimes_are_stated_in(app, id, (unit, october()), crimes, seen).await;
}

/// States the crimes of a month.
pub(crate) async fn crimes_are_stated_in(
    app: &App,
    id: Uuid,
    (unit, month): (UnitId, Period),
    crimes: &str,
    seen: Option<i64>,
) {
    let draft = Draft {
        id,
        register: "tinh-hinh".into(),
        unit: Some(unit),
        day: format!("{}/{}", month.from.month(), month.from.year()),
        fields: [("toi-pham".to_owned(), vec![crimes.to_owned()])].into(),
        state: Some(State::Final),
        seen,
        why: "Đếm lại".into(),
        ..Draft::default()
    };
    let done = app.by(&anybody()).entries().record(&draft).await;
    done.unwrap_or_else(|e| panic!("{draft:?}: {e:?}"));
}

/// What was found wrong in figures.
pub(crate) fn reason(measure: &str, words: &str) -> Reasons {
    vec![(measure.to_owned(), words.to_owned())]
}

impl Person {
    pub(crate) fn new(app: &Arc<App>, number: i64, held: &[(Role, UnitId)]) -> Person {
        Person {
            app: app.clone(),
            actor: somebody(number, held),
        }
    }
}

/// Figures.
impl Person {
    /// Freezes the monthly figures of Diên Hồng.
    pub(crate) async fn freezes(&self, month: Period) -> Uuid {
        self.tries_to_freeze(month).await.expect("frozen")
    }

    pub(crate) async fn tries_to_freeze(&self, month: Period) -> Result<Uuid, FilingError> {
        self.tries_to_freeze_as("hang-thang", month).await
    }

    pub(crate) async fn tries_to_freeze_as(&self, form: &str, period: Period) -> Result<Uuid, FilingError> {
        let app = &self.app;
        app.by(&self.actor)
            .filings()
            .freeze(DIEN_HONG, form, period, "")
            .await
    }

    pub(crate) async fn approves(&self, id: Uuid) {
        self.tries_to_approve(id).await.expect("approved");
    }

    pub(crate) async fn tries_to_approve(&self, id: Uuid) -> Result<(), FilingError> {
        self.app
            .by(&self.actor)
            .filings()
            .approve(id, "Đã đối chiếu")
            .await
    }

    pub(crate) async fn accepts(&self, id: Uuid) {
        self.tries_to_accept(id).await.expect("accepted");
    }

    pub(crate) async fn tries_to_accept(&self, id: Uuid) -> Result<(), FilingError> {
        self.app.by(&self.actor).filings().accept(id, "").await
    }

    pub(crate) async fn returns(&self, id: Uuid, note: &str, reasons: Reasons) {
        self.tries_to_return(id, note, reasons).await.expect("returned");
    }

    pub(crate) async fn tries_to_return(
        &self,
        id: Uuid,
        note: &str,
        reasons: Reasons,
    ) -> Result<(), FilingError> {
        self.app
            .by(&self.actor)
            .filings()
            .send_back(id, note, reasons)
            .await
    }

    pub(crate) async fn tries_to_ask_return(
        &self,
        id: Uuid,
        note: &str,
        reasons: Reasons,
    ) -> Result<Uuid, FilingError> {
        let filings = self.app.by(&self.actor).filings();
        filings.ask_return(id, note, reasons).await
    }

    pub(crate) async fn tries_to_approve_return(&self, request: Uuid) -> Result<(), FilingError> {
        let filings = self.app.by(&self.actor).filings();
        filings.approve_return(request, "").await
    }

    pub(crate) async fn tries_to_refuse_return(&self, request: Uuid, note: &str) -> Result<(), FilingError> {
        let filings = self.app.by(&self.actor).filings();
        filings.refuse_return(request, note).await
    }

    pub(crate) async fn tries_to_list_asked_back(
        &self,
        top: UnitId,
        page: (usize, usize),
    ) -> Result<(Vec<AskedBack>, usize), FilingError> {
        let filings = self.app.by(&self.actor).filings();
        filings.asked_back(top, page).await
    }

    pub(crate) async fn sees(&self, id: Uuid) -> Filing {
        let filing = self.app.by(&self.actor).filings().find(id).await;
        filing.expect("the figures are seen")
    }
}

/// Reports.
impl Person {
    /// Begins a report of Diên Hồng.
    pub(crate) async fn begins(&self, new: &NewReport) -> Uuid {
        self.tries_to_begin(new).await.expect("begun")
    }

    pub(crate) async fn tries_to_begin(&self, new: &NewReport) -> Result<Uuid, ReportError> {
        self.app.by(&self.actor).reports().begin(DIEN_HONG, new).await
    }

    pub(crate) async fn reads(&self, id: Uuid) -> Report {
        let report = self.app.by(&self.actor).reports().find(id).await;
        report.expect("the report is read")
    }

    /// Takes out the paragraphs that people would have to write, except one, which is written.
    pub(crate) async fn writes(&self, id: Uuid) {
        let draft = self.reads(id).await.draft.expect("it is being written");
        let open: Vec<(String, i64)> = draft
            .lines
            .iter()
            .filter(|l| matches!(l.kind, LineKind::Ask(_)))
            .map(|l| (l.part.clone(), l.rev))
            .collect();
        let words = "Có [[luot-tuyen-truyen]] lượt, số minh họa.";
        for (at, (part, rev)) in open.into_iter().enumerate() {
            let done = match at {
                0 => self.tries_to_write(id, &part, rev, words).await,
                _ => {
                    self.app
                        .by(&self.actor)
                        .reports()
                        .take_out(id, &part, rev, true)
                        .await
                }
            };
            done.expect("written");
        }
    }

    pub(crate) async fn tries_to_write(
        &self,
        id: Uuid,
        part: &str,
        seen: i64,
        words: &str,
    ) -> Result<i64, ReportError> {
        self.app
            .by(&self.actor)
            .reports()
            .write_part(id, part, seen, words)
            .await
    }

    /// Submits it to the chair.
    pub(crate) async fn submits(&self, id: Uuid) {
        self.tries_to_submit(id).await.expect("before the chair");
    }

    pub(crate) async fn tries_to_submit(&self, id: Uuid) -> Result<(), ReportError> {
        let edit_count = self.app.by(&self.actor).reports().find(id).await?.edit_count;
        self.app
            .by(&self.actor)
            .reports()
            .submit(id, edit_count, "")
            .await
    }

    /// Approves it with a signer; returns its number.
    pub(crate) async fn issues(&self, id: Uuid, signer: Uuid, on: Day) -> u32 {
        self.tries_to_issue(id, signer, on).await.expect("issued")
    }

    pub(crate) async fn tries_to_issue(&self, id: Uuid, signer: Uuid, on: Day) -> Result<u32, ReportError> {
        self.app
            .by(&self.actor)
            .reports()
            .approve(id, signer, on, "")
            .await
    }

    pub(crate) async fn sends(&self, id: Uuid) {
        let sent = self.app.by(&self.actor).reports().send(id, "Gửi tỉnh").await;
        sent.expect("sent");
    }

    /// Sends it back with a note on a paragraph.
    pub(crate) async fn sends_back(&self, id: Uuid, note: &str, (part, words): (&str, &str)) {
        let words = [(part.to_owned(), words.to_owned())];
        self.tries_to_send_back(id, note, &words)
            .await
            .expect("sent back");
    }

    pub(crate) async fn tries_to_send_back(
        &self,
        id: Uuid,
        note: &str,
        words: &[(String, String)],
    ) -> Result<(), ReportError> {
        self.app
            .by(&self.actor)
            .reports()
            .send_back(id, note, words)
            .await
    }

    pub(crate) async fn accepts_report(&self, id: Uuid) {
        self.tries_to_accept_report(id).await.expect("accepted");
    }

    pub(crate) async fn tries_to_accept_report(&self, id: Uuid) -> Result<(), ReportError> {
        self.app.by(&self.actor).reports().accept(id, "Đủ").await
    }

    pub(crate) async fn downloads(&self, id: Uuid, format: &str) -> Vec<u8> {
        let file = self.app.by(&self.actor).reports().file(id, format).await;
        file.expect("a file").1
    }

    pub(crate) async fn keeps_signed(&self, id: Uuid, file: &[u8]) {
        self.tries_to_keep_signed(id, file).await.expect("kept");
    }

    pub(crate) async fn tries_to_keep_signed(&self, id: Uuid, file: &[u8]) -> Result<(), ReportError> {
        self.app
            .by(&self.actor)
            .reports()
            .keep_signed(id, file.to_vec())
            .await
    }

    pub(crate) async fn settles(&self, id: Uuid, comment: Uuid) {
        let settled = self
            .app
            .by(&self.actor)
            .reports()
            .resolve_comment(id, comment)
            .await;
        settled.expect("settled");
    }
}
