//! Every part of the kit on one page, in both languages, for tests only.

use crate::common::Case;
use askama::Template;
use dienhong_domain::amount::Bound;
use dienhong_i18n::Locale;
use dienhong_web::respond::html;
use dienhong_web::shell::{
    Chip, Choice, Display, Fact, Field, Figure, Lens, Mistake, PageNumber, Pager, Photo, Reader, Room, Shell,
    State, Step, Tag, guard,
};

#[derive(Template)]
#[template(path = "shell/gallery.html")]
struct Gallery {
    shell: Shell,
    steps: Vec<Step>,
    tags: Vec<Tag>,
    figures: Vec<Figure>,
    facts: Vec<Fact>,
    lens: Lens,
    chips: Vec<Chip>,
    pager: Pager,
    empty_pager: Pager,
    search: Field,
    select: Field,
    text: Field,
    password: Field,
    date: Field,
    number: Field,
    plain: Field,
    note: Field,
    radios: Field,
    ticks: Field,
    yes_no: Field,
    select_empty: Field,
    search_two: Field,
    file: Field,
    photos: Field,
}

fn reader(locale: Locale) -> Reader {
    Reader {
        locale,
        display: Display::parse("dark-high-large"),
        here: "/so?tim=ma túy&trang=2".to_owned(),
    }
}

fn shell(locale: Locale) -> Shell {
    Shell::new(&reader(locale), "Ghi buổi tuyên truyền")
        .kicker("Thứ Hai, 12/09/2022")
        .lead("Mất khoảng 2 phút.")
        .unit("Phường Diên Hồng", ", TP Pleiku")
        .person("Nguyễn Thị Phượng")
        .room(Room::Units)
        .below("Hôm nay", "/")
        .below("Sổ tuyên truyền", "/so/tuyen-truyen")
        .sample(true)
}

const STATES: [State; 16] = [
    State::Draft,
    State::Waiting,
    State::Final,
    State::Void,
    State::Unjudged,
    State::Met,
    State::NotMet,
    State::Incomplete,
    State::NotApplicable,
    State::Today,
    State::DaysLeft(3),
    State::DaysOver(1),
    State::Done,
    State::Doing,
    State::Disputed,
    State::Returned,
];

fn choices() -> Vec<Choice> {
    vec![
        Choice::new("to-3", "Tổ dân phố 3").hint("Từ 01/07/2025"),
        Choice::new("khac", "Nơi khác"),
    ]
}

fn figure(bound: &str, number: &str) -> Figure {
    Figure {
        over: "Năm đề án".to_owned(),
        bound: bound.to_owned(),
        number: number.to_owned(),
        href: "/so-lieu/to-roi".to_owned(),
        unit: "tờ rơi".to_owned(),
        note: "Công an phường cấp phát".to_owned(),
    }
}

fn photo() -> Photo {
    Photo {
        id: "p1".to_owned(),
        href: "/anh/p1".to_owned(),
        small: "/anh/p1/nho".to_owned(),
        words: "Hội trường tổ 3".to_owned(),
    }
}

fn gallery(shell: Shell) -> Gallery {
    let wrong = |field: Field| field.checked(&shell.mistakes);
    let step = |name: &str| (name.to_owned(), "Xong ngày 01/09/2022".to_owned());
    Gallery {
        steps: Step::row(&[step("Ngôn ngữ"), step("Xã, phường"), step("Quản trị viên")], 1),
        tags: STATES.map(|s| shell.tag(s)).into(),
        figures: vec![figure("", "2.844"), figure("hơn", "2.000"), figure("", "")],
        facts: vec![
            Fact::new("Kỳ", "Quý III/2022"),
            Fact::new("Đơn vị", "Phường Diên Hồng").to("/don-vi/1"),
        ],
        lens: Lens {
            then: "?".to_owned(),
            today: "?ban-do=nay".to_owned(),
            is_today: false,
            words: "Phường có 7 tổ dân phố, như khi ấy.".to_owned(),
        },
        chips: vec![Chip {
            label: "Tất cả, 11".to_owned(),
            href: "/so".to_owned(),
            is_current: true,
        }],
        pager: Pager::new(54, 8, PageNumber::from("2".to_owned()), |page| {
            format!("?trang={page}")
        }),
        empty_pager: Pager::default(),
        search: Field::new("tim", shell.t("shell-filter-search")).value("ma <túy>"),
        select: Field::new("noi", "Nơi").choices(choices()),
        text: wrong(
            Field::new("ten", "Tên")
                .hint("Như trên giấy")
                .kind("tel", "username"),
        ),
        password: Field::new("mat-khau", "Mật khẩu")
            .value("bí mật")
            .kind("password", "current-password"),
        date: wrong(
            Field::new("ngay", "Ngày tổ chức")
                .hint("Ví dụ 10/09/2022")
                .value("31/09/2022"),
        ),
        number: wrong(
            Field::new("luot", "Số lượt người dự")
                .unit("lượt người")
                .value("64")
                .bound(Bound::AtLeast),
        ),
        plain: Field::new("km", "Quãng đường").unit("km").value("7,5"),
        note: Field::new("ghi-chu", "Ghi chú")
            .value("Dòng một\n<dòng hai>")
            .optional(),
        radios: Field::new("noi-to-chuc", "Nơi tổ chức").choices(choices()),
        ticks: wrong(
            Field::new("noi-dung", "Nội dung đã nói")
                .hint("Chọn một hoặc nhiều mục")
                .choices(choices()),
        ),
        yes_no: Field::new("ky", "Đã ký biên bản").value("false"),
        select_empty: Field::new("to", "Tổ dân phố").choices(choices()),
        search_two: Field::new("xa", "Tìm xã, phường").value("dien hong"),
        file: Field::new("tep", "Biên bản").files("application/pdf", false),
        photos: Field::new("anh", "Ảnh").optional().photos(vec![photo()]),
        shell,
    }
}

async fn body(page: &Gallery) -> String {
    let bytes = axum::body::to_bytes(html(page).into_body(), usize::MAX)
        .await
        .expect("a body");
    String::from_utf8(bytes.into()).expect("UTF-8")
}

fn mistakes() -> Vec<Mistake> {
    ["ngay", "luot", "noi-dung"]
        .map(|field| Mistake::new(field, format!("Xem lại {field}.")))
        .into()
}

#[tokio::test]
async fn every_part_is_rendered_in_both_languages() {
    for locale in Locale::ALL {
        for (which, shell) in [
            ("plain", shell(locale)),
            ("with mistakes", shell(locale).mistakes(mistakes())),
            ("form", shell(locale).form()),
            ("public", shell(locale).public()),
        ] {
            let _case = Case::new(format!("the {which} page in {}", locale.code()));
            let page = body(&gallery(shell)).await;
            assert!(!page.contains("[shell-"), "a key is missing: {page}");
            assert!(!page.contains(" style=") && !page.contains("<style") && !page.contains(" onclick"));
            assert!(!page.contains("{{") && !page.contains("<!--icons-->"));
            assert!(!page.contains("bí mật"), "a password comes back");
        }
    }
}

#[tokio::test]
async fn what_people_typed_is_escaped() {
    let page = body(&gallery(shell(Locale::Vi))).await;
    assert!(!page.contains("<túy>") && !page.contains("<dòng hai>"));
    assert!(
        page.contains(r#"href="/hien-thi?ve=%2Fso%3Ftim%3D"#),
        "the way back keeps its own query"
    );
}

#[tokio::test]
async fn every_icon_of_a_page_stands_in_it_once() {
    let page = body(&gallery(shell(Locale::Vi).form())).await;
    for rest in page.split("href=\"#i-").skip(1) {
        let icon = rest.split('"').next().expect("a name");
        assert_eq!(
            page.matches(&format!("<symbol id=\"i-{icon}\"")).count(),
            1,
            "{icon}"
        );
    }
}

#[tokio::test]
async fn ids_are_unique_and_every_reference_leads_to_one() {
    let page = body(&gallery(shell(Locale::Vi).mistakes(mistakes()))).await;
    let values = |name: &str| -> Vec<String> {
        let mark = format!(" {name}=\"");
        page.split(&mark)
            .skip(1)
            .filter_map(|rest| Some(rest.split('"').next()?.to_owned()))
            .collect()
    };
    let ids = values("id");
    let unique: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    for name in ["for", "aria-describedby", "aria-labelledby", "form"] {
        for id in values(name).iter().flat_map(|v| v.split(' ')) {
            assert!(
                unique.contains(&id.to_owned()),
                "{name} leads to {id}, which is not there"
            );
        }
    }
    for mistake in mistakes() {
        assert!(unique.contains(&mistake.field));
    }
}

#[tokio::test]
async fn a_form_that_came_back_says_so_first() {
    let page = body(&gallery(shell(Locale::Vi).mistakes(mistakes()))).await;
    assert!(page.contains("<title>Lỗi: Ghi buổi tuyên truyền – Diên Hồng</title>"));
    assert!(page.contains("Có 3 chỗ cần sửa"));
    assert!(page.find("error-summary") < page.find("<h1>"));
}

#[tokio::test]
async fn rooms_and_action_bar_never_stand_together() {
    let rooms = |page: &str| page.contains("class=\"tab-bar\"") || page.contains("class=\"service-nav\"");
    assert!(rooms(&body(&gallery(shell(Locale::Vi))).await));
    assert!(!rooms(&body(&gallery(shell(Locale::Vi).form())).await));
    assert!(!rooms(&body(&gallery(shell(Locale::Vi).public())).await));
}

#[tokio::test]
async fn the_display_stands_on_the_root() {
    let page = body(&gallery(shell(Locale::En))).await;
    let root = r#"<html lang="en" data-theme="dark" data-contrast="high" data-text="large">"#;
    assert!(page.contains(root), "{}", &page[..200]);
}

#[tokio::test]
#[ignore = "serves /kit-demo on 127.0.0.1:8099 to be looked at, until it is stopped"]
async fn kit_demo() {
    use axum::extract::Query;
    use axum::middleware::from_fn;
    let demo = async |reader: Reader, Query(asked): Query<std::collections::HashMap<String, String>>| {
        let shell = Shell {
            reader,
            ..shell(Locale::Vi)
        };
        let shell = if asked.contains_key("loi") {
            shell.mistakes(mistakes())
        } else {
            shell
        };
        html(&gallery(if asked.contains_key("ghi") {
            shell.form()
        } else {
            shell
        }))
    };
    let house = axum::Router::new()
        .route("/kit-demo", axum::routing::get(demo))
        .merge(super::common())
        .layer(from_fn(dienhong_web::dress::dress))
        .layer(from_fn(guard::headers));
    let door = tokio::net::TcpListener::bind("127.0.0.1:8099")
        .await
        .expect("a free port");
    axum::serve(door, house).await.expect("a house");
}
