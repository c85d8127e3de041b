//! The register of incoming papers: numbers without gaps, what never enters it, who deals with a paper and when it is late,
//! lines that are struck; on both engines.

use crate::common::people::{Person, Staff, staff};
use dienhong_app::papers::{
    Incoming, IncomingForm, IncomingList, IncomingPage, IncomingPlace, PaperError, SIGNED_MAX, sentence,
};
use dienhong_app::testing::*;
use dienhong_domain::incoming::{IncomingKind, Nature, Progress};
use dienhong_i18n::Locale;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A plan of the province that arrived on a day.
fn arrived(month: u32, on: u32) -> IncomingForm {
    IncomingForm {
        id: Uuid::now_v7(),
        nature: Nature::Organisation,
        day: day(month, on),
        author: " UBND tỉnh  (minh họa)".into(),
        sign: "12/KH-UBND".into(),
        paper_day: Some(day(month, on)),
        kind: "plan".into(),
        summary: "Kế hoạch minh họa".into(),
        receiver: String::new(),
        due: None,
        scan: None,
    }
}

impl Person {
    async fn tries_to_receive(&self, form: &IncomingForm) -> Result<Incoming, PaperError> {
        self.app
            .by(&self.actor)
            .papers()
            .enter_incoming(DIEN_HONG, form)
            .await
    }

    async fn receives(&self, form: &IncomingForm) -> Incoming {
        self.tries_to_receive(form).await.expect("entered")
    }

    async fn lists_incoming(&self, list: IncomingList, place: IncomingPlace) -> IncomingPage {
        let papers = self.app.by(&self.actor).papers();
        papers
            .incoming(DIEN_HONG, 2026, list, place)
            .await
            .expect("listed")
    }

    async fn opens_incoming(&self, id: Uuid) -> Incoming {
        let papers = self.app.by(&self.actor).papers();
        papers.incoming_paper(id).await.expect("opened").0
    }
}

/// Everything in the tables of the register, and how long the change log is.
async fn traces(staff: &Staff) -> [i64; 3] {
    let store = &staff.app.store;
    let mut all = [0; 3];
    for (count, table) in all.iter_mut().zip(["incoming", "incoming_scan", "log"]) {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        *count = store.number(sql, Vec::new()).await.expect("counted");
    }
    all
}

#[tokio::test]
async fn letters_of_citizens_and_secret_papers_leave_no_trace() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let before = traces(&staff).await;
        for nature in [Nature::Citizen, Nature::Secret] {
            let form = IncomingForm {
                nature,
                scan: Some(b"%PDF-1.7 a scan".to_vec()),
                ..arrived(3, 2)
            };
            let refused = staff.clerk.tries_to_receive(&form).await;
            assert!(matches!(refused, Err(PaperError::Elsewhere)), "{refused:?}");
        }
        for kind in ["to-cao", "don", "mat", ""] {
            let form = IncomingForm {
                kind: kind.into(),
                ..arrived(3, 2)
            };
            let refused = staff.clerk.tries_to_receive(&form).await;
            assert!(matches!(refused, Err(PaperError::Missing("kind"))), "{refused:?}");
        }
        assert_eq!(traces(&staff).await, before);
        // The numbers do not tell of them either.
        assert_eq!(staff.clerk.receives(&arrived(3, 2)).await.number, 1);
    })
    .await;
}

#[tokio::test]
async fn numbers_follow_the_order_of_arrival_without_gaps() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let (clerk, chair) = (&staff.clerk, &staff.chair);
        let first = clerk.receives(&arrived(3, 2)).await;
        assert_eq!((first.number, first.author.as_str()), (1, "UBND tỉnh (minh họa)"));
        assert_eq!(first.kind, Some(IncomingKind::Plan));
        let enters_eight = async |person: &Person| {
            let mut got = Vec::new();
            for _ in 0..8 {
                got.push(person.receives(&arrived(3, 2)).await.number);
            }
            got
        };
        let (one, other) = tokio::join!(enters_eight(clerk), enters_eight(chair));
        let all: BTreeSet<u32> = one.iter().chain(&other).copied().collect();
        assert_eq!(all, (2..18).collect());
        let before = clerk.tries_to_receive(&arrived(3, 1)).await;
        assert!(
            matches!(before, Err(PaperError::ArrivedBeforeLast(17, on)) if on == day(3, 2)),
            "{before:?}"
        );
        // The same form sent twice is one line; another one under its id is refused.
        let form = arrived(3, 3);
        let once = clerk.receives(&form).await;
        assert_eq!(clerk.receives(&form).await, once);
        let other = IncomingForm {
            id: form.id,
            summary: "Việc khác".into(),
            ..arrived(3, 3)
        };
        let refused = clerk.tries_to_receive(&other).await;
        assert!(matches!(refused, Err(PaperError::Overtaken)), "{refused:?}");
        let newest = clerk
            .lists_incoming(IncomingList::All, IncomingPlace::Newest)
            .await;
        assert_eq!((newest.lines.len(), newest.has_older), (18, false));
        assert_eq!(newest.lines.first().map(|of| of.number), Some(18));
    })
    .await;
}

#[tokio::test]
async fn a_paper_is_given_to_somebody_gets_late_and_is_dealt_with() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let clerk = &staff.clerk;
        let papers = || staff.app.by(&clerk.actor);
        let of = clerk.receives(&arrived(3, 2)).await;
        assert_eq!(of.progress, Progress::Open);
        let early = papers()
            .papers()
            .assign_incoming(of.id, 0, "Tổ công tác", Some(day(3, 1)))
            .await;
        assert!(matches!(early, Err(PaperError::DueBeforeArrival)), "{early:?}");
        papers()
            .papers()
            .assign_incoming(of.id, 0, "Tổ công tác", Some(day(3, 9)))
            .await
            .expect("assigned");
        let stale = papers()
            .papers()
            .assign_incoming(of.id, 0, "Người khác", None)
            .await;
        assert!(matches!(stale, Err(PaperError::Overtaken)), "{stale:?}");
        let late = clerk
            .lists_incoming(IncomingList::Late, IncomingPlace::Newest)
            .await;
        assert_eq!(late.lines.len(), 1);
        assert!(matches!(late.lines[0].progress, Progress::Late(_)));
        let before = papers().papers().finish_incoming(of.id, 1, Some(day(3, 1))).await;
        assert!(matches!(before, Err(PaperError::DoneBeforeArrival)), "{before:?}");
        papers()
            .papers()
            .finish_incoming(of.id, 1, Some(day(3, 12)))
            .await
            .expect("dealt with");
        assert_eq!(
            clerk.opens_incoming(of.id).await.progress,
            Progress::Done(day(3, 12))
        );
        let open = clerk
            .lists_incoming(IncomingList::Open, IncomingPlace::Newest)
            .await;
        assert!(open.lines.is_empty());
        papers()
            .papers()
            .finish_incoming(of.id, 2, None)
            .await
            .expect("open again");
        assert!(matches!(
            clerk.opens_incoming(of.id).await.progress,
            Progress::Late(_)
        ));
    })
    .await;
}

#[tokio::test]
async fn a_struck_line_stays_and_what_belongs_elsewhere_is_deleted() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let clerk = &staff.clerk;
        let papers = || staff.app.by(&clerk.actor);
        let struck = clerk.receives(&arrived(3, 2)).await;
        let bare = papers().papers().strike_incoming(struck.id, 0, " ").await;
        assert!(matches!(bare, Err(PaperError::NeedsReason)), "{bare:?}");
        papers()
            .papers()
            .strike_incoming(struck.id, 0, "Ghi hai lần")
            .await
            .expect("struck");
        let line = clerk.opens_incoming(struck.id).await;
        assert_eq!(line.struck.as_deref(), Some("Ghi hai lần"));
        assert_eq!(line.summary, "Kế hoạch minh họa");
        let form = IncomingForm {
            scan: Some(b"%PDF-1.7 a scan".to_vec()),
            ..arrived(3, 2)
        };
        let wrong = clerk.receives(&form).await;
        assert_eq!(wrong.number, 2, "a struck number is not given again");
        let (name, bytes) = papers().papers().incoming_scan(wrong.id).await.expect("a scan");
        assert_eq!(name, "van-ban-den-2026-2.pdf");
        assert_eq!(bytes, b"%PDF-1.7 a scan");
        papers()
            .papers()
            .empty_incoming(wrong.id, 0)
            .await
            .expect("emptied");
        let line = clerk.opens_incoming(wrong.id).await;
        assert_eq!(line.struck.as_deref(), Some(""));
        let told = [&line.author, &line.sign, &line.summary, &line.receiver];
        assert!(told.iter().all(|text| text.is_empty()) && line.kind.is_none());
        let gone = papers().papers().incoming_scan(wrong.id).await;
        assert!(matches!(gone, Err(PaperError::NotFound)), "{gone:?}");
        assert_eq!(clerk.receives(&arrived(3, 2)).await.number, 3);
    })
    .await;
}

#[tokio::test]
async fn a_scan_is_one_file_of_a_known_kind() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let papers = || staff.app.by(&staff.clerk.actor);
        let of = staff.clerk.receives(&arrived(3, 2)).await;
        let odd = papers().papers().add_incoming_scan(of.id, b"PK\x03\x04").await;
        assert!(matches!(odd, Err(PaperError::NotThatFile)), "{odd:?}");
        let large = vec![0_u8; SIGNED_MAX + 1];
        let large = papers().papers().add_incoming_scan(of.id, &large).await;
        assert!(matches!(large, Err(PaperError::FileTooLarge(_))), "{large:?}");
        let jpeg = [0xff_u8, 0xd8, 0xff, 0xe0];
        papers()
            .papers()
            .add_incoming_scan(of.id, &jpeg)
            .await
            .expect("added");
        let second = papers().papers().add_incoming_scan(of.id, &jpeg).await;
        assert!(matches!(second, Err(PaperError::Overtaken)), "{second:?}");
        papers()
            .papers()
            .remove_incoming_scan(of.id)
            .await
            .expect("removed");
        let again = papers().papers().remove_incoming_scan(of.id).await;
        assert!(matches!(again, Err(PaperError::Overtaken)), "{again:?}");
    })
    .await;
}

#[tokio::test]
async fn only_officials_and_the_chair_see_the_register() {
    both_small_books(|app| async move {
        let staff = staff(app);
        let of = staff.chair.receives(&arrived(3, 2)).await;
        for person in [&staff.stranger, &staff.leader, &staff.police] {
            let papers = || person.app.by(&person.actor);
            let refused = person.tries_to_receive(&arrived(3, 2)).await;
            assert!(matches!(refused, Err(PaperError::NotFound)), "{refused:?}");
            let list = papers()
                .papers()
                .incoming(DIEN_HONG, 2026, IncomingList::All, IncomingPlace::Newest)
                .await;
            assert!(matches!(list, Err(PaperError::NotFound)));
            let opened = papers().papers().incoming_paper(of.id).await;
            assert!(matches!(opened, Err(PaperError::NotFound)));
            let emptied = papers().papers().empty_incoming(of.id, 0).await;
            assert!(matches!(emptied, Err(PaperError::NotFound)));
        }
        assert_eq!(staff.clerk.opens_incoming(of.id).await.struck, None);
    })
    .await;
}

#[test]
fn every_mistake_of_a_form_is_told_at_once_and_has_words() {
    let form = IncomingForm {
        day: day(3, 10),
        author: " ".into(),
        sign: "1".repeat(200),
        paper_day: Some(day(3, 11)),
        kind: "don".into(),
        summary: String::new(),
        due: Some(day(3, 9)),
        scan: Some(b"text".to_vec()),
        ..arrived(3, 10)
    };
    let found = form.mistakes(day(3, 9));
    let fields: BTreeSet<&str> = found.iter().map(|(field, _)| *field).collect();
    let expected = [
        "author",
        "sign",
        "summary",
        "kind",
        "day",
        "paper-day",
        "due",
        "scan",
    ];
    assert_eq!(fields, BTreeSet::from(expected));
    for locale in Locale::ALL {
        for (field, error) in &found {
            let words = sentence(error, locale).unwrap_or_default();
            assert!(!words.is_empty() && !words.starts_with('['), "{field}: {words}");
        }
    }
}
