//! Papers of the ward made from templates: one in each state, one frozen twice, one with its signed copy, one revoked by another.

use super::Book;
use dienhong_app::papers::{NewPaper, PaperContent, Signer};
use dienhong_app::testing::*;
use uuid::Uuid;

const TEMPLATE: &str = "giay-moi-hop";

/// Leaves eight papers.
pub(super) async fn write(ward: &Book) {
    begin(ward).await;
    let discarded = begin(ward).await;
    let official = ward.app.by(&ward.official);
    let done = official.papers().discard_paper(discarded).await;
    done.expect("discarded");
    let again = submitted(ward).await;
    let chair = ward.app.by(&ward.chair);
    chair
        .papers()
        .return_paper(again, "Xem lại")
        .await
        .expect("sent back");
    submit(ward, again).await;
    submitted(ward).await;
    let issued = submitted(ward).await;
    issue(ward, issued).await;
    official
        .papers()
        .keep_signed_paper(issued, b"%PDF-1.7 a scan".to_vec())
        .await
        .expect("a signed copy");
    let cancelled = submitted(ward).await;
    issue(ward, cancelled).await;
    chair
        .papers()
        .cancel_paper(cancelled, "Hoãn họp")
        .await
        .expect("cancelled");
    let (revoked, by) = (submitted(ward).await, submitted(ward).await);
    issue(ward, revoked).await;
    issue(ward, by).await;
    let done = chair.papers().revoke_paper(revoked, by, "").await;
    done.expect("revoked");
}

async fn begin(ward: &Book) -> Uuid {
    let new = NewPaper {
        id: Uuid::now_v7(),
        template: TEMPLATE.to_owned(),
        law_day: day(11, 1),
    };
    let papers = ward.app.by(&ward.official).papers();
    papers.begin_paper(DIEN_HONG, &new).await.expect("begun")
}

/// A paper in which every blank is filled in, submitted.
async fn submitted(ward: &Book) -> Uuid {
    let id = begin(ward).await;
    let papers = ward.app.by(&ward.official).papers();
    let of = papers.find_paper(id).await.expect("found");
    let bodies = papers.issuers(DIEN_HONG, day(11, 1)).await.expect("bodies");
    let filled = of
        .template
        .blanks
        .iter()
        .map(|blank| (blank.id.clone(), "Minh họa".to_owned()));
    let content = PaperContent {
        seen: of.edit_count,
        issuer: bodies.first().map(|body| body.id),
        law_day: of.law_day,
        secretary: String::new(),
        answers: filled.collect(),
    };
    papers.fill_in_paper(id, &content).await.expect("filled in");
    submit(ward, id).await;
    id
}

async fn submit(ward: &Book, id: Uuid) {
    let papers = ward.app.by(&ward.official).papers();
    let seen = papers.find_paper(id).await.expect("found").edit_count;
    papers.submit_paper(id, seen, "").await.expect("submitted");
}

async fn issue(ward: &Book, id: Uuid) {
    let today = ward.app.today();
    let official = ward.app.by(&ward.official).papers();
    let bodies = official.issuers(DIEN_HONG, today).await.expect("bodies");
    let body = bodies.first().expect("a body").id;
    let signers = official.signers(body).await.expect("signers");
    let signer = signers
        .iter()
        .find(|s: &&Signer| s.holds(today))
        .expect("a signer");
    let chair = ward.app.by(&ward.chair).papers();
    let done = chair.issue_paper(id, signer.id, today, "").await;
    done.unwrap_or_else(|e| panic!("{e:?}"));
}
