//! A small register with every kind of field, for tests and runs with odd input. Packs define the real ones.

use dienhong_domain::packs::{Field, FieldKind, Register, Words};
use dienhong_domain::units::Level;

fn words(vi: &str, en: &str) -> Words {
    Words {
        vi: vi.to_owned(),
        en: en.to_owned(),
    }
}

fn field(id: &str, label: Words, kind: FieldKind, required: bool) -> Field {
    Field {
        id: id.to_owned(),
        label,
        formerly: Vec::new(),
        hint: None,
        kind,
        required,
    }
}

/// A register of outreach sessions.
pub(crate) fn register() -> Register {
    let number = |unit: Words, scale, bound| FieldKind::Number {
        unit,
        scale,
        bound,
        min: 0,
        max: 1_000_000,
    };
    let list = || "noi-dung".to_owned();
    let fields = vec![
        field(
            "luot",
            words("Số người dự", "Attendance"),
            number(words("lượt người", "attendances"), 0, true),
            true,
        ),
        field(
            "nguoi",
            words("Số cán bộ", "Officers"),
            number(words("người", "people"), 0, false),
            false,
        ),
        field(
            "dai",
            words("Chiều dài tuyến đường", "Length of road"),
            number(words("km", "km"), 3, false),
            false,
        ),
        field(
            "ti-le",
            words("Tỉ lệ hộ ký cam kết", "Share of households"),
            FieldKind::Share,
            false,
        ),
        field(
            "chu-tri",
            words("Người chủ trì", "Chair"),
            FieldKind::Text { max: 80 },
            false,
        ),
        field(
            "ghi-chu",
            words("Ghi chú", "Notes"),
            FieldKind::LongText { max: 2000 },
            false,
        ),
        field(
            "hinh-thuc",
            words("Hình thức", "Form"),
            FieldKind::Choice { list: list() },
            true,
        ),
        field(
            "noi-dung",
            words("Nội dung", "Topics"),
            FieldKind::Choices { list: list() },
            false,
        ),
        field(
            "loa",
            words("Có dùng loa", "With loudspeaker"),
            FieldKind::YesNo,
            false,
        ),
        field("hen", words("Ngày hẹn lại", "Next date"), FieldKind::Date, false),
        field("anh", words("Ảnh", "Photos"), FieldKind::Photos { max: 5 }, false),
    ];
    Register {
        id: "tuyen-truyen".to_owned(),
        title: words("Sổ tuyên truyền", "Outreach"),
        act: words("Ghi buổi tuyên truyền", "Record a session"),
        lead: words(
            "Mỗi buổi tuyên truyền là một lần ghi.",
            "Each session is one entry.",
        ),
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
