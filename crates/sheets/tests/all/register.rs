//! The register of outreach sessions, as far as a sheet asks it.

use dienhong_domain::packs::{Field, FieldKind, Register, Words};
use dienhong_domain::units::Level;

fn words(vi: &str) -> Words {
    Words {
        vi: vi.to_owned(),
        en: format!("{vi} (en)"),
    }
}

fn field(id: &str, label: &str, kind: FieldKind, required: bool) -> Field {
    Field {
        id: id.to_owned(),
        label: words(label),
        formerly: Vec::new(),
        hint: None,
        kind,
        required,
    }
}

/// Form, topics, audience, attendance, place, notes.
pub(crate) fn register() -> Register {
    let list = |id: &str| id.to_owned();
    let attendance = FieldKind::Number {
        unit: words("lượt người"),
        scale: 0,
        bound: true,
        min: 0,
        max: 1_000_000,
    };
    let fields = vec![
        field(
            "hinh-thuc",
            "Hình thức",
            FieldKind::Choice {
                list: list("hinh-thuc"),
            },
            true,
        ),
        field(
            "noi-dung",
            "Nội dung tuyên truyền",
            FieldKind::Choices {
                list: list("noi-dung"),
            },
            true,
        ),
        field(
            "nguoi-nghe",
            "Người nghe",
            FieldKind::Choices {
                list: list("nguoi-nghe"),
            },
            false,
        ),
        field("luot", "Số lượt người dự", attendance, true),
        field("dia-diem", "Địa điểm", FieldKind::Text { max: 200 }, false),
        field("ghi-chu", "Ghi chú", FieldKind::LongText { max: 2000 }, false),
    ];
    Register {
        id: "tuyen-truyen".to_owned(),
        title: words("Sổ tuyên truyền"),
        act: words("Ghi buổi tuyên truyền"),
        lead: words("Mỗi buổi một lần ghi."),
        section: "tuyen-truyen".to_owned(),
        icon: "loa".to_owned(),
        levels: vec![Level::Commune, Level::Group],
        fields,
        posts: Vec::new(),
        monthly: false,
        primary: Vec::new(),
        repeat: Vec::new(),
    }
}
