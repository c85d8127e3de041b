//! Units over HTTP: pages, and every change from its form through its preview to its undoing.

use crate::common::{Page, Person, TestApp, both, both_small, noon};
use axum::http::StatusCode;
use dienhong_app::testing::{DIEN_HONG, EAST, HOI_THUONG};
use dienhong_domain::rights::Role;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::Store;

const REFERENCE: (&str, &str) = ("can-cu", "Nghị quyết số 12/NQ-HĐND");

struct Place {
    test: TestApp,
    province: Person,
    ward: UnitId,
    other: UnitId,
}

impl Place {
    /// A small map with an official of one province.
    async fn new(store: Store) -> Place {
        let test = TestApp::new(store, noon(2026, 12, 1)).await;
        let province = test.person(Role::Official, EAST).await;
        Place {
            test,
            province,
            ward: DIEN_HONG,
            other: HOI_THUONG,
        }
    }

    fn href(&self, unit: UnitId, rest: &str) -> String {
        format!("/don-vi/{}{rest}", self.test.uid(unit))
    }

    async fn get(&self, path: &str) -> Page {
        self.test.get(&self.province, path).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.test.post(&self.province, path, fields).await
    }

    /// Sends a form, reads its preview, and records what the preview holds.
    async fn carried_out(&self, path: &str, fields: &[(&str, &str)], more: &[(&str, &str)]) -> Page {
        let preview = self.post(path, fields).await;
        assert_eq!(preview.status, StatusCode::OK, "{}", preview.words());
        let carried = hidden(&preview);
        let mut fields: Vec<(&str, &str)> = carried.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        fields.extend_from_slice(more);
        fields.push(("buoc", "ghi"));
        let done = self.post(path, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words());
        let page = self.get(&done.location).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.words());
        assert!(page.words().contains("Đã ghi thay đổi."), "{}", page.words());
        Page {
            location: done.location,
            ..page
        }
    }

    /// Undoes a change at whose heir one entry was recorded meanwhile; the entry goes to another unit.
    async fn undo(&self, path: &str, heir: UnitId, to: UnitId) {
        let page = self.get(path).await;
        assert!(
            page.words()
                .contains("1 mục đã ghi ở Phường Hồng Kring chuyển về"),
            "{}",
            page.words()
        );
        let page = self.post(path, &[("ly-do", "")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        for sentence in ["Ghi lý do", "Chọn nơi chuyển 1 mục"] {
            assert!(page.words().contains(sentence), "{sentence} in {}", page.words());
        }
        let page = self.post(path, &[("ly-do", "Nhập nhầm")]).await;
        assert!(page.words().contains("Chọn nơi chuyển 1 mục"), "{}", page.words());
        assert!(page.text().contains("Nhập nhầm"));
        let (choice, to) = (
            format!("muc-{}", self.test.uid(heir)),
            self.test.uid(to).to_string(),
        );
        let page = self.post(path, &[("ly-do", "Nhập nhầm"), (&choice, &to)]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words());
        let page = self.get(&page.location).await;
        assert!(
            page.words().contains("Đã hoàn tác.") && page.words().contains("Lý do Nhập nhầm"),
            "{}",
            page.words()
        );
    }

    async fn found(&self, unit: UnitId, names: &str) {
        let fields = [
            ("loai", "to-dan-pho"),
            ("ten", names),
            ("ngay", "01/01/2026"),
            REFERENCE,
        ];
        self.carried_out(&self.href(unit, "/to"), &fields, &[]).await;
    }
}

/// Hidden fields of a page.
pub(crate) fn hidden(page: &Page) -> Vec<(String, String)> {
    let text = page.text();
    let part = |text: &str, name: &str| {
        let rest = text.split(&format!("{name}=\"")).nth(1)?;
        rest.split('"').next().map(plain)
    };
    text.split("<input type=\"hidden\"")
        .skip(1)
        .filter_map(|t| Some((part(t, "name")?, part(t, "value")?)))
        .collect()
}

fn plain(text: &str) -> String {
    text.replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
}

#[tokio::test]
async fn groups_are_founded_renamed_and_shown_with_their_history() {
    both_small(|store| async move {
        let place = Place::new(store).await;
        let empty = place.get(&place.href(place.ward, "")).await;
        assert!(empty.words().contains("Chưa có tổ nào"), "{}", empty.words());
        place.found(place.ward, "Tổ 1-3").await;
        let page = place.get(&place.href(place.ward, "")).await;
        assert!(
            page.words().contains("Bên dưới có 3 tổ dân phố"),
            "{}",
            page.words()
        );
        assert!(page.text().contains("ban-do=thuo-ay") && page.text().contains("ban-do=2026-12-01"));
        let groups = place
            .test
            .app
            .snapshot()
            .map
            .children(place.ward, Day::new(2026, 12, 1).expect("a day"));
        let name = [
            ("ten", "Plei Ốp"),
            ("loai", "lang"),
            ("ngay", "01/06/2026"),
            REFERENCE,
        ];
        place
            .carried_out(&place.href(groups[0], "/doi-ten"), &name, &[])
            .await;
        let page = place.get(&place.href(groups[0], "")).await;
        assert!(page.words().contains("Làng Plei Ốp"), "{}", page.words());
        assert!(page.words().contains("Nghị quyết số 12/NQ-HĐND"));
        assert!(page.words().contains("Đổi tên, 01/06/2026"), "{}", page.words());
        let found = place.get("/don-vi?tim=plei+op").await;
        assert!(found.words().contains("Làng Plei Ốp"), "{}", found.words());
        let found = place.get("/don-vi?tim=23563").await;
        assert!(found.words().contains("Phường Diên Hồng"), "{}", found.words());
        assert_eq!(place.get("/don-vi").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_form_comes_back_whole_with_every_mistake() {
    both_small(|store| async move {
        let place = Place::new(store).await;
        let path = place.href(place.ward, "/to");
        let fields = [
            ("loai", "to-dan-pho"),
            ("ten", "7\n7"),
            ("ngay", "31/09/2026"),
            ("can-cu", ""),
        ];
        let page = place.post(&path, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let words = page.words();
        for sentence in [
            "Ngày 31/09/2026 không có trong lịch.",
            "Ghi căn cứ",
            "Tên 7 ghi hai lần.",
            "Có 3 chỗ cần sửa",
        ] {
            assert!(words.contains(sentence), "{sentence} in {words}");
        }
        assert!(page.text().contains("value=\"31/09/2026\"") && page.text().contains("7\n7"));
        // From the preview back to the form, with all that was typed.
        let fields = [
            ("loai", "to-dan-pho"),
            ("ten", "7"),
            ("ngay", "01/09/2026"),
            REFERENCE,
            ("buoc", "sua"),
        ];
        let page = place.post(&path, &fields).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("value=\"01/09/2026\""));
        assert_eq!(place.test.app.snapshot().changes.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_merge_is_recorded_and_undone_by_choice() {
    both_small(|store| async move {
        let place = Place::new(store).await;
        place.found(place.ward, "1-2").await;
        place.found(place.other, "2-3").await;
        let path = place.href(place.ward, "/nhap");
        assert_eq!(place.get(&path).await.status, StatusCode::OK);
        let other = place.test.uid(place.other).to_string();
        let mut fields = vec![
            ("don-vi", other.as_str()),
            ("ten", "Hồng Kring"),
            ("loai", "phuong"),
            ("ngay", "01/07/2026"),
            REFERENCE,
        ];
        // Two groups are named 2: both are shown again with a free name.
        let page = place.post(&path, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.text().contains("value=\"2 (Diên Hồng cũ)\""),
            "{}",
            page.text()
        );
        let names = proposed_names(&page);
        assert_eq!(names.len(), 2);
        fields.extend(names.iter().map(|(n, v)| (n.as_str(), v.as_str())));
        let page = place.carried_out(&path, &fields, &[]).await;
        assert!(page.words().contains("Phường Hồng Kring"), "{}", page.words());
        let change = page.location.split('?').next().expect("an address").to_owned();
        let snapshot = place.test.app.snapshot();
        let row = snapshot.changes.last().expect("a change");
        let heir = row.change.creates[0].id;
        // Somebody of the ward records an entry at the heir; then the change is undone.
        let official = place.test.person(Role::Official, heir).await;
        let answers = [("hinh-thuc", "hoi-nghi"), ("noi-dung", "to-giac"), ("luot", "64")];
        let entry = place
            .test
            .record(&official, "tuyen-truyen", heir, "09/08/2026", &answers)
            .await;
        place.undo(&format!("{change}/hoan-tac"), heir, place.other).await;
        let there = place.test.person(Role::Official, place.other).await;
        let page = place.test.get(&there, &entry).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.words());
        assert!(page.words().contains("Nhập nhầm"), "{}", page.words());
        let history = place.get(&place.href(place.ward, "")).await;
        assert!(
            history.words().contains("Đã hoàn tác: Nguyễn Thị Phượng"),
            "{}",
            history.words()
        );
    })
    .await;
}

/// Names that a form proposes for units that would be called the same.
fn proposed_names(page: &Page) -> Vec<(String, String)> {
    let text = page.text();
    let fields = text.split("name=\"ten-").skip(1).filter_map(|t| {
        let uid = t.split('"').next()?;
        let value = t.split("value=\"").nth(1)?.split('"').next()?;
        Some((format!("ten-{uid}"), plain(value)))
    });
    fields.collect()
}

#[tokio::test]
async fn all_groups_are_re_formed_from_a_sheet() {
    both_small(|store| async move {
        let place = Place::new(store).await;
        place.found(place.ward, "1-3").await;
        let path = place.href(place.ward, "/to/sap-xep");
        assert_eq!(place.get(&path).await.status, StatusCode::OK);
        let sheet = place.get(&place.href(place.ward, "/to/mau.xlsx")).await;
        assert_eq!(&sheet.bytes[..2], b"PK");
        let fields = [("loai", "khu-pho"), ("ngay", "01/07/2026"), REFERENCE];
        let bad = "Tổ cũ,Tổ mới,Phần (%),Nguồn\nTổ 1,Khu phố 1,,\nTổ 2,,,\nTổ 9,Khu phố 1,,\n";
        let page = place.test.upload(&place.province, &path, &fields, &[("tep", "a.csv", bad.as_bytes())]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let words = page.words();
        assert!(words.contains("Ô B3, cột Tổ mới: Ô này trống."), "{words}");
        assert!(words.contains("Ô A4, cột Tổ cũ: Ngày đó không có tổ nào tên đúng là “Tổ 9”."), "{words}");
        assert!(words.contains("Tổ dân phố 3 chưa có trong bảng."), "{words}");
        assert!(page.text().contains("Tổ 1 | Khu phố 1"));
        // Content of a sheet that no line holds is reported before the next step.
        let more = "Tổ cũ,Tổ mới,Số hộ\nTổ 1,Khu phố 1,120\nTổ 2,Khu phố 1,80\nTổ 3,Khu phố 2,75\n";
        let page = place.test.upload(&place.province, &path, &fields, &[("tep", "a.csv", more.as_bytes())]).await;
        let words = page.words();
        assert!(words.contains("Số hộ") && words.contains("Đối chiếu rồi bấm"), "{words}");
        assert!(page.text().contains("Tổ 3 | Khu phố 2"), "{words}");
        let good = "Tổ cũ,Tổ mới,Phần (%),Nguồn\nTổ 1,Khu phố 1,,\nTổ 2,Khu phố 1,,\nTổ 3,Khu phố 2,70,Đề án\nTổ 3,Khu phố 3,30,\n";
        let page = place.test.upload(&place.province, &path, &fields, &[("tep", "a.csv", good.as_bytes())]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.words());
        assert!(page.words().contains("Tổ dân phố 3 sang Khu phố 2: 70 %, theo Đề án"), "{}", page.words());
        let carried = hidden(&page);
        let mut fields: Vec<(&str, &str)> = carried.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        fields.push(("buoc", "ghi"));
        let page = place.test.upload(&place.province, &path, &fields, &[]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words());
        let page = place.get(&place.href(place.ward, "")).await;
        assert!(page.words().contains("Khu phố 1") && page.words().contains("Bên dưới có 3 khu phố"), "{}", page.words());
        let page = place.test.upload(&place.province, &path, &[], &[("tep", "a.txt", b"x,y\n1,2\n")]).await;
        assert!(page.words().contains("Không thấy dòng tiêu đề"), "{}", page.words());
    })
    .await;
}

#[tokio::test]
async fn units_are_moved_split_and_ended() {
    both_small(|store| async move {
        let place = Place::new(store).await;
        place.found(place.ward, "1-4").await;
        let day = Day::new(2026, 12, 1).expect("a day");
        let groups = place.test.app.snapshot().map.children(place.ward, day);
        let other = place.test.uid(place.other).to_string();
        let fields = [("ve", other.as_str()), ("ngay", "01/05/2026"), REFERENCE];
        assert_eq!(
            place.get(&place.href(groups[3], "/chuyen")).await.status,
            StatusCode::OK
        );
        place
            .carried_out(&place.href(groups[3], "/chuyen"), &fields, &[])
            .await;
        assert_eq!(
            place.get(&place.href(groups[2], "/ket-thuc")).await.status,
            StatusCode::OK
        );
        place
            .carried_out(
                &place.href(groups[2], "/ket-thuc"),
                &[("ngay", "01/06/2026"), REFERENCE],
                &[],
            )
            .await;
        let page = place.get(&place.href(place.ward, "/tach")).await;
        assert!(
            page.words().contains("Đơn vị bên dưới về đâu"),
            "{}",
            page.words()
        );
        let places: Vec<(String, &str)> = (0..2)
            .map(|i| (format!("ve-{}", place.test.uid(groups[i])), ["1", "2"][i]))
            .collect();
        let mut fields = vec![
            ("loai", "phuong"),
            ("ten-1", "Diên"),
            ("ten-2", "Hồng"),
            ("ngay", "01/08/2026"),
            REFERENCE,
        ];
        let page = place.post(&place.href(place.ward, "/tach"), &fields).await;
        assert!(
            page.words().contains("Chọn đơn vị mới cho Tổ dân phố 1"),
            "{}",
            page.words()
        );
        fields.extend(places.iter().map(|(n, v)| (n.as_str(), *v)));
        let page = place
            .carried_out(&place.href(place.ward, "/tach"), &fields, &[])
            .await;
        assert!(
            page.words()
                .contains("Phường Diên Hồng sang Phường Diên: chưa biết tỷ lệ"),
            "{}",
            page.words()
        );
        let page = place.get(&place.href(place.ward, "")).await;
        assert!(page.words().contains("Đơn vị kế thừa") && !page.words().contains("Thay đổi đơn vị này"));
    })
    .await;
}

#[tokio::test]
async fn nobody_sees_or_changes_what_is_not_theirs() {
    both_small(|store| async move {
        let place = Place::new(store).await;
        place.found(place.ward, "1").await;
        let change = place.test.app.snapshot().changes[0].change.id;
        let reader = place.test.person(Role::Reader, place.ward).await;
        let ward = place.test.get(&reader, &place.href(place.ward, "")).await;
        assert_eq!(ward.status, StatusCode::OK);
        assert!(!ward.words().contains("Thay đổi đơn vị này"));
        for path in ["/to", "/to/sap-xep", "/doi-ten", "/chuyen", "/nhap", "/tach"] {
            let page = place.test.get(&reader, &place.href(place.ward, path)).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(
            place
                .test
                .get(&reader, &format!("/thay-doi/{change}"))
                .await
                .status,
            StatusCode::OK
        );
        assert_eq!(
            place
                .test
                .get(&reader, &format!("/thay-doi/{change}/hoan-tac"))
                .await
                .status,
            StatusCode::NOT_FOUND
        );
        let stranger = place.test.person(Role::Official, place.other).await;
        for path in [
            place.href(place.ward, ""),
            format!("/thay-doi/{change}"),
            place.href(place.ward, "/to"),
        ] {
            assert_eq!(
                place.test.get(&stranger, &path).await.status,
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
        // An official of one ward cannot merge it with another ward.
        let uid = place.test.uid(place.ward).to_string();
        let fields = [
            ("don-vi", uid.as_str()),
            ("ten", "X"),
            ("loai", "phuong"),
            ("ngay", "01/07/2026"),
            REFERENCE,
        ];
        let page = place
            .test
            .post(&stranger, &place.href(place.other, "/nhap"), &fields)
            .await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn the_shipped_map_is_searched_and_shows_who_came_before() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2026, 12, 1)).await;
        let ward = test.unit("23563", "Diên Hồng", Day::new(2026, 1, 1).expect("a day"));
        let country = test.person(Role::Reader, UnitId(1)).await;
        let found = test.get(&country, "/don-vi?tim=dien+hong").await;
        for name in [
            "Phường Diên Hồng tỉnh Gia Lai",
            "Phường Diên Hồng thành phố Hồ Chí Minh",
        ] {
            assert!(found.words().contains(name), "{name} in {}", found.words());
        }
        let page = test.get(&country, &format!("/don-vi/{}", test.uid(ward))).await;
        let words = page.words();
        for sentence in [
            "Đơn vị trước sắp xếp",
            "toàn bộ",
            "Phường Diên Hồng, thuộc Tỉnh Gia Lai",
            "Mã 23563",
        ] {
            assert!(words.contains(sentence), "{sentence} in {words}");
        }
        let all = test.get(&country, "/don-vi?trang=2").await;
        assert_eq!(all.status, StatusCode::OK);
    })
    .await;
}
