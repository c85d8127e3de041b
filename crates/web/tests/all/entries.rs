//! Pages of entries: returned entries are marked, and due dates are shown. On both engines.

use crate::common::{Person, TestApp, both_small, noon};
use axum::http::StatusCode;
use dienhong_domain::rights::Role;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;

struct Ward {
    test: TestApp,
    unit: UnitId,
    leader: Person,
    official: Person,
    group: UnitId,
}

async fn ward(store: dienhong_store::Store) -> Ward {
    let test = TestApp::new(store, noon(2026, 11, 20)).await;
    let today = Day::new(2026, 11, 20).expect("a day");
    let unit = test.unit("23563", "Diên Hồng", today);
    let chair = test.person(Role::Chair, unit).await;
    let group = test
        .found_groups(&chair, unit, "to-dan-pho", 1, "01/01/2026")
        .await[0];
    let leader = test.person(Role::GroupLeader, group).await;
    let official = test.person(Role::Official, unit).await;
    Ward {
        test,
        unit,
        leader,
        official,
        group,
    }
}

impl Ward {
    async fn words(&self, person: &Person, path: &str) -> String {
        let page = self.test.get(person, path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.words());
        page.words()
    }

    /// Sends the leader's entry; returns its address.
    async fn send(&self, path: &str, more: &[(&str, &str)]) -> String {
        let form = self.test.get(&self.leader, path).await.text();
        let id = form
            .split("name=\"id\" value=\"")
            .nth(1)
            .and_then(|t| t.split('"').next());
        let uid = self.test.uid(self.group).to_string();
        let fields = [
            ("id", id.expect("an id")),
            ("q-don-vi", uid.as_str()),
            ("q-ngay", "10/11/2026"),
            ("hinh-thuc", "sinh-hoat-to"),
            ("noi-dung", "ma-tuy"),
            ("luot", "46"),
        ];
        let fields = [&fields[..], more].concat();
        let page = self.test.upload(&self.leader, path, &fields, &[]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words());
        page.location.split('?').next().unwrap_or_default().to_owned()
    }
}

#[tokio::test]
async fn a_returned_entry_is_called_returned_with_its_reason_on_top() {
    both_small(|store| async {
        let ward = ward(store).await;
        let entry = ward.send("/ghi/tuyen-truyen", &[("trang-thai", "sent")]).await;
        let page = ward.words(&ward.leader, &entry).await;
        assert!(
            page.contains("Chưa được tính vì đang chờ phường duyệt."),
            "{page}"
        );
        let fields = [("seen", "1"), ("q-ly-do", "đếm thiếu hàng ghế sau")];
        let back = ward
            .test
            .post(&ward.official, &format!("{entry}/tra"), &fields)
            .await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.words());
        let page = ward.words(&ward.leader, &entry).await;
        let place = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words} in {page}"));
        assert!(place("Bị trả lại: Nguyễn Thị Phượng") < place("Nội dung mục"));
        assert!(place("đếm thiếu hàng ghế sau") < place("Nội dung mục"));
        assert!(!page.contains("Nháp"), "{page}");
        assert!(page.contains("Chưa được tính vì bị trả lại, chờ sửa."), "{page}");
        let edit = format!("{entry}/sua");
        for path in ["/so/tuyen-truyen", "/", &edit] {
            let page = ward.words(&ward.leader, path).await;
            assert!(
                page.contains("Bị trả lại") && page.contains("đếm thiếu hàng ghế sau"),
                "{path}: {page}"
            );
        }
        // Saved again as a draft it is still marked as returned; sent again it is not.
        ward.send(&edit, &[("trang-thai", "draft"), ("seen", "2")]).await;
        assert!(ward.words(&ward.leader, &entry).await.contains("Bị trả lại"));
        ward.send(&edit, &[("trang-thai", "sent"), ("seen", "3")]).await;
        let page = ward.words(&ward.leader, &entry).await;
        assert!(
            !page.contains("Bị trả lại") && page.contains("Trả lại cho người ghi"),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_fresh_ward_is_told_what_comes_due() {
    both_small(|store| async {
        let ward = ward(store).await;
        let page = ward.words(&ward.official, "/gui-so-lieu").await;
        assert!(!page.contains("Không có số liệu cần gửi"), "{page}");
        for words in [
            "Sắp đến hạn",
            "Số liệu hằng tháng",
            "Tháng 11/2026, gửi chậm nhất ngày 05/12/2026",
            "Số liệu tổng kết năm",
        ] {
            assert!(page.contains(words), "{words} in {page}");
        }
        let today = ward.words(&ward.official, "/").await;
        assert!(
            today.contains("Sắp đến hạn") && today.contains("Báo cáo phong trào"),
            "{today}"
        );
        let leader = ward.words(&ward.leader, "/").await;
        assert!(!leader.contains("Sắp đến hạn"), "{leader}");
        // A group has no figures to send.
        let nothing = ward.test.get(&ward.leader, "/gui-so-lieu").await;
        assert!(!nothing.words().contains("Sắp đến hạn"));
    })
    .await;
}

#[tokio::test]
async fn the_choices_of_a_number_never_read_about_about() {
    both_small(|store| async {
        let ward = ward(store).await;
        let typed = |luot| {
            [
                ("hinh-thuc", "sinh-hoat-to"),
                ("luot", luot),
                ("luot-bound", "about"),
            ]
        };
        for (luot, hint) in [("khoảng 45 người", false), ("hơn 2.000", false), ("45", true)] {
            let typed = typed(luot);
            let page = ward
                .test
                .record_page(&ward.official, "tuyen-truyen", ward.unit, "10/11/2026", &typed);
            let words = page.await.words();
            assert!(
                words.contains("Xem lại") || words.contains("Chọn mục"),
                "the form came back: {words}"
            );
            for doubled in [
                "khoảng khoảng",
                "hơn khoảng",
                "không quá khoảng",
                "khoảng hơn",
                "hơn hơn",
            ] {
                assert!(!words.contains(doubled), "{doubled} in {words}");
            }
            assert_eq!(words.contains("Ghi là “khoảng 45”"), hint, "{words}");
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_may_not_record_is_not_led_to_recording() {
    both_small(|store| async {
        let ward = ward(store).await;
        let chair = ward.test.person(Role::Chair, ward.unit).await;
        let leads = async |who| ward.test.get(who, "/").await.text().contains("href=\"/ghi\"");
        assert!(leads(&ward.official).await);
        assert!(!leads(&chair).await);
        assert_eq!(ward.test.get(&chair, "/ghi").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

/// Two wards in one book: when the neighbour's people sign in and out is theirs.
#[tokio::test]
async fn an_operator_reads_the_comings_of_the_own_ward_alone() {
    both_small(|store| async {
        let ward = ward(store).await;
        let beside = ward
            .test
            .unit("23560", "Hội Thương", Day::new(2026, 1, 1).expect("a day"));
        let operator = ward.test.person(Role::Operator, ward.unit).await;
        let own = ward.test.person(Role::Police, ward.unit).await;
        let neighbour = ward.test.person(Role::Official, beside).await;
        for person in [&own, &neighbour] {
            let left = ward.test.post(person, "/ra", &[]).await;
            assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", left.words());
        }
        let page = ward.test.get(&operator, "/nhat-ky").await;
        assert_eq!(page.words().matches("Đăng xuất:").count(), 1, "{}", page.words());
    })
    .await;
}

#[tokio::test]
async fn the_change_log_names_what_was_done_to_what() {
    both_small(|store| async {
        let ward = ward(store).await;
        let chair = ward.test.person(Role::Chair, ward.unit).await;
        let answers = [
            ("hinh-thuc", "sinh-hoat-to"),
            ("noi-dung", "ma-tuy"),
            ("luot", "46"),
        ];
        ward.test
            .record(&ward.official, "tuyen-truyen", ward.unit, "10/10/2026", &answers)
            .await;
        let uid = ward.test.uid(ward.unit).to_string();
        let form = [
            ("don-vi", uid.as_str()),
            ("mau", "hang-thang"),
            ("tu", "01/10/2026"),
            ("den", "31/10/2026"),
        ];
        let frozen = ward.test.post(&ward.official, "/gui-so-lieu/chot", &form).await;
        assert_eq!(frozen.status, StatusCode::SEE_OTHER, "{}", frozen.words());
        let page = ward.test.get(&chair, "/nhat-ky").await;
        let words = page.words();
        assert!(!words.contains("filings.freeze"), "{words}");
        for said in [
            "Khóa số liệu của kỳ: Số liệu hằng tháng, Tháng 10/2026",
            "Ghi mục:",
        ] {
            assert!(words.contains(said), "{said} in {words}");
        }
        assert!(page.text().contains(&format!("href=\"{}\"", frozen.location)));
    })
    .await;
}

const MEETING: [(&str, &str); 3] = [
    ("hinh-thuc", "sinh-hoat-to"),
    ("noi-dung", "ma-tuy"),
    ("luot", "khoảng 45 người"),
];

#[tokio::test]
async fn a_day_may_be_typed_without_its_year_or_by_a_word() {
    both_small(|store| async {
        let ward = ward(store).await;
        for (typed, day) in [
            ("15/11", "15/11/2026"),
            ("hôm qua", "19/11/2026"),
            ("20 tháng 10", "20/10/2026"),
        ] {
            let entry = ward
                .test
                .record(&ward.official, "tuyen-truyen", ward.unit, typed, &MEETING)
                .await;
            let page = ward.words(&ward.official, &entry).await;
            assert!(page.contains(day), "{typed}: {page}");
        }
        // A form that comes back says what it understood.
        let without_topic = [MEETING[0], MEETING[2]];
        let page = ward
            .test
            .record_page(&ward.official, "tuyen-truyen", ward.unit, "15/11", &without_topic)
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let words = page.words();
        for said in ["Ghi là: 15/11/2026", "Ghi là: khoảng 45 lượt người"] {
            assert!(words.contains(said), "{said} in {words}");
        }
        // A whole day and a bare number say what they are.
        let whole = [MEETING[0], ("luot", "45")];
        let page = ward
            .test
            .record_page(&ward.official, "tuyen-truyen", ward.unit, "15/11/2026", &whole)
            .await;
        assert!(!page.words().contains("Ghi là:"), "{}", page.words());
    })
    .await;
}

#[tokio::test]
async fn a_month_may_be_typed_without_its_year_or_by_a_word() {
    both_small(|store| async {
        let ward = ward(store).await;
        for (typed, month) in [
            ("t10", "10/2026"),
            ("tháng 12", "12/2025"),
            ("tháng 9 năm 2026", "9/2026"),
        ] {
            let entry = ward
                .test
                .record(
                    &ward.official,
                    "tinh-hinh",
                    ward.unit,
                    typed,
                    &[("toi-pham", "3")],
                )
                .await;
            let page = ward.words(&ward.official, &entry).await;
            assert!(page.contains(month), "{typed}: {page}");
        }
        // A form that comes back says which month it understood.
        let refused = [("toi-pham", "ba vụ")];
        let page = ward
            .test
            .record_page(&ward.official, "tinh-hinh", ward.unit, "tháng trước", &refused)
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.words().contains("Ghi là: 10/2026"), "{}", page.words());
    })
    .await;
}

#[tokio::test]
async fn one_of_a_count_is_called_one_in_english() {
    both_small(|store| async {
        let ward = ward(store).await;
        let answers = [MEETING[0], MEETING[1], ("luot", "about 1 attendance")];
        let entry = ward
            .test
            .record(&ward.official, "tuyen-truyen", ward.unit, "10/11/2026", &answers)
            .await;
        let reader = ward.official.in_english();
        let page = ward.words(&reader, &entry).await;
        assert!(page.contains("about 1 attendance "), "{page}");
        let totals = ward.words(&reader, "/so-lieu").await;
        assert!(totals.contains(" 1 session "), "{totals}");
        for several in ["1 attendances", " 1 sessions"] {
            assert!(!page.contains(several) && !totals.contains(several), "{several}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_next_form_is_filled_as_last_time_but_for_day_and_count() {
    both_small(|store| async {
        let ward = ward(store).await;
        let path = "/ghi/tuyen-truyen";
        let form = async |person| ward.test.get(person, path).await.text();
        assert!(!form(&ward.leader).await.contains("data-last"));
        let more = [("trang-thai", "sent"), ("dia-diem", "Sân đình")];
        let entry = ward.send(path, &more).await;

        let done = ward.words(&ward.leader, &format!("{entry}?xong=gui")).await;
        for said in ["Ghi buổi khác", "10/11/2026: 46"] {
            assert!(done.contains(said), "{said} in {done}");
        }
        let later = ward.words(&ward.leader, &entry).await;
        let other = ward.words(&ward.official, &format!("{entry}?xong=chot")).await;
        assert!(!later.contains("Ghi buổi khác") && !other.contains("Ghi buổi khác"));

        let empty = form(&ward.leader).await;
        assert!(empty.contains("data-last") && !empty.contains("value=\"sinh-hoat-to\" checked"));
        assert!(!empty.contains("data-more open"), "what is folded is empty");
        assert!(
            !form(&ward.official).await.contains("data-last"),
            "another person"
        );
        let filled = ward
            .test
            .get(&ward.leader, &format!("{path}?nhu-truoc=1"))
            .await
            .text();
        for answer in [
            "value=\"sinh-hoat-to\" checked",
            "value=\"ma-tuy\" checked",
            "value=\"Sân đình\"",
            "value=\"20/11/2026\"",
            "data-more open",
        ] {
            assert!(filled.contains(answer), "{answer} in {filled}");
        }
        assert!(!filled.contains("value=\"46\""), "{filled}");
    })
    .await;
}

#[tokio::test]
async fn what_was_used_last_is_the_first_thing_to_record() {
    both_small(|store| async {
        let ward = ward(store).await;
        let main = async |path: &str| {
            let text = ward.test.get(&ward.official, path).await.text();
            text.split("<main").nth(1).expect("a main part").to_owned()
        };
        let act = |register: &str| format!("button--wide\" href=\"/ghi/{register}\"");
        assert!(main("/").await.contains(&act("tuyen-truyen")));
        ward.test
            .record(&ward.official, "tuyen-truyen", ward.unit, "10/11/2026", &MEETING)
            .await;
        let leaflets = [("loai", "to-roi"), ("so-to", "200")];
        ward.test
            .record(&ward.official, "to-roi", ward.unit, "9/11/2026", &leaflets)
            .await;
        for path in ["/", "/ghi"] {
            let main = main(path).await;
            let place = |words: &str| main.find(words).unwrap_or_else(|| panic!("{words} in {main}"));
            assert!(
                place(&act("to-roi")) < place("href=\"/ghi/tuyen-truyen\""),
                "{path}"
            );
            assert!(
                place("href=\"/ghi/tuyen-truyen\"") < place("Ghi việc khác"),
                "{path}"
            );
            assert!(place("Ghi việc khác") < place("href=\"/ghi/loa\""), "{path}");
        }
        let chair = ward.test.person(Role::Chair, ward.unit).await;
        let today = ward.test.get(&chair, "/").await.text();
        assert!(!today.contains("Ghi việc khác"), "{today}");
    })
    .await;
}
