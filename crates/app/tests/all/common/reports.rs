//! People of a ward and reports on their way, for the tests of reports.

use dienhong_app::App;
use dienhong_app::entries::Draft;
use dienhong_app::people::Actor;
use dienhong_app::reports::{IssuerForm, NewReport, ReportError, SignerForm};
use dienhong_app::testing::*;
use dienhong_domain::entries::State as EntryState;
use dienhong_domain::papers::Authority;
use dienhong_domain::rights::Role;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use uuid::Uuid;

pub(crate) const OUTLINE: &str = "hang-thang";

pub(crate) fn october() -> Period {
    Period::month(2026, 10).expect("a month")
}

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
    let done = app.record(&anybody(), &draft).await;
    done.unwrap_or_else(|e| panic!("{draft:?}: {e:?}"));
}

pub(crate) struct Staff {
    pub(crate) clerk: Actor,
    pub(crate) police: Actor,
    pub(crate) chair: Actor,
    pub(crate) province: Actor,
    pub(crate) stranger: Actor,
    pub(crate) leader: Actor,
}

pub(crate) fn staff() -> Staff {
    Staff {
        clerk: somebody(2, &[(Role::Official, DIEN_HONG)]),
        police: somebody(6, &[(Role::Police, DIEN_HONG)]),
        chair: somebody(3, &[(Role::Chair, DIEN_HONG)]),
        province: somebody(4, &[(Role::Official, EAST)]),
        stranger: somebody(5, &[(Role::Chair, WEST), (Role::Official, WEST)]),
        leader: somebody(7, &[]),
    }
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

/// Takes out what people would have to write, but for one paragraph, which is written.
pub(crate) async fn written(app: &App, clerk: &Actor, id: Uuid) {
    let report = app.report(clerk, id).await.expect("the report");
    let draft = report.draft.expect("it is being written");
    let open: Vec<(String, i64)> = draft
        .lines
        .iter()
        .filter(|l| matches!(l.kind, dienhong_app::reports::LineKind::Ask(_)))
        .map(|l| (l.part.clone(), l.rev))
        .collect();
    for (at, (part, rev)) in open.into_iter().enumerate() {
        let done = match at {
            0 => {
                app.write_part(
                    clerk,
                    id,
                    &part,
                    rev,
                    "Có [[luot-tuyen-truyen]] lượt, số minh họa.",
                )
                .await
            }
            _ => app.take_out(clerk, id, &part, rev, true).await,
        };
        done.expect("written");
    }
}

pub(crate) async fn submit(app: &App, clerk: &Actor, id: Uuid) -> Result<(), ReportError> {
    let touched = app.report(clerk, id).await?.touched;
    app.submit_report(clerk, id, touched, "").await
}

pub(crate) fn number(report: &dienhong_app::reports::Report, name: &str) -> String {
    let numbers = report.paper.numbers();
    let found = numbers.iter().find(|n| n.name == name);
    found.unwrap_or_else(|| panic!("{name} is in it")).text.clone()
}
