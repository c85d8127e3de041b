//! Two installations: figures go up and answers come down in signed files; what is forged, outdated, truncated, sent
//! twice or from strangers is refused with its reason, and nothing is lost. On both engines.

use crate::common::books::{Played, arrives, play, resealed};
use crate::common::mergers::merge;
use crate::common::people::{Person, reason};
use dienhong_app::entries::Draft;
use dienhong_app::exchange::{AddressError, BundlePreview, BundleStatus, Delivery, ExchangeError};
use dienhong_app::filings::Filing;
use dienhong_app::testing::*;
use dienhong_bundles::{Body, File, OpenError, Submission};
use dienhong_domain::entries::State as EntryState;
use dienhong_domain::filings::State;
use dienhong_domain::rights::Role;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use dienhong_store::Engine;
use uuid::Uuid;

#[tokio::test]
async fn figures_go_up_and_answers_come_down() {
    both_small_books(|ward| async move {
        let p = play(ward).await;
        p.meet().await;
        let entry = Uuid::now_v7();
        p.record(entry, "7", None).await;
        let (first, bundle) = p.sent().await;
        figures_are_looked_at_and_taken_once(&p, first, &bundle).await;
        let returned = they_come_back_with_a_reason(&p, first).await;

        p.record(entry, "9", Some(1)).await;
        let (second, mended) = p.sent().await;
        p.above.takes(&mended).await;
        the_older_version_is_stale(&p, (first, returned), &bundle).await;
        the_newer_version_is_accepted(&p, second).await;
        accepted_figures_come_back_too(&p, second).await;
    })
    .await;
}

async fn figures_are_looked_at_and_taken_once(p: &Played, first: Uuid, bundle: &str) {
    let look = p.above.looks_at(bundle).await;
    assert_eq!((look.status(), look.filing()), (BundleStatus::New, Some(first)));
    let early = p.province.by(&p.above.actor).filings().find(first).await;
    assert!(early.is_err(), "looking takes nothing");
    p.above.takes(bundle).await;
    let again = p.above.takes(bundle).await;
    assert_eq!(again.status(), BundleStatus::Known);
    let (here, there) = (p.official.sees(first).await, p.above.sees(first).await);
    assert_eq!((&here.content, &here.hash), (&there.content, &there.hash));
    assert_eq!((there.state, there.steps.len()), (State::Sent, 2));
    assert!(there.since.is_none(), "the province does not hold the entries");
}

/// Returns the figures as they came back.
async fn they_come_back_with_a_reason(p: &Played, first: Uuid) -> Filing {
    let why = reason("toi-pham", "Tháng trước 12 vụ");
    p.above.returns(first, "Xem lại", why.clone()).await;
    let answer = p.above.hands_over(first).await;
    let look = p.official.takes(&answer).await;
    assert!(matches!(
        look,
        BundlePreview::Answer {
            state: State::Returned,
            ..
        }
    ));
    let twice = p.official.takes(&answer).await;
    assert_eq!(twice.status(), BundleStatus::Known);
    let here = p.official.sees(first).await;
    assert_eq!(
        (here.state, &here.steps.last().expect("a step").reasons),
        (State::Returned, &why)
    );
    here
}

/// The newer version has replaced it.
async fn the_older_version_is_stale(p: &Played, (first, returned): (Uuid, Filing), bundle: &str) {
    let old = p.above.sees(first).await;
    assert_eq!((old.state, old.hash), (State::Replaced, returned.hash));
    let late = p.above.takes(bundle).await;
    assert_eq!(late.status(), BundleStatus::Known);
}

async fn the_newer_version_is_accepted(p: &Played, second: Uuid) {
    p.above.accepts(second).await;
    let answer = p.above.hands_over(second).await;
    p.chair.takes(&answer).await;
    let (here, there) = (p.official.sees(second).await, p.above.sees(second).await);
    assert_eq!((here.state, there.state), (State::Accepted, State::Accepted));
    assert_eq!((here.content, here.hash), (there.content, there.hash));
}

/// Two persons of the province decide it; the ward's book learns the state alone.
async fn accepted_figures_come_back_too(p: &Played, second: Uuid) {
    let why = reason("toi-pham", "Tháng trước 12 vụ");
    let asked = p.above.tries_to_ask_return(second, "", why.clone()).await;
    let other = Person::new(&p.province, 8, &[(Role::Chair, EAST)]);
    other
        .tries_to_approve_return(asked.expect("asked"))
        .await
        .expect("approved");
    let answer = p.above.hands_over(second).await;
    p.official.takes(&answer).await;
    let here = p.official.sees(second).await;
    let last = here.steps.last().expect("a step");
    assert_eq!(
        (here.state, last.act.as_str(), &last.reasons),
        (State::Returned, "return", &why)
    );
}

#[tokio::test]
async fn what_may_not_be_taken_is_refused_with_its_reason() {
    both_small_books(|ward| async move {
        let p = play(ward).await;
        p.record(Uuid::now_v7(), "7", None).await;
        let (first, bundle) = p.sent().await;
        let stranger = p.above.tries_to_take(&bundle).await;
        assert!(
            matches!(stranger, Err(ExchangeError::UnknownSender(_))),
            "nobody introduced the ward yet: {stranger:?}"
        );
        p.meet().await;
        what_was_cut_off_or_changed_is_refused(&p, &bundle).await;
        what_does_not_fit_its_content_is_refused(&p, &bundle).await;
        what_is_for_others_is_refused(&p, &bundle).await;
        nobody_else_speaks_for_the_ward(&p).await;
        who_is_trusted_no_more_is_refused(&p, first, &bundle).await;
        only_approved_figures_leave_a_book(&p, first).await;
    })
    .await;
}

async fn what_was_cut_off_or_changed_is_refused(p: &Played, bundle: &str) {
    let cut = p.above.tries_to_take(&bundle[..bundle.len() - 40]).await;
    assert!(
        matches!(cut, Err(ExchangeError::Open(OpenError::CutOff))),
        "{cut:?}"
    );
    let forged = bundle.replacen("Diên Hồng", "Diên Hông", 1);
    assert_ne!(forged, bundle);
    let forged = p.above.tries_to_take(&forged).await;
    assert!(
        matches!(forged, Err(ExchangeError::Open(OpenError::Forged))),
        "{forged:?}"
    );
    let other = p.above.tries_to_take("PK").await;
    assert!(matches!(
        other,
        Err(ExchangeError::Open(OpenError::NotAnEnvelope))
    ));
}

type Alteration = fn(&mut Submission);

const ALTERATIONS: [(&str, Alteration); 5] = [
    ("a unit that the figures do not name", |s| {
        s.unit = Uuid::from_u128(77)
    }),
    ("a figure alone", |s| s.content = s.content.replacen('7', "8", 1)),
    ("a step after sending", |s| s.said[1].state = "accepted".into()),
    ("not sent", |s| drop(s.said.pop())),
    ("a file beside the figures", |s| {
        s.files.push(File {
            format: "pdf".into(),
            bytes: Vec::new(),
        });
    }),
];

/// Signed by the ward itself, but not what its program would send.
async fn what_does_not_fit_its_content_is_refused(p: &Played, bundle: &str) {
    for (what, change) in ALTERATIONS {
        let file = resealed(&p.ward, bundle, |payload| match &mut payload.body {
            Body::Submission(submission) => change(submission),
            Body::Answer(answer) => panic!("{answer:?}"),
        })
        .await;
        let took = p.above.tries_to_take(&file).await;
        assert!(matches!(took, Err(ExchangeError::Damaged)), "{what}: {took:?}");
    }
}

async fn what_is_for_others_is_refused(p: &Played, bundle: &str) {
    let west = Person::new(&p.province, 9, &[(Role::Official, WEST), (Role::Chair, WEST)]);
    let foreign = west.tries_to_take(bundle).await;
    assert!(matches!(foreign, Err(ExchangeError::NotForUs(_))), "{foreign:?}");
    let reader = Person::new(&p.province, 10, &[(Role::Reader, EAST)]);
    let read = reader.tries_to_take(bundle).await;
    assert!(matches!(read, Err(ExchangeError::NotForUs(_))));
    // A card of the ward means nothing to another province.
    let met = west.tries_to_take(&p.chair.card().await.card).await;
    assert!(matches!(met, Err(ExchangeError::NotForUs(_))), "{met:?}");
}

/// An introduced neighbouring book sends figures of the ward.
async fn nobody_else_speaks_for_the_ward(p: &Played) {
    let (_place, another) = small_book_on(Engine::Sqlite).await;
    let third = play(another).await;
    let neighbour = Person::new(&third.ward, 3, &[(Role::Chair, HOI_THUONG)]);
    p.head.takes(&neighbour.card().await.card).await;
    third.record(Uuid::now_v7(), "1", None).await;
    let (_, posing) = third.sent().await;
    let posing = p.above.tries_to_take(&posing).await;
    assert!(matches!(posing, Err(ExchangeError::NotTheirs(_))), "{posing:?}");
}

/// From now on; what was imported stays.
async fn who_is_trusted_no_more_is_refused(p: &Played, first: Uuid, bundle: &str) {
    p.above.takes(bundle).await;
    let peers = p
        .province
        .by(&p.head.actor)
        .exchange()
        .introduced()
        .await
        .expect("peers");
    let ward = peers.iter().find(|p| p.unit == DIEN_HONG).expect("the ward");
    let ended = p
        .province
        .by(&p.head.actor)
        .exchange()
        .end_introduction(ward.book)
        .await;
    ended.expect("ended");
    let ended = p.above.tries_to_take(bundle).await;
    assert!(matches!(ended, Err(ExchangeError::Ended(_))), "{ended:?}");
    assert!(p.province.by(&p.above.actor).filings().find(first).await.is_ok());
}

async fn only_approved_figures_leave_a_book(p: &Played, first: Uuid) {
    let again = p.ward.by(&p.official.actor).exchange().filing_bundle(first).await;
    assert!(again.is_ok(), "what is sent may be exported again");
    let west = somebody(11, &[(Role::Official, WEST)]);
    let outsider = p.ward.by(&west).exchange().filing_bundle(first).await;
    assert!(matches!(outsider, Err(ExchangeError::NotFound)), "{outsider:?}");
}

#[tokio::test]
async fn a_ward_never_answers_for_a_province_that_works_in_its_book() {
    both_small_books(|ward| async move {
        let p = play(ward).await;
        p.meet().await;
        p.record(Uuid::now_v7(), "7", None).await;
        let (first, bundle) = p.sent().await;
        p.above.takes(&bundle).await;
        p.above.accepts(first).await;
        let answer = p.above.hands_over(first).await;
        // An official of the province is appointed in the ward's own book.
        let appointed = dienhong_store::Batch::new(0, 0).run(
            "INSERT INTO appointment (id, person, role, unit, from_day, to_day, made_by, made_at) \
             VALUES ($1,4,'official',$2,20260101,99991231,0,0)",
            dienhong_store::args![Uuid::now_v7(), EAST.0],
        );
        p.ward.store.write(appointed).await.expect("appointed");
        let refused = p.official.tries_to_take(&answer).await;
        assert!(matches!(refused, Err(ExchangeError::WorksHere(_))), "{refused:?}");
        let refused = p.chair.tries_to_take(&p.head.card().await.card).await;
        assert!(matches!(refused, Err(ExchangeError::WorksHere(_))), "{refused:?}");
        assert_eq!(
            p.official.sees(first).await.state,
            State::Sent,
            "nothing was taken"
        );
    })
    .await;
}

#[tokio::test]
async fn a_merger_between_sending_and_answer_changes_no_figure() {
    both_small_books(|ward| async move {
        let p = play(ward).await;
        p.meet().await;
        p.record(Uuid::now_v7(), "7", None).await;
        let (first, bundle) = p.sent().await;
        // The merger is recorded in both books, each for itself.
        for app in [&p.ward, &p.province] {
            merge(app, Day::new(2026, 11, 15).expect("a day")).await;
        }
        p.above.takes(&bundle).await;
        p.above.accepts(first).await;
        let answer = p.above.hands_over(first).await;
        let clerk = Person::new(&p.ward, 20, &[(Role::Official, HEIR)]);
        clerk.takes(&answer).await;
        let (here, there) = (clerk.sees(first).await, p.above.sees(first).await);
        assert_eq!((here.state, &here.content), (there.state, &there.content));
        assert_eq!(here.since.as_deref().map(<[_]>::len), Some(0), "{:?}", here.since);
        the_heirs_figures_need_a_card_in_its_name(&p, &clerk).await;
    })
    .await;
}

/// The number of the merged ward in both books.
const HEIR: UnitId = UnitId(15);

/// The heir's book is the old ward's, with the same key.
async fn the_heirs_figures_need_a_card_in_its_name(p: &Played, clerk: &Person) {
    let chair = Person::new(&p.ward, 21, &[(Role::Chair, HEIR), (Role::Official, HEIR)]);
    let sessions = Draft {
        id: Uuid::now_v7(),
        register: "tuyen-truyen".into(),
        unit: Some(HEIR),
        day: "16/11/2026".into(),
        fields: [
            ("hinh-thuc", "sinh-hoat-to"),
            ("noi-dung", "to-giac"),
            ("luot", "63"),
        ]
        .map(|(field, value)| (field.to_owned(), vec![value.to_owned()]))
        .into(),
        state: Some(EntryState::Final),
        ..Draft::default()
    };
    p.ward
        .by(&anybody())
        .entries()
        .record(&sessions)
        .await
        .expect("recorded");
    let november = Period::month(2026, 11).expect("a month");
    let next = p
        .ward
        .by(&clerk.actor)
        .filings()
        .freeze(HEIR, "hang-thang", november, "")
        .await;
    let next = next.expect("frozen");
    chair.approves(next).await;
    let bundle = chair.hands_over(next).await;
    let refused = p.above.tries_to_take(&bundle).await;
    assert!(matches!(refused, Err(ExchangeError::NotTheirs(_))), "{refused:?}");
    p.head.takes(&chair.card().await.card).await;
    p.above.takes(&bundle).await;
    p.above.accepts(next).await;
}

/// A request for what is ready, sealed with a ward's own key.
async fn asking(p: &Played, to: Uuid, made_at: i64) -> Vec<u8> {
    let card = opened(&p.chair.card().await.card);
    let key = p
        .ward
        .store
        .setting("signing-key")
        .await
        .expect("read")
        .expect("a key");
    let signer = dienhong_bundles::Signer::read(&hex::decode(key).expect("hex")).expect("a signer");
    let from = dienhong_bundles::Sender {
        book: card.book,
        unit: card.unit,
        name: card.name,
    };
    let asking = dienhong_bundles::Asking { from, to, made_at };
    dienhong_bundles::seal_asking(&signer, &asking)
        .expect("sealed")
        .into_bytes()
}

/// The content of a card.
fn opened(card: &str) -> dienhong_bundles::Card {
    match dienhong_bundles::open(card.as_bytes()).expect("a card").what {
        dienhong_bundles::EnvelopeContent::Card(card) => card,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn letters_wait_for_a_person_and_answers_only_for_whom_they_are() {
    both_small_books(|ward| async move {
        let p = play(ward).await;
        p.record(Uuid::now_v7(), "7", None).await;
        let (first, letter) = p.sent().await;
        let came = p
            .province
            .unattended()
            .exchange()
            .letter_came(letter.as_bytes())
            .await;
        assert!(matches!(came, Err(ExchangeError::UnknownSender(_))), "{came:?}");
        p.meet().await;
        a_letter_waits_until_somebody_takes_it(&p, first, &letter).await;
        p.above.accepts(first).await;
        let answer = the_answer_lies_ready_for_the_ward_alone(&p, &letter).await;
        an_answer_put_aside_does_not_come_again(&p, &answer).await;
        only_a_safe_address_is_noted(&p, first).await;
    })
    .await;
}

async fn a_letter_waits_until_somebody_takes_it(p: &Played, first: Uuid, letter: &str) {
    assert_eq!(arrives(&p.province, letter).await, Delivery::Waits);
    assert_eq!(arrives(&p.province, letter).await, Delivery::Known);
    // Other line ends, as a form may send them, do not make it another letter.
    let broken = letter.replace('\n', "\r\n");
    assert_eq!(arrives(&p.province, &broken).await, Delivery::Known);
    let early = p.province.by(&p.above.actor).filings().find(first).await;
    assert!(early.is_err(), "nothing is taken by itself");
    let waiting = p
        .province
        .by(&p.above.actor)
        .exchange()
        .letters()
        .await
        .expect("letters");
    assert_eq!(waiting.len(), 1);
    let nobody = somebody(12, &[(Role::GroupLeader, WEST)]);
    assert!(matches!(
        p.province.by(&nobody).exchange().letters().await,
        Err(ExchangeError::NotAllowed)
    ));
    let outsider = somebody(11, &[(Role::Official, WEST)]);
    let aside = p
        .province
        .by(&outsider)
        .exchange()
        .put_letter_aside(waiting[0].id)
        .await;
    assert!(aside.is_err());
    p.above.takes(&broken).await;
    let left = p
        .province
        .by(&p.above.actor)
        .exchange()
        .letters()
        .await
        .expect("letters");
    assert!(left.is_empty());
}

/// Returns the answer that the ward's program finds when it asks.
async fn the_answer_lies_ready_for_the_ward_alone(p: &Played, letter: &str) -> String {
    let province = opened(&p.head.card().await.card).book;
    let now = p.province.now();
    let ready = p
        .province
        .unattended()
        .exchange()
        .ready_for(&asking(p, province, now).await)
        .await;
    let mut ready = ready.expect("ready");
    assert_eq!(ready.len(), 1);
    for (what, to, at) in [
        ("of another book", Uuid::now_v7(), now),
        ("too old", province, now - 25 * 3_600_000),
        ("from the future", province, now + 25 * 3_600_000),
    ] {
        let refused = p
            .province
            .unattended()
            .exchange()
            .ready_for(&asking(p, to, at).await)
            .await;
        assert!(
            matches!(refused, Err(ExchangeError::Stale(_))),
            "{what}: {refused:?}"
        );
    }
    let wrong = p
        .province
        .unattended()
        .exchange()
        .ready_for(letter.as_bytes())
        .await;
    assert!(
        matches!(wrong, Err(ExchangeError::Open(OpenError::NotAnEnvelope))),
        "{wrong:?}"
    );
    ready.remove(0)
}

async fn an_answer_put_aside_does_not_come_again(p: &Played, answer: &str) {
    let chair = &p.chair.actor;
    assert_eq!(arrives(&p.ward, answer).await, Delivery::Waits);
    let aside = p.ward.by(chair).exchange().letters().await.expect("letters")[0].id;
    p.ward
        .by(chair)
        .exchange()
        .put_letter_aside(aside)
        .await
        .expect("aside");
    assert!(
        p.ward
            .by(chair)
            .exchange()
            .letters()
            .await
            .expect("letters")
            .is_empty()
    );
    assert_eq!(arrives(&p.ward, answer).await, Delivery::Known);
}

/// Only by people who introduce installations; without an address nothing is sent.
async fn only_a_safe_address_is_noted(p: &Played, first: Uuid) {
    let (chair, official) = (&p.chair.actor, &p.official.actor);
    let peer = p.ward.by(chair).exchange().introduced().await.expect("peers")[0].book;
    let unsafe_one = p
        .ward
        .by(chair)
        .exchange()
        .note_address(peer, "http://tinh.vn")
        .await;
    assert!(
        matches!(unsafe_one, Err(ExchangeError::Address(AddressError::NotSafe))),
        "{unsafe_one:?}"
    );
    let other = p
        .ward
        .by(official)
        .exchange()
        .note_address(peer, "https://tinh.vn")
        .await;
    assert!(matches!(other, Err(ExchangeError::NotAllowed)), "{other:?}");
    let nowhere = p.ward.by(official).exchange().send_filing(first).await;
    assert!(matches!(nowhere, Err(ExchangeError::NoAddress(_))), "{nowhere:?}");
}
