//! The page of figures that were sent up: who approved them, and their return by two persons.

use crate::common::{Page, Person, TestApp, both_small, noon};
use axum::http::StatusCode;
use dienhong_app::urls;
use dienhong_domain::filings::{Content, State};
use dienhong_domain::procedures::Kind;
use dienhong_domain::procedures::filings::{ACCEPT, APPROVE, FREEZE};
use dienhong_domain::rights::Role;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use dienhong_store::filings::FilingWrite;
use dienhong_store::procedures::StepRow;
use dienhong_store::{Batch, Store};
use uuid::Uuid;

/// A ward, its province, and two persons of the province who may accept.
struct Place {
    test: TestApp,
    ward: UnitId,
    asker: Person,
    other: Person,
    clerk: Person,
}

async fn place(store: Store) -> Place {
    let test = TestApp::new(store, noon(2026, 11, 20)).await;
    let today = Day::new(2026, 11, 20).expect("a day");
    let ward = test.unit("23563", "Diên Hồng", today);
    let above = test.app.snapshot().map.at(ward, today).and_then(|s| s.parent);
    let above = above.expect("a province");
    Place {
        asker: test.person(Role::Official, above).await,
        other: test.person(Role::Standing, above).await,
        clerk: test.person(Role::Official, ward).await,
        ward,
        test,
    }
}

impl Place {
    /// Accepted figures of the ward that one person froze and another one, or the same, approved.
    async fn accepted(&self, frozen_by: i64, approved_by: i64) -> Uuid {
        let days = Period::month(2026, 10).expect("a month");
        let content = Content {
            format: 1,
            unit: self.test.uid(self.ward),
            unit_name: "Phường Diên Hồng".into(),
            form: "hang-thang".into(),
            title: Default::default(),
            from: days.from,
            to: days.to,
            packs: Vec::new(),
            figures: Vec::new(),
            indicators: Vec::new(),
            inputs: String::new(),
            map: None,
        };
        let write = FilingWrite {
            id: Uuid::now_v7(),
            unit: self.ward,
            form: content.form.clone(),
            days,
            version: 1,
            state: State::Accepted,
            content: serde_json::to_string(&content).expect("a content"),
            hash: vec![0; 32],
            inputs: Vec::new(),
            origin: String::new(),
            made_at: 0,
            made_by: frozen_by,
        };
        let steps = [
            (State::Frozen, FREEZE, frozen_by),
            (State::Sent, APPROVE, approved_by),
            (State::Accepted, ACCEPT, self.asker.number),
        ];
        let mut batch = Batch::new(0, 0).filing(&write);
        for (seq, (state, act, person)) in (1..).zip(steps) {
            let row = StepRow {
                seq,
                version: 1,
                state,
                act: act.to_owned(),
                at: seq,
                person,
                unit: self.ward,
                note: String::new(),
                reasons: Vec::new(),
            };
            batch = batch.step(Kind::Filing, write.id, &row);
        }
        self.test.app.store.write(batch).await.expect("figures are kept");
        write.id
    }

    async fn sees(&self, person: &Person, filing: Uuid) -> Page {
        let page = self.test.get(person, &urls::filing(filing)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.words());
        page
    }

    async fn asks(&self, person: &Person, filing: Uuid, note: &str) -> Page {
        let address = urls::filing_return_request(filing);
        self.test.post(person, &address, &[("ghi-chu", note)]).await
    }

    /// The open request about a filing.
    async fn request(&self, filing: Uuid) -> Uuid {
        let actor = self.test.actor(&self.other).await;
        let all = self.test.app.by(&actor).filings().return_requests(filing).await;
        all.expect("requests").first().expect("a request").id
    }
}

#[tokio::test]
async fn the_page_says_when_one_person_froze_and_approved() {
    both_small(|store| async move {
        let place = place(store).await;
        let (vi, en) = (
            "Người khóa số liệu cũng là người duyệt",
            "Locked and approved by the same person",
        );
        let same = place.accepted(place.clerk.number, place.clerk.number).await;
        let said = place.sees(&place.clerk, same).await.words();
        assert_eq!(
            said.matches(vi).count(),
            2,
            "at its state and in its history: {said}"
        );
        let said = place.sees(&place.clerk.in_english(), same).await.words();
        assert_eq!(said.matches(en).count(), 2, "{said}");
    })
    .await;
    both_small(|store| async move {
        let place = place(store).await;
        let two = place.accepted(place.clerk.number, place.other.number).await;
        let said = place.sees(&place.clerk, two).await.words();
        assert!(!said.contains("Người khóa số liệu cũng là người duyệt"), "{said}");
    })
    .await;
}

#[tokio::test]
async fn one_person_asks_on_the_page_and_another_one_decides() {
    both_small(|store| async move {
        let place = place(store).await;
        let filing = place.accepted(place.clerk.number, place.other.number).await;
        let own = place.sees(&place.clerk, filing).await.words();
        assert!(!own.contains("Đề nghị trả lại"), "a ward does not ask: {own}");
        let offered = place.sees(&place.asker, filing).await.words();
        assert!(offered.contains("Đề nghị trả lại"), "{offered}");
        let bare = place.asks(&place.asker, filing, " ").await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bare.words().contains("Ghi ít nhất một lý do trả lại."));
        let asked = place.asks(&place.asker, filing, "Xem lại").await;
        assert_eq!(asked.location, urls::filing(filing), "{}", asked.words());
        who_asked_waits_for_another(&place, filing).await;
        another_refuses_with_a_reason(&place, filing).await;
        another_approves(&place, filing).await;
    })
    .await;
}

async fn who_asked_waits_for_another(place: &Place, filing: Uuid) {
    let Place {
        test, asker, other, ..
    } = place;
    let said = place.sees(asker, filing).await.words();
    assert!(said.contains("Cần một người khác"), "{said}");
    assert!(!said.contains("Duyệt trả lại"), "{said}");
    let request = place.request(filing).await;
    let refusal = urls::filing_return_refusal(filing, request);
    assert_eq!(test.get(asker, &refusal).await.status, StatusCode::NOT_FOUND);
    let approval = urls::filing_return_approval(filing, request);
    let alone = test.post(asker, &approval, &[]).await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(alone.words().contains("phải do một người khác làm"));
    let elsewhere = urls::filing_return_approval(Uuid::now_v7(), request);
    let strange = test.post(other, &elsewhere, &[]).await;
    assert_eq!(strange.status, StatusCode::NOT_FOUND, "of another filing");
    let (mine, theirs) = (test.get(asker, "/").await, test.get(other, "/").await);
    let task = "có đề nghị trả lại chờ quyết định";
    assert!(!mine.words().contains(task) && theirs.words().contains(task));
    let list = test.get(other, urls::FILING_RETURN_REQUESTS).await;
    assert!(list.text().contains(&urls::filing(filing)), "{}", list.words());
}

async fn another_refuses_with_a_reason(place: &Place, filing: Uuid) {
    let Place { test, other, .. } = place;
    let refusal = urls::filing_return_refusal(filing, place.request(filing).await);
    assert_eq!(test.get(other, &refusal).await.status, StatusCode::OK);
    let bare = test.post(other, &refusal, &[("ghi-chu", "")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.words().contains("Ghi lý do không trả lại."));
    let refused = test.post(other, &refusal, &[("ghi-chu", "Đã đối chiếu")]).await;
    assert_eq!(refused.location, urls::filing(filing), "{}", refused.words());
    let said = place.sees(&place.asker, filing).await.words();
    for told in ["đã tiếp nhận", "đề nghị trả lại số liệu", "Đã đối chiếu"] {
        assert!(said.contains(told), "{told}: {said}");
    }
    let own = place.sees(&place.clerk, filing).await.words();
    assert!(
        !own.contains("Đã đối chiếu"),
        "the unit learns of a return only: {own}"
    );
}

async fn another_approves(place: &Place, filing: Uuid) {
    let again = place.asks(&place.asker, filing, "Mở lại để sửa").await;
    assert_eq!(again.location, urls::filing(filing), "{}", again.words());
    let approval = urls::filing_return_approval(filing, place.request(filing).await);
    let approved = place.test.post(&place.other, &approval, &[]).await;
    assert_eq!(approved.location, urls::filing(filing), "{}", approved.words());
    let own = place.sees(&place.clerk, filing).await.words();
    assert!(
        own.contains("bị trả lại") && own.contains("Mở lại để sửa"),
        "{own}"
    );
}
