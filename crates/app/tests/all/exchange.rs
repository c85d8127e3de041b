//! Two installations: figures go up and answers come down in signed files; what is forged, stale, cut off, doubled or
//! foreign is refused with its reason, and nothing is lost. On both engines.

use crate::common::books::{Played, play};
use crate::common::mergers::merge;
use dienhong_app::entries::Draft;
use dienhong_app::exchange::{AddressError, Came, ExchangeError, Look, Standing};
use dienhong_app::people::Actor;
use dienhong_app::testing::*;
use dienhong_bundles::OpenError;
use dienhong_domain::entries::State as EntryState;
use dienhong_domain::filings::State;
use dienhong_domain::rights::Role;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use dienhong_store::Engine;
use uuid::Uuid;

impl Played {
    async fn record(&self, id: Uuid, crimes: &str, seen: Option<i64>) {
        let draft = Draft {
            id,
            register: "tinh-hinh".into(),
            unit: Some(DIEN_HONG),
            day: "10/2026".into(),
            fields: [("toi-pham".to_owned(), vec![crimes.to_owned()])].into(),
            state: Some(EntryState::Final),
            seen,
            why: "Đếm lại".into(),
            ..Draft::default()
        };
        let done = self.ward.record(&anybody(), &draft).await;
        done.unwrap_or_else(|e| panic!("{draft:?}: {e:?}"));
    }

    async fn frozen(&self) -> Uuid {
        let october = Period::month(2026, 10).expect("a month");
        let done = self
            .ward
            .freeze_figures(&self.official, DIEN_HONG, "hang-thang", october, "")
            .await;
        done.expect("frozen")
    }

    async fn sent(&self) -> (Uuid, String) {
        let id = self.frozen().await;
        self.ward
            .approve_filing(&self.chair, id, "")
            .await
            .expect("approved");
        let bundle = self
            .ward
            .filing_bundle(&self.official, id)
            .await
            .expect("a bundle");
        (id, bundle)
    }
}

#[tokio::test]
async fn figures_go_up_and_answers_come_down() {
    both_small_books(|ward| async move {
        let p = play(ward).await;
        p.meet().await;
        let entry = Uuid::now_v7();
        p.record(entry, "7", None).await;
        let (first, bundle) = p.sent().await;

        // Looked at, then taken, then taken again.
        let look = p
            .province
            .look_at_bundle(&p.above, bundle.as_bytes())
            .await
            .expect("seen");
        assert_eq!((look.standing(), look.filing()), (Standing::New, Some(first)));
        assert!(
            p.province.filing(&p.above, first).await.is_err(),
            "looking takes nothing"
        );
        p.province
            .take_bundle(&p.above, bundle.as_bytes())
            .await
            .expect("taken");
        let again = p
            .province
            .take_bundle(&p.above, bundle.as_bytes())
            .await
            .expect("taken again");
        assert_eq!(again.standing(), Standing::Known);
        let here = p.ward.filing(&p.official, first).await.expect("in the ward");
        let there = p.province.filing(&p.above, first).await.expect("in the province");
        assert_eq!((&here.content, &here.hash), (&there.content, &there.hash));
        assert_eq!((there.state, there.steps.len()), (State::Sent, 2));
        assert!(there.since.is_none(), "the province does not hold the entries");

        // Returned with a reason; the answer goes back the same way.
        let why = vec![("toi-pham".to_owned(), "Tháng trước 12 vụ".to_owned())];
        p.province
            .return_filing(&p.above, first, "Xem lại", why.clone())
            .await
            .expect("returned");
        let answer = p
            .province
            .filing_bundle(&p.above, first)
            .await
            .expect("an answer");
        let look = p
            .ward
            .take_bundle(&p.official, answer.as_bytes())
            .await
            .expect("taken");
        assert!(matches!(
            look,
            Look::Answer {
                state: State::Returned,
                ..
            }
        ));
        let twice = p
            .ward
            .take_bundle(&p.official, answer.as_bytes())
            .await
            .expect("again");
        assert_eq!(twice.standing(), Standing::Known);
        let here = p.ward.filing(&p.official, first).await.expect("in the ward");
        assert_eq!(
            (here.state, &here.steps.last().expect("a step").reasons),
            (State::Returned, &why)
        );

        // Mended: the newer version replaces the older in both books; the older is stale from now on.
        p.record(entry, "9", Some(1)).await;
        let (second, mended) = p.sent().await;
        p.province
            .take_bundle(&p.above, mended.as_bytes())
            .await
            .expect("taken");
        let old = p.province.filing(&p.above, first).await.expect("kept");
        assert_eq!((old.state, old.hash), (State::Replaced, here.hash));
        let late = p
            .province
            .take_bundle(&p.above, bundle.as_bytes())
            .await
            .expect("known");
        assert_eq!(late.standing(), Standing::Known);
        p.province
            .accept_filing(&p.above, second, "")
            .await
            .expect("accepted");
        let answer = p
            .province
            .filing_bundle(&p.above, second)
            .await
            .expect("an answer");
        p.ward
            .take_bundle(&p.chair, answer.as_bytes())
            .await
            .expect("taken");
        let here = p.ward.filing(&p.official, second).await.expect("in the ward");
        let there = p
            .province
            .filing(&p.above, second)
            .await
            .expect("in the province");
        assert_eq!((here.state, there.state), (State::Accepted, State::Accepted));
        assert_eq!((here.content, here.hash), (there.content, there.hash));
    })
    .await;
}

#[tokio::test]
async fn what_may_not_be_taken_is_refused_with_its_reason() {
    both_small_books(|ward| async move {
        let p = play(ward).await;
        p.record(Uuid::now_v7(), "7", None).await;
        let (first, bundle) = p.sent().await;
        let take = |actor: Actor, file: String| {
            let province = &p.province;
            async move {
                province
                    .take_bundle(&actor, file.as_bytes())
                    .await
                    .map(|l| l.standing())
            }
        };
        // Nobody introduced the ward yet.
        let stranger = take(p.above.clone(), bundle.clone()).await;
        assert!(
            matches!(stranger, Err(ExchangeError::UnknownSender(_))),
            "{stranger:?}"
        );
        p.meet().await;

        // Cut off, changed, another file.
        let cut = take(p.above.clone(), bundle[..bundle.len() - 40].to_owned()).await;
        assert!(
            matches!(cut, Err(ExchangeError::Open(OpenError::CutOff))),
            "{cut:?}"
        );
        let forged = bundle.replacen("Diên Hồng", "Diên Hông", 1);
        assert_ne!(forged, bundle);
        let forged = take(p.above.clone(), forged).await;
        assert!(
            matches!(forged, Err(ExchangeError::Open(OpenError::Forged))),
            "{forged:?}"
        );
        let other = take(p.above.clone(), "PK".to_owned()).await;
        assert!(matches!(
            other,
            Err(ExchangeError::Open(OpenError::NotAnEnvelope))
        ));

        // Not for this person, not for this province.
        let west = somebody(9, &[(Role::Official, WEST), (Role::Chair, WEST)]);
        let foreign = take(west.clone(), bundle.clone()).await;
        assert!(matches!(foreign, Err(ExchangeError::NotForUs(_))), "{foreign:?}");
        let reader = somebody(10, &[(Role::Reader, EAST)]);
        assert!(matches!(
            take(reader, bundle.clone()).await,
            Err(ExchangeError::NotForUs(_))
        ));
        // A card of the ward means nothing to another province.
        let card = p.ward.own_card(&p.chair).await.expect("a card").card;
        let met = take(west, card).await;
        assert!(matches!(met, Err(ExchangeError::NotForUs(_))), "{met:?}");

        // The province's own bundle is no filing of the ward; another installation may not speak for the ward.
        let (_place, another) = small_book_on(Engine::Sqlite).await;
        let third = play(another).await;
        let beside = third
            .ward
            .own_card(&somebody(3, &[(Role::Chair, HOI_THUONG)]))
            .await;
        take(p.head.clone(), beside.expect("a card").card)
            .await
            .expect("introduced");
        third.record(Uuid::now_v7(), "1", None).await;
        let (_, posing) = third.sent().await;
        let posing = take(p.above.clone(), posing).await;
        assert!(matches!(posing, Err(ExchangeError::NotTheirs(_))), "{posing:?}");

        // Trusted no more: refused from then on, what was taken stays.
        take(p.above.clone(), bundle.clone()).await.expect("taken");
        let peer = p.province.introduced(&p.head).await.expect("peers");
        let ward = peer.iter().find(|p| p.unit == DIEN_HONG).expect("the ward");
        p.province
            .end_introduction(&p.head, ward.book)
            .await
            .expect("ended");
        let ended = take(p.above.clone(), bundle.clone()).await;
        assert!(matches!(ended, Err(ExchangeError::Ended(_))), "{ended:?}");
        assert!(p.province.filing(&p.above, first).await.is_ok());

        // Nothing but approved figures leaves a book.
        let again = p.ward.filing_bundle(&p.official, first).await;
        assert!(again.is_ok(), "what is sent may be exported again");
        let outsider = p
            .ward
            .filing_bundle(&somebody(11, &[(Role::Official, WEST)]), first)
            .await;
        assert!(matches!(outsider, Err(ExchangeError::NotFound)), "{outsider:?}");
    })
    .await;
}

#[tokio::test]
async fn a_ward_never_answers_for_a_province_that_works_in_its_book() {
    both_small_books(|ward| async move {
        let p = play(ward).await;
        p.meet().await;
        p.record(Uuid::now_v7(), "7", None).await;
        let (first, bundle) = p.sent().await;
        p.province.take_bundle(&p.above, bundle.as_bytes()).await.expect("taken");
        p.province.accept_filing(&p.above, first, "").await.expect("accepted");
        let answer = p.province.filing_bundle(&p.above, first).await.expect("an answer");
        // An official of the province takes office in the ward's own book.
        let appointed = dienhong_store::Batch::new(0, 0).run(
            "INSERT INTO appointment (id, person, role, unit, from_day, to_day, made_by, made_at) VALUES ($1,4,'official',$2,20260101,99991231,0,0)",
            dienhong_store::args![Uuid::now_v7(), EAST.0],
        );
        p.ward.store.write(appointed).await.expect("appointed");
        let refused = p.ward.take_bundle(&p.official, answer.as_bytes()).await;
        assert!(matches!(refused, Err(ExchangeError::WorksHere(_))), "{refused:?}");
        let card = p.province.own_card(&p.head).await.expect("a card").card;
        let refused = p.ward.take_bundle(&p.chair, card.as_bytes()).await;
        assert!(matches!(refused, Err(ExchangeError::WorksHere(_))), "{refused:?}");
        let seen = p.ward.filing(&p.official, first).await.expect("it is seen");
        assert_eq!(seen.state, State::Sent, "nothing was taken");
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
        p.province
            .take_bundle(&p.above, bundle.as_bytes())
            .await
            .expect("taken");
        p.province
            .accept_filing(&p.above, first, "")
            .await
            .expect("accepted");
        let answer = p
            .province
            .filing_bundle(&p.above, first)
            .await
            .expect("an answer");
        let clerk = somebody(20, &[(Role::Official, UnitId(15))]);
        p.ward
            .take_bundle(&clerk, answer.as_bytes())
            .await
            .expect("the heir's people take it");
        let here = p.ward.filing(&clerk, first).await.expect("in the ward");
        let there = p.province.filing(&p.above, first).await.expect("in the province");
        assert_eq!((here.state, &here.content), (there.state, &there.content));
        assert_eq!(here.since.as_deref().map(<[_]>::len), Some(0), "{:?}", here.since);
        // The heir's own figures: its book is introduced in its name first, under the same key.
        let heads = somebody(21, &[(Role::Chair, UnitId(15)), (Role::Official, UnitId(15))]);
        let sessions = Draft {
            id: Uuid::now_v7(),
            register: "tuyen-truyen".into(),
            unit: Some(UnitId(15)),
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
        p.ward.record(&anybody(), &sessions).await.expect("recorded");
        let november = Period::month(2026, 11).expect("a month");
        let next = p
            .ward
            .freeze_figures(&clerk, UnitId(15), "hang-thang", november, "")
            .await;
        let next = next.expect("frozen");
        p.ward.approve_filing(&heads, next, "").await.expect("approved");
        let bundle = p.ward.filing_bundle(&heads, next).await.expect("a bundle");
        let refused = p.province.take_bundle(&p.above, bundle.as_bytes()).await;
        assert!(matches!(refused, Err(ExchangeError::NotTheirs(_))), "{refused:?}");
        let card = p.ward.own_card(&heads).await.expect("a card").card;
        let met = p.province.take_bundle(&p.head, card.as_bytes()).await;
        met.expect("introduced in the name of the heir");
        let taken = p.province.take_bundle(&p.above, bundle.as_bytes()).await;
        taken.expect("taken");
        p.province
            .accept_filing(&p.above, next, "")
            .await
            .expect("accepted");
    })
    .await;
}

/// A question for what lies ready, sealed by a ward's own key.
async fn asking(p: &Played, to: Uuid, made_at: i64) -> Vec<u8> {
    let card = p.ward.own_card(&p.chair).await.expect("a card").card;
    let opened = dienhong_bundles::open(card.as_bytes()).expect("a card");
    let dienhong_bundles::What::Card(card) = opened.what else {
        panic!("a card");
    };
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

#[tokio::test]
async fn letters_wait_for_a_person_and_answers_only_for_whom_they_are() {
    both_small_books(|ward| async move {
        let p = play(ward).await;
        p.record(Uuid::now_v7(), "7", None).await;
        let (first, letter) = p.sent().await;
        let came = p.province.letter_came(letter.as_bytes()).await;
        assert!(matches!(came, Err(ExchangeError::UnknownSender(_))), "{came:?}");
        p.meet().await;
        assert_eq!(
            p.province.letter_came(letter.as_bytes()).await.expect("put in"),
            Came::Waits
        );
        assert_eq!(
            p.province.letter_came(letter.as_bytes()).await.expect("put in"),
            Came::Known
        );
        // Line ends that a form changed make no other letter.
        let broken = letter.replace('\n', "\r\n");
        assert_eq!(
            p.province.letter_came(broken.as_bytes()).await.expect("put in"),
            Came::Known
        );
        assert!(
            p.province.filing(&p.above, first).await.is_err(),
            "nothing is taken by itself"
        );
        let waiting = p.province.letters(&p.above).await.expect("letters");
        assert_eq!(waiting.len(), 1);
        let nobody = somebody(12, &[(Role::GroupLeader, WEST)]);
        assert!(matches!(
            p.province.letters(&nobody).await,
            Err(ExchangeError::NotAllowed)
        ));
        let outsider = somebody(11, &[(Role::Official, WEST)]);
        assert!(
            p.province
                .put_letter_aside(&outsider, waiting[0].id)
                .await
                .is_err()
        );
        p.province
            .take_bundle(&p.above, broken.as_bytes())
            .await
            .expect("taken");
        assert!(p.province.letters(&p.above).await.expect("letters").is_empty());

        p.province
            .accept_filing(&p.above, first, "")
            .await
            .expect("accepted");
        let head = p.province.own_card(&p.head).await.expect("a card").card;
        let dienhong_bundles::What::Card(head) =
            dienhong_bundles::open(head.as_bytes()).expect("a card").what
        else {
            panic!("a card");
        };
        let now = p.province.now();
        let ready = p
            .province
            .ready_for(&asking(&p, head.book, now).await)
            .await
            .expect("ready");
        assert_eq!(ready.len(), 1);
        for (to, at) in [
            (Uuid::now_v7(), now),
            (head.book, now - 25 * 3_600_000),
            (head.book, now + 25 * 3_600_000),
        ] {
            let refused = p.province.ready_for(&asking(&p, to, at).await).await;
            assert!(matches!(refused, Err(ExchangeError::Stale(_))), "{refused:?}");
        }
        let wrong = p.province.ready_for(letter.as_bytes()).await;
        assert!(
            matches!(wrong, Err(ExchangeError::Open(OpenError::NotAnEnvelope))),
            "{wrong:?}"
        );
        assert_eq!(
            p.ward.letter_came(ready[0].as_bytes()).await.expect("put in"),
            Came::Waits
        );
        let aside = p.ward.letters(&p.chair).await.expect("letters")[0].id;
        p.ward.put_letter_aside(&p.chair, aside).await.expect("aside");
        assert!(p.ward.letters(&p.chair).await.expect("letters").is_empty());
        assert_eq!(
            p.ward.letter_came(ready[0].as_bytes()).await.expect("known"),
            Came::Known
        );

        // An address is noted by whoever introduces installations, and must be safe.
        let peer = p.ward.introduced(&p.chair).await.expect("peers")[0].book;
        let unsafe_one = p.ward.note_address(&p.chair, peer, "http://tinh.vn").await;
        assert!(
            matches!(unsafe_one, Err(ExchangeError::Address(AddressError::NotSafe))),
            "{unsafe_one:?}"
        );
        let other = p.ward.note_address(&p.official, peer, "https://tinh.vn").await;
        assert!(matches!(other, Err(ExchangeError::NotAllowed)), "{other:?}");
        let nowhere = p.ward.send_filing(&p.official, first).await;
        assert!(matches!(nowhere, Err(ExchangeError::NoAddress(_))), "{nowhere:?}");
    })
    .await;
}
