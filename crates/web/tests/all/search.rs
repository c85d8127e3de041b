//! One search: entries, days, numbers of papers, units, subjects and people, each for those who may read them.

use crate::common::{Person, TestApp, both_small, noon};
use axum::http::StatusCode;
use dienhong_app::entries::Draft;
use dienhong_app::papers::{IncomingForm, IssuerForm, OutgoingForm};
use dienhong_app::testing::{DIEN_HONG, WEST, anybody, day};
use dienhong_domain::entries::State;
use dienhong_domain::incoming::Nature;
use dienhong_domain::papers::PaperKind;
use dienhong_domain::rights::Role;
use dienhong_store::Store;
use uuid::Uuid;

struct Ward {
    test: TestApp,
    clerk: Person,
    chair: Person,
    leader: Person,
    stranger: Person,
    operator: Person,
}

impl Ward {
    /// A ward with an entry, an outgoing paper and one that arrived.
    async fn open(store: Store) -> Ward {
        let test = TestApp::new(store, noon(2026, 11, 20)).await;
        let chair = test.person(Role::Chair, DIEN_HONG).await;
        let groups = test
            .found_groups(&chair, DIEN_HONG, "to-dan-pho", 1, "01/01/2026")
            .await;
        let ward = Ward {
            clerk: test.person(Role::Official, DIEN_HONG).await,
            leader: test.person(Role::GroupLeader, groups[0]).await,
            chair,
            stranger: test.person(Role::Official, WEST).await,
            operator: test.person(Role::Operator, DIEN_HONG).await,
            test,
        };
        ward.record().await;
        ward.issue().await;
        ward.receive().await;
        ward
    }

    async fn record(&self) {
        let session = Draft {
            id: Uuid::now_v7(),
            register: "tuyen-truyen".into(),
            unit: Some(DIEN_HONG),
            day: day(10, 5).to_string(),
            fields: [
                ("hinh-thuc".to_owned(), vec!["hoi-nghi".to_owned()]),
                ("noi-dung".to_owned(), vec!["ma-tuy".to_owned()]),
                ("luot".to_owned(), vec!["46".to_owned()]),
            ]
            .into(),
            state: Some(State::Final),
            ..Draft::default()
        };
        let done = self.test.app.by(&anybody()).entries().record(&session).await;
        done.expect("recorded");
    }

    async fn issue(&self) {
        let actor = self.test.actor(&self.clerk).await;
        let papers = self.test.app.by(&actor).papers();
        let body = IssuerForm {
            from: Some(day(1, 1)),
            name: "UBND phường".into(),
            parent: String::new(),
            heading: "Ủy ban nhân dân\nphường Diên Hồng".into(),
            place: "Diên Hồng".into(),
            sign: "UBND".into(),
            by_kind: false,
            recipients: String::new(),
            archive: "VT".into(),
        };
        let body = papers.save_issuer(DIEN_HONG, None, &body).await.expect("a body");
        let paper = OutgoingForm {
            day: day(11, 18),
            kind: PaperKind::Report,
            summary: "Về đợt phát động phong trào".into(),
            recipients: String::new(),
            number: Some(320),
        };
        papers.enter_paper(body, &paper).await.expect("a number");
    }

    async fn receive(&self) {
        let actor = self.test.actor(&self.clerk).await;
        let paper = IncomingForm {
            id: Uuid::now_v7(),
            nature: Nature::Organisation,
            day: day(11, 2),
            author: "UBND tỉnh (minh họa)".into(),
            sign: "45/KH-UBND".into(),
            paper_day: None,
            kind: "plan".into(),
            summary: "Kế hoạch cao điểm cuối năm".into(),
            receiver: String::new(),
            due: None,
            scan: None,
        };
        let entered = self
            .test
            .app
            .by(&actor)
            .papers()
            .enter_incoming(DIEN_HONG, &paper)
            .await;
        entered.expect("entered");
    }

    async fn finds(&self, who: &Person, typed: &str) -> String {
        let typed: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
        let page = self.test.get(who, &format!("/tim?tim={typed}")).await;
        assert_eq!(page.status, StatusCode::OK, "{typed}");
        page.text()
    }
}

#[tokio::test]
async fn one_search_finds_what_each_may_read() {
    both_small(|store| async move {
        let ward = Ward::open(store).await;
        // What is typed, in which part it is found, and whether clerk, chair, leader, a stranger and the operator find it.
        let cases = [
            ("320", "van-ban-di", [true, true, false, false, false]),
            ("số 320", "van-ban-di", [true, true, false, false, false]),
            ("320/bc", "van-ban-di", [true, true, false, false, false]),
            ("phat dong", "van-ban-di", [true, true, false, false, false]),
            ("18/11", "van-ban-di", [true, true, false, false, false]),
            ("tháng 11", "van-ban-den", [true, true, false, false, false]),
            ("45/kh", "van-ban-den", [true, true, false, false, false]),
            ("cao diem", "van-ban-den", [true, true, false, false, false]),
            ("dien hong", "don-vi-thay", [true, true, false, false, true]),
        ];
        let people = [
            ("the clerk", &ward.clerk),
            ("the chair", &ward.chair),
            ("the leader", &ward.leader),
            ("a stranger", &ward.stranger),
            ("the operator", &ward.operator),
        ];
        for (typed, part, who) in cases {
            for ((name, person), finds) in people.iter().zip(who) {
                let page = ward.finds(person, typed).await;
                assert_eq!(
                    page.contains(&format!("id=\"{part}\"")),
                    finds,
                    "{name} for {typed}"
                );
            }
        }
        let nothing = ward.finds(&ward.operator, "khong co gi the nay").await;
        assert!(nothing.contains("Không tìm thấy"), "{nothing}");
    })
    .await;
}

#[tokio::test]
async fn people_are_found_by_those_who_manage_them() {
    both_small(|store| async move {
        let ward = Ward::open(store).await;
        let name = ward.test.actor(&ward.clerk).await.name.clone();
        for (person, finds) in [
            (&ward.chair, true),
            (&ward.operator, true),
            (&ward.clerk, false),
            (&ward.stranger, false),
        ] {
            let page = ward.finds(person, &name).await;
            assert_eq!(page.contains("id=\"nguoi-thay\""), finds);
        }
    })
    .await;
}

#[tokio::test]
async fn a_day_lists_the_entries_of_that_day() {
    both_small(|store| async move {
        let ward = Ward::open(store).await;
        for (typed, finds) in [
            ("5/10", true),
            ("05/10/2026", true),
            ("tháng 10", true),
            ("6/10", false),
            ("9/2026", false),
        ] {
            let page = ward.finds(&ward.clerk, typed).await;
            assert_eq!(page.contains("href=\"/muc/"), finds, "{typed}");
            assert!(page.contains("Các mục và văn bản của kỳ"), "{typed}");
        }
        let page = ward.finds(&ward.clerk, "ma tuy").await;
        assert!(page.contains("href=\"/muc/") && !page.contains("Các mục và văn bản của kỳ"));
    })
    .await;
}
