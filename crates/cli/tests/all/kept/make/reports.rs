//! Reports of ten months in every stage, an office with two signers, a register with a cancelled number.

use super::exchange::take;
use super::{Book, month};
use dienhong_app::papers::{IssuerForm, OutgoingForm, SignerForm};
use dienhong_app::reports::{Direction, LineKind, NewReport};
use dienhong_app::testing::*;
use dienhong_domain::papers::{Authority, PaperKind};
use dienhong_store::args;
use std::collections::BTreeMap;
use uuid::Uuid;

struct Desk<'a> {
    ward: &'a Book,
    province: &'a Book,
    signs: Uuid,
}

/// Leaves each month's report in a different stage.
pub(super) async fn write(ward: &Book, province: &Book, bundles: &mut BTreeMap<&'static str, String>) {
    let desk = Desk {
        ward,
        province,
        signs: open_office(ward).await,
    };
    desk.february_is_being_written().await;
    desk.march_is_taken_back().await;
    desk.april_is_sent_back_once_it_had_its_number().await;
    desk.submits(5).await;
    desk.june_is_issued_with_two_signed_copies().await;
    desk.arrives(7).await;
    desk.august_is_accepted_above().await;
    let answer = desk.september_is_sent_back_above().await;
    bundles.insert("tra-loi-bao-cao", answer);
    desk.october_is_sent_back_and_sent_anew().await;
    bundles.insert("bao-cao", desk.sends(11).await.1);
    let sql = "SELECT COUNT(*) FROM report WHERE unit = $1";
    let reports = ward.app.store.number(sql, args![DIEN_HONG.0]).await;
    assert_eq!(reports.expect("counted"), 10);
}

/// The office that issues, its two signers, and a cancelled number; returns the signer who stays.
async fn open_office(ward: &Book) -> Uuid {
    let (app, by) = (&ward.app, &ward.official);
    let office = app
        .by(by)
        .papers()
        .save_issuer(DIEN_HONG, None, &committee())
        .await
        .expect("an office");
    let chair = signer("Người Minh Họa", Authority::OnBehalf, "Chủ tịch");
    let signs = app
        .by(by)
        .papers()
        .add_signer(office, &chair)
        .await
        .expect("a signer");
    let deputy = signer("Người Thay", Authority::ForHead, "Phó Chủ tịch");
    let deputy = app
        .by(by)
        .papers()
        .add_signer(office, &deputy)
        .await
        .expect("a signer");
    app.by(by)
        .papers()
        .end_signer(deputy, day(10, 31))
        .await
        .expect("ended");
    let paper = OutgoingForm {
        day: day(1, 5),
        kind: PaperKind::Report,
        summary: "Kế hoạch năm (làm ở nơi khác)".into(),
        recipients: "UBND tỉnh".into(),
        number: Some(3),
    };
    let outgoing = app
        .by(by)
        .papers()
        .enter_paper(office, &paper)
        .await
        .expect("entered");
    let numbered = (outgoing.year, outgoing.series.as_str(), outgoing.number);
    app.by(by)
        .papers()
        .cancel_number(office, numbered, "Ghi nhầm")
        .await
        .expect("cancelled");
    signs
}

fn committee() -> IssuerForm {
    IssuerForm {
        from: Some(day(1, 1)),
        name: "UBND phường".into(),
        parent: "UBND tỉnh Đông".into(),
        heading: "Ủy ban nhân dân\nphường Diên Hồng".into(),
        place: "Diên Hồng".into(),
        sign: "UBND".into(),
        by_kind: false,
        recipients: "UBND tỉnh\nCông an tỉnh".into(),
        archive: "VT, CA".into(),
    }
}

fn signer(name: &str, authority: Authority, office: &str) -> SignerForm {
    SignerForm {
        from: day(1, 1),
        to: None,
        name: name.into(),
        authority,
        above: "Ủy ban nhân dân".into(),
        office: office.into(),
    }
}

impl Desk<'_> {
    async fn begins(&self, m: u32) -> Uuid {
        let new = NewReport {
            outline: "hang-thang".into(),
            period: month(m),
            is_restated: m.is_multiple_of(2),
            issuer: None,
        };
        let done = self
            .ward
            .app
            .by(&self.ward.official)
            .reports()
            .begin(DIEN_HONG, &new)
            .await;
        done.unwrap_or_else(|e| panic!("month {m}: {e:?}"))
    }
    /// Writes one of the paragraphs that people have to write and takes the others out.
    async fn writes(&self, id: Uuid) {
        let (app, by) = (&self.ward.app, &self.ward.official);
        let report = app.by(by).reports().find(id).await.expect("the report");
        let lines = report.draft.expect("it is being written").lines;
        let open = lines.iter().filter(|l| matches!(l.kind, LineKind::Ask(_)));
        for (at, line) in open.enumerate() {
            let words = "Có [[luot-tuyen-truyen]] lượt, số minh họa.";
            let done = match at {
                0 => {
                    app.by(by)
                        .reports()
                        .write_part(id, &line.part, line.rev, words)
                        .await
                }
                _ => {
                    app.by(by)
                        .reports()
                        .take_out(id, &line.part, line.rev, true)
                        .await
                }
            };
            done.expect("written");
        }
    }
    async fn submits(&self, m: u32) -> Uuid {
        let id = self.begins(m).await;
        self.writes(id).await;
        let reports = self.ward.app.by(&self.ward.official).reports();
        let moved = reports.move_part(id, "phan-ket-qua", 0, Direction::Up).await;
        moved.expect("a section is moved");
        self.submits_again(id).await;
        id
    }
    async fn submits_again(&self, id: Uuid) {
        let edit_count = self
            .ward
            .app
            .by(&self.ward.official)
            .reports()
            .find(id)
            .await
            .expect("it")
            .edit_count;
        let done = self
            .ward
            .app
            .by(&self.ward.official)
            .reports()
            .submit(id, edit_count, "Trình")
            .await;
        done.expect("before the chair");
    }
    async fn issues(&self, m: u32) -> Uuid {
        let id = self.submits(m).await;
        self.approves(id).await;
        id
    }
    async fn approves(&self, id: Uuid) {
        let done = self
            .ward
            .app
            .by(&self.ward.chair)
            .reports()
            .approve(id, self.signs, day(11, 20), "")
            .await;
        done.expect("approved");
    }
    async fn sends(&self, m: u32) -> (Uuid, String) {
        let id = self.issues(m).await;
        self.ward
            .app
            .by(&self.ward.official)
            .reports()
            .send(id, "Gửi tỉnh")
            .await
            .expect("sent");
        let bundle = self
            .ward
            .app
            .by(&self.ward.official)
            .exchange()
            .report_bundle(id)
            .await;
        (id, bundle.expect("a bundle"))
    }
    /// The same, and the province imports it.
    async fn arrives(&self, m: u32) -> Uuid {
        let (id, bundle) = self.sends(m).await;
        take(self.province, &bundle).await;
        id
    }
    async fn sends_back_above(&self, id: Uuid) {
        let (above, by) = (&self.province.app, &self.province.official);
        let report = above.by(by).reports().find(id).await.expect("it is there");
        let words = [(report.paper.anchors[1].clone(), "Nêu rõ hơn".to_owned())];
        let done = above.by(by).reports().send_back(id, "Xem lại", &words).await;
        done.expect("sent back");
    }
    async fn answer(&self, id: Uuid) -> String {
        let above = &self.province.app;
        let bundle = above
            .by(&self.province.official)
            .exchange()
            .report_bundle(id)
            .await;
        bundle.expect("an answer")
    }

    /// With own words, an open comment and a settled one.
    async fn february_is_being_written(&self) {
        let (app, by) = (&self.ward.app, &self.ward.official);
        let writing = self.begins(2).await;
        self.writes(writing).await;
        app.by(by)
            .reports()
            .add_part(writing, "", "Đoạn tự thêm (minh họa).")
            .await
            .expect("added");
        app.by(by)
            .reports()
            .comment(writing, "", "Còn thiếu số")
            .await
            .expect("a comment");
        let settled = app
            .by(by)
            .reports()
            .comment(writing, "", "Sai chính tả")
            .await
            .expect("a comment");
        app.by(by)
            .reports()
            .resolve_comment(writing, settled)
            .await
            .expect("settled");
    }
    async fn march_is_taken_back(&self) {
        let back = self.submits(3).await;
        let (app, by) = (&self.ward.app, &self.ward.official);
        app.by(by)
            .reports()
            .withdraw(back, "Chưa xong")
            .await
            .expect("taken back");
    }
    async fn april_is_sent_back_once_it_had_its_number(&self) {
        let numbered = self.issues(4).await;
        let (app, by) = (&self.ward.app, &self.ward.chair);
        app.by(by)
            .reports()
            .send_back(numbered, "Xem lại", &[])
            .await
            .expect("sent back");
    }
    async fn june_is_issued_with_two_signed_copies(&self) {
        let issued = self.issues(6).await;
        let (app, by) = (&self.ward.app, &self.ward.official);
        for copy in [
            &b"%PDF-1.7 a scan with a seal"[..],
            b"%PDF-1.7 /ByteRange [0 1 2 3]",
        ] {
            app.by(by)
                .reports()
                .keep_signed(issued, copy.to_vec())
                .await
                .expect("kept");
        }
    }
    async fn august_is_accepted_above(&self) {
        let august = self.arrives(8).await;
        let above = &self.province.app;
        above
            .by(&self.province.official)
            .reports()
            .accept(august, "Đủ")
            .await
            .expect("accepted");
        take(self.ward, &self.answer(august).await).await;
    }
    /// Returns the answer, which is on its way.
    async fn september_is_sent_back_above(&self) -> String {
        let september = self.arrives(9).await;
        self.sends_back_above(september).await;
        self.answer(september).await
    }
    async fn october_is_sent_back_and_sent_anew(&self) {
        let (app, by) = (&self.ward.app, &self.ward.official);
        let october = self.arrives(10).await;
        self.sends_back_above(october).await;
        take(self.ward, &self.answer(october).await).await;
        self.submits_again(october).await;
        self.approves(october).await;
        app.by(by).reports().send(october, "Gửi lại").await.expect("sent");
        let anew = app
            .by(by)
            .exchange()
            .report_bundle(october)
            .await
            .expect("a bundle");
        take(self.province, &anew).await;
    }
}
