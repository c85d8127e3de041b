//! A committee that issues reports, and what they are about, for the tests of reports.

use super::people::{Person, october};
use dienhong_app::App;
use dienhong_app::entries::Draft;
use dienhong_app::papers::{IssuerForm, SignerForm};
use dienhong_app::reports::NewReport;
use dienhong_app::testing::*;
use dienhong_domain::entries::State as EntryState;
use dienhong_domain::papers::Authority;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use uuid::Uuid;

pub(crate) const OUTLINE: &str = "hang-thang";

pub(crate) async fn outreach(app: &App, id: Uuid, on: Day, attendances: &str, seen: Option<i64>) {
    outreach_in(app, DIEN_HONG, id, on, attendances, seen).await;
}

pub(crate) async fn outreach_in(
    app: &App,
    unit: UnitId,
    id: Uuid,
    on: Day,
    attendances: &str,
    seen: Option<i64>,
) {
    let draft = Draft {
        id,
        register: "tuyen-truyen".into(),
        unit: Some(unit),
        day: on.to_string(),
        fields: [
            ("hinh-thuc".to_owned(), vec!["hoi-nghi".to_owned()]),
            (
                "noi-dung".to_owned(),
                vec!["ma-tuy".to_owned(), "phong-chay".to_owned()],
            ),
            ("luot".to_owned(), vec![attendances.to_owned()]),
        ]
        .into(),
        state: Some(EntryState::Final),
        seen,
        why: "Đếm lại".into(),
        ..Draft::default()
    };
    let done = app.by(&anybody()).entries().record(&draft).await;
    done.unwrap_or_else(|e| panic!("{draft:?}: {e:?}"));
}

pub(crate) fn committee() -> IssuerForm {
    IssuerForm {
        from: Some(day(1, 1)),
        name: "UBND phường".into(),
        parent: "UBND tỉnh Gia Lai".into(),
        heading: "Ủy ban nhân dân\nphường Diên Hồng".into(),
        place: "Diên Hồng".into(),
        sign: "UBND".into(),
        by_kind: false,
        recipients: "UBND tỉnh\nCông an tỉnh".into(),
        archive: "VT, CA".into(),
    }
}

pub(crate) fn chair_signs() -> SignerForm {
    SignerForm {
        from: day(1, 1),
        to: None,
        name: "Người Minh Họa".into(),
        authority: Authority::OnBehalf,
        above: "Ủy ban nhân dân".into(),
        office: "Chủ tịch".into(),
    }
}

pub(crate) fn new() -> NewReport {
    NewReport {
        outline: OUTLINE.into(),
        period: october(),
        is_restated: false,
        issuer: None,
    }
}

pub(crate) fn number(report: &dienhong_app::reports::Report, name: &str) -> String {
    let numbers = report.paper.numbers();
    let found = numbers.iter().find(|n| n.name == name);
    found.unwrap_or_else(|| panic!("{name} is in it")).text.clone()
}

impl Person {
    /// Enters the committee that issues and the chair who signs; returns both.
    pub(crate) async fn sets_up_the_committee(&self) -> (Uuid, Uuid) {
        self.sets_up_the_committee_of(DIEN_HONG).await
    }

    pub(crate) async fn sets_up_the_committee_of(&self, unit: UnitId) -> (Uuid, Uuid) {
        let (app, actor) = (&self.app, &self.actor);
        let body = app.by(actor).papers().save_issuer(unit, None, &committee()).await;
        let body = body.expect("a body");
        let signer = app.by(actor).papers().add_signer(body, &chair_signs()).await;
        (body, signer.expect("a signer"))
    }
}
