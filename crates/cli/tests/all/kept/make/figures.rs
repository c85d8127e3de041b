//! Figures of six months: frozen, sent, returned, accepted, replaced, on their way up and as answers on their way down.

use super::entries::{record, session};
use super::exchange::{both, take};
use super::{Book, month};
use dienhong_app::testing::*;
use std::collections::BTreeMap;
use uuid::Uuid;

struct Desk<'a> {
    ward: &'a Book,
    province: &'a Book,
}

/// What was found wrong.
fn why() -> Vec<(String, String)> {
    vec![("toi-pham".to_owned(), "Tháng trước 12 vụ".to_owned())]
}

/// Leaves each month in a different state.
pub(super) async fn file(ward: &Book, province: &Book, bundles: &mut BTreeMap<&'static str, String>) {
    let desk = Desk { ward, province };
    desk.freeze(6).await;
    let (july, letter) = desk.july_is_accepted_and_its_letter_waits().await;
    bundles.insert("tra-loi-so-lieu", letter);
    desk.august_is_returned_by_letter().await;
    let september = desk.september_is_accepted_and_its_letter_put_aside().await;
    desk.october_is_returned_and_sent_anew().await;
    desk.returns_are_asked_for_and_decided(july, september).await;
    bundles.insert("so-lieu", desk.send(11).await.1);
}

impl Desk<'_> {
    async fn freeze(&self, m: u32) -> Uuid {
        let (app, by) = (&self.ward.app, &self.ward.official);
        let done = app
            .by(by)
            .filings()
            .freeze(DIEN_HONG, "hang-thang", month(m), "")
            .await;
        done.unwrap_or_else(|e| panic!("month {m}: {e:?}"))
    }
    /// The ward freezes, approves and hands over a month.
    async fn send(&self, m: u32) -> (Uuid, String) {
        let id = self.freeze(m).await;
        let app = &self.ward.app;
        app.by(&self.ward.chair)
            .filings()
            .approve(id, "Đã đối chiếu")
            .await
            .expect("approved");
        let bundle = app.by(&self.ward.official).exchange().filing_bundle(id).await;
        (id, bundle.expect("a bundle"))
    }
    /// The same, and the province imports it.
    async fn arrives(&self, m: u32) -> Uuid {
        let (id, bundle) = self.send(m).await;
        take(self.province, &bundle).await;
        id
    }
    async fn accept(&self, id: Uuid, words: &str) {
        let above = &self.province.app;
        let done = above
            .by(&self.province.official)
            .filings()
            .accept(id, words)
            .await;
        done.expect("accepted");
    }
    async fn give_back(&self, id: Uuid) {
        let above = &self.province.app;
        let done = above
            .by(&self.province.official)
            .filings()
            .send_back(id, "Xem lại", why())
            .await;
        done.expect("returned");
    }
    async fn answer(&self, id: Uuid) -> String {
        let above = &self.province.app;
        let bundle = above
            .by(&self.province.official)
            .exchange()
            .filing_bundle(id)
            .await;
        bundle.expect("an answer")
    }
    async fn letter_comes(&self, bundle: &str) {
        let app = &self.ward.app;
        app.unattended()
            .exchange()
            .letter_came(bundle.as_bytes())
            .await
            .expect("a letter");
    }

    async fn july_is_accepted_and_its_letter_waits(&self) -> (Uuid, String) {
        let july = self.arrives(7).await;
        self.accept(july, "").await;
        let on_its_way = self.answer(july).await;
        self.letter_comes(&on_its_way).await;
        (july, on_its_way)
    }
    /// The answer is extracted from its letter.
    async fn august_is_returned_by_letter(&self) {
        let august = self.arrives(8).await;
        self.give_back(august).await;
        let back = self.answer(august).await;
        self.letter_comes(&back).await;
        take(self.ward, &back).await;
    }
    /// The answer comes twice.
    async fn september_is_accepted_and_its_letter_put_aside(&self) -> Uuid {
        let september = self.arrives(9).await;
        self.accept(september, "Đủ").await;
        let accepted = self.answer(september).await;
        self.letter_comes(&accepted).await;
        let (app, who) = (&self.ward.app, both(self.ward));
        for letter in app.by(&who).exchange().letters().await.expect("letters") {
            if app.by(&who).exchange().letter(letter.id).await.expect("its file") == accepted {
                app.by(&who)
                    .exchange()
                    .put_letter_aside(letter.id)
                    .await
                    .expect("put aside");
            }
        }
        take(self.ward, &accepted).await;
        september
    }
    async fn october_is_returned_and_sent_anew(&self) {
        let october = self.arrives(10).await;
        self.give_back(october).await;
        take(self.ward, &self.answer(october).await).await;
        let forgotten = session(DIEN_HONG, "28/10/2026", "15");
        record(&self.ward.app, &self.ward.official, &forgotten).await;
        self.arrives(10).await;
    }
    async fn asks_for_the_return(&self, id: Uuid) -> Uuid {
        let above = &self.province.app;
        let asked = above
            .by(&self.province.official)
            .filings()
            .ask_return(id, "Xem lại", why())
            .await;
        asked.expect("asked")
    }
    /// Of July it is refused and asked for anew, of September approved.
    async fn returns_are_asked_for_and_decided(&self, july: Uuid, september: Uuid) {
        let first = self.asks_for_the_return(july).await;
        let above = self.province.app.by(&self.province.chair);
        above
            .filings()
            .refuse_return(first, "Đã đối chiếu")
            .await
            .expect("refused");
        self.asks_for_the_return(july).await;
        let second = self.asks_for_the_return(september).await;
        above
            .filings()
            .approve_return(second, "")
            .await
            .expect("approved");
    }
}
