//! Pages of acts on many entries: ticks, undoing, the next waiting entry, imports taken back, likely duplicates. On both engines.

use crate::common::{Page, Person, TestApp, both_small, noon};
use axum::http::StatusCode;
use dienhong_app::entries::Draft;
use dienhong_domain::entries::State;
use dienhong_domain::rights::Role;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::Store;
use uuid::Uuid;

struct Ward {
    test: TestApp,
    unit: UnitId,
    official: Person,
    police: Person,
}

async fn ward(store: Store) -> Ward {
    let test = TestApp::new(store, noon(2026, 11, 20)).await;
    let unit = test.unit("23563", "Diên Hồng", Day::new(2026, 11, 20).expect("a day"));
    let official = test.person(Role::Official, unit).await;
    let police = test.person(Role::Police, unit).await;
    Ward {
        test,
        unit,
        official,
        police,
    }
}

impl Ward {
    /// Sends an entry that waits; returns its id.
    async fn send(&self, on: &str, attended: Option<&str>) -> Uuid {
        let actor = self.test.actor(&self.official).await;
        let mut fields = vec![("hinh-thuc", "hoi-nghi"), ("noi-dung", "ma-tuy")];
        fields.extend(attended.map(|attended| ("luot", attended)));
        let draft = Draft {
            id: Uuid::now_v7(),
            register: "tuyen-truyen".into(),
            unit: Some(self.unit),
            day: on.into(),
            fields: fields
                .into_iter()
                .map(|(field, answer)| (field.to_owned(), vec![answer.to_owned()]))
                .collect(),
            state: Some(match attended {
                Some(_) => State::Sent,
                None => State::Draft,
            }),
            ..Draft::default()
        };
        let done = self.test.app.by(&actor).entries().record(&draft).await;
        done.unwrap_or_else(|e| panic!("{draft:?}: {e:?}")).id
    }

    async fn page(&self, path: &str) -> Page {
        let page = self.test.get(&self.official, path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.words());
        page
    }

    async fn state(&self, id: Uuid) -> State {
        let row = self.test.app.store.entry(id).await.expect("read");
        row.expect("there").state
    }
}

/// The address of the first form that undoes something.
fn undoing(page: &Page) -> String {
    let text = page.text();
    let found = text
        .split("action=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .find(|action| action.ends_with("/hoan-tac"));
    found
        .unwrap_or_else(|| panic!("nothing undoes: {}", page.words()))
        .to_owned()
}

const WAITING: &str = "/so/tuyen-truyen?trang-thai=sent";

#[tokio::test]
async fn what_is_ticked_is_finished_and_undone_with_two_forms() {
    both_small(|store| async {
        let ward = ward(store).await;
        let mut all = Vec::new();
        for day in 1..=3 {
            all.push(ward.send(&format!("{day}/11/2026"), Some("40")).await);
        }
        let list = ward.page(WAITING).await;
        assert_eq!(
            list.text().matches("form=\"danh-dau\"").count(),
            3,
            "{}",
            list.text()
        );
        assert!(
            !list.text().contains(" checked>"),
            "nothing is ticked before somebody ticks it"
        );
        let ticked = ward.page(&format!("{WAITING}&chon=tat-ca")).await;
        assert_eq!(ticked.text().matches(" checked>").count(), 3, "{}", ticked.text());
        assert!(!ward.page("/so/tuyen-truyen").await.text().contains("danh-dau"));

        let unknown = format!("{}.1", Uuid::now_v7());
        let ticks: Vec<String> = all[..2].iter().map(|id| format!("{id}.1")).collect();
        let form = [
            ("so", "tuyen-truyen"),
            ("muc", ticks[0].as_str()),
            ("muc", ticks[1].as_str()),
            ("muc", unknown.as_str()),
        ];
        let done = ward.test.post(&ward.official, "/duyet", &form).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.words());
        let words = done.words();
        assert!(
            words.contains("Đã duyệt 2 mục") && words.contains("chưa duyệt được: 1"),
            "{words}"
        );
        assert_eq!(
            (ward.state(all[0]).await, ward.state(all[2]).await),
            (State::Final, State::Sent)
        );

        let undo = undoing(&done);
        let other = ward.test.post(&ward.police, &undo, &[]).await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(other.words().contains("Chỉ người đã duyệt"), "{}", other.words());
        let undone = ward.test.post(&ward.official, &undo, &[]).await;
        assert_eq!(undone.status, StatusCode::OK, "{}", undone.words());
        assert!(undone.words().contains("Đã hoàn tác 2 mục"), "{}", undone.words());
        assert_eq!(ward.state(all[0]).await, State::Sent);
        let history = ward.page(&format!("/muc/{}", all[0])).await;
        assert!(
            history.words().contains("Hoàn tác việc duyệt"),
            "{}",
            history.words()
        );
    })
    .await;
}

#[tokio::test]
async fn without_ticks_one_is_asked_to_tick() {
    both_small(|store| async {
        let ward = ward(store).await;
        ward.send("1/11/2026", Some("40")).await;
        let form = [("so", "tuyen-truyen")];
        let back = ward.test.post(&ward.official, "/duyet", &form).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER);
        let page = ward.page(&back.location).await;
        assert!(page.words().contains("Chọn ít nhất một mục"), "{}", page.words());
    })
    .await;
}

#[tokio::test]
async fn after_one_entry_the_next_of_the_same_list_is_offered() {
    both_small(|store| async {
        let ward = ward(store).await;
        let first = ward.send("1/11/2026", Some("40")).await;
        let second = ward.send("2/11/2026", Some("41")).await;
        let going = "so=tuyen-truyen";
        let list = ward.page(WAITING).await;
        assert!(
            list.text().contains(&format!("href=\"/muc/{second}?{going}\"")),
            "{}",
            list.text()
        );
        let form = [("seen", "1"), ("so", "tuyen-truyen")];
        let done = ward
            .test
            .post(&ward.official, &format!("/muc/{second}/chot"), &form)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words());
        let page = ward.page(&done.location).await;
        assert!(page.words().contains("Mục chờ tiếp theo"), "{}", page.words());
        assert!(
            page.text().contains(&format!("href=\"/muc/{first}?{going}\"")),
            "{}",
            page.text()
        );
        // It is undone from here, too.
        let undone = ward.test.post(&ward.official, &undoing(&page), &[]).await;
        assert_eq!(undone.status, StatusCode::OK, "{}", undone.words());
        assert_eq!(ward.state(second).await, State::Sent);
        for id in [first, second] {
            let seen = if id == second { "3" } else { "1" };
            let form = [("seen", seen), ("so", "tuyen-truyen")];
            let done = ward
                .test
                .post(&ward.official, &format!("/muc/{id}/chot"), &form)
                .await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words());
            if id == second {
                let page = ward.page(&done.location).await;
                assert!(page.words().contains("Không còn mục nào chờ"), "{}", page.words());
            }
        }
    })
    .await;
}

#[tokio::test]
async fn an_import_is_listed_and_taken_back_with_a_reason() {
    both_small(|store| async {
        let ward = ward(store).await;
        let sheet = "Ngày;Đơn vị;Hình thức;Nội dung tuyên truyền;Số lượt người dự\r\n\
                     1/11/2026;;Hội nghị, tập huấn;Phòng, chống ma túy;52\r\n";
        let files = [("bang", "thang-11.csv", sheet.as_bytes())];
        let path = "/so/tuyen-truyen/nhap";
        let looked = ward.test.upload(&ward.official, path, &[], &files).await;
        assert_eq!(looked.status, StatusCode::OK, "{}", looked.words());
        let text = looked.text();
        let hidden = |name: &str| {
            let after = text.split(&format!("name=\"{name}\" value=\"")).nth(1);
            after
                .and_then(|rest| rest.split('"').next())
                .unwrap_or_default()
                .to_owned()
        };
        let (key, seal) = (hidden("tep"), hidden("dau"));
        let fields = [("tep", key.as_str()), ("dau", seal.as_str()), ("nhap", "1")];
        let done = ward.test.upload(&ward.official, path, &fields, &[]).await;
        assert!(done.words().contains("Đã nhập 1 dòng"), "{}", done.words());
        assert!(
            done.words().contains("Xem hoặc thu hồi đợt nhập này"),
            "{}",
            done.words()
        );
        let uid = ward.test.uid(ward.unit);
        let list = ward.page(&format!("/dot?don-vi={uid}")).await;
        let text = list.text();
        let href = text
            .split("href=\"/dot/")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let act = format!("/dot/{}", href.expect("the import is listed"));
        let undo = undoing(&ward.page(&act).await);
        let bare = ward.test.post(&ward.official, &undo, &[("ly-do", " ")]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bare.words().contains("Ghi lý do"), "{}", bare.words());
        let undone = ward
            .test
            .post(&ward.official, &undo, &[("ly-do", "Nhập nhầm bảng")])
            .await;
        assert_eq!(undone.status, StatusCode::OK, "{}", undone.words());
        assert!(undone.words().contains("Đã hoàn tác 1 mục"), "{}", undone.words());
        let voided = "SELECT COUNT(*) FROM entry WHERE state = 3";
        assert_eq!(
            ward.test.app.store.number(voided, vec![]).await.expect("a count"),
            1
        );
        let chair = ward.test.person(Role::Chair, ward.unit).await;
        let log = ward.test.get(&chair, "/nhat-ky").await.words();
        assert!(
            log.contains("Nhập bảng vào sổ") && log.contains("thu hồi một đợt"),
            "{log}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_likely_duplicate_is_asked_about_and_recorded_when_it_is_meant() {
    both_small(|store| async {
        let ward = ward(store).await;
        let first = ward.send("1/11/2026", Some("40")).await;
        let (id, uid) = (Uuid::now_v7().to_string(), ward.test.uid(ward.unit).to_string());
        let mut fields = vec![
            ("id", id.as_str()),
            ("q-don-vi", uid.as_str()),
            ("q-ngay", "1/11/2026"),
            ("hinh-thuc", "hoi-nghi"),
            ("noi-dung", "ma-tuy"),
            ("luot", "41"),
            ("trang-thai", "final"),
        ];
        let asked = ward
            .test
            .upload(&ward.official, "/ghi/tuyen-truyen", &fields, &[])
            .await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = asked.text();
        assert!(text.contains(&format!("href=\"/muc/{first}\"")), "{text}");
        assert!(
            text.contains("name=\"van-ghi\" value=\"1\"") && text.contains("value=\"41\""),
            "{text}"
        );
        let there = async || {
            ward.test
                .app
                .store
                .entries_by_id(&[Uuid::parse_str(&id).expect("an id")])
                .await
        };
        assert!(
            there().await.expect("read").is_empty(),
            "nothing is written before it is meant"
        );
        fields.push(("van-ghi", "1"));
        let done = ward
            .test
            .upload(&ward.official, "/ghi/tuyen-truyen", &fields, &[])
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words());
        assert_eq!(there().await.expect("read").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_grid_shows_all_groups_saves_the_good_rows_and_keeps_what_was_refused() {
    both_small(|store| async {
        let ward = ward(store).await;
        let groups = ward
            .test
            .found_groups(&ward.official, ward.unit, "to-dan-pho", 2, "1/1/2026")
            .await;
        let uid = ward.test.uid(ward.unit).to_string();
        let path = "/so/tinh-hinh/bang";
        let page = ward.page(&format!("{path}?don-vi={uid}&thang=10/2026")).await;
        assert_eq!(page.text().matches(".toi-pham\"").count(), 2, "{}", page.text());
        let cells: Vec<String> = groups
            .iter()
            .map(|group| format!("{}.toi-pham", ward.test.uid(*group)))
            .collect();
        let form = [
            ("don-vi", uid.as_str()),
            ("thang", "10/2026"),
            (cells[0].as_str(), "3"),
            (cells[1].as_str(), "ba vụ"),
        ];
        let saved = ward.test.post(&ward.official, path, &form).await;
        assert_eq!(
            saved.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            saved.words()
        );
        let words = saved.words();
        assert!(
            words.contains("Đã lưu 1 dòng") && words.contains("chưa lưu được: 1"),
            "{words}"
        );
        assert!(saved.text().contains("value=\"ba vụ\""), "{}", saved.text());
        let form = [
            ("don-vi", uid.as_str()),
            ("thang", "10/2026"),
            (cells[1].as_str(), "0"),
        ];
        let saved = ward.test.post(&ward.official, path, &form).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.words());
        let count = "SELECT COUNT(*) FROM claim";
        assert_eq!(
            ward.test.app.store.number(count, vec![]).await.expect("a count"),
            2
        );
    })
    .await;
}
