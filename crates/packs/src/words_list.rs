//! The sentences, one row for each kind of mistake.

use crate::mistake::MistakeKind::{self, *};
use crate::words::meant;

/// Each as (Vietnamese, English).
pub(crate) struct Sentences {
    pub(crate) what: (String, String),
    pub(crate) hint: (String, String),
}

macro_rules! say {
    ($vi:literal, $en:literal; $hint_vi:literal, $hint_en:literal) => {
        Sentences {
            what: (format!($vi), format!($en)),
            hint: (format!($hint_vi), format!($hint_en)),
        }
    };
    ($vi:literal, $en:literal; $hint:expr) => {
        Sentences {
            what: (format!($vi), format!($en)),
            hint: $hint,
        }
    };
}

/// What is said about a mistake.
pub(crate) fn sentences(kind: &MistakeKind) -> Sentences {
    match kind {
        Unreadable { reason } => say!("Không đọc được: {reason}.", "It cannot be read: {reason}.";
            "Kiểm tra đường dẫn và quyền đọc.", "Check the path and the right to read it."),
        NotUtf8 => say!("Tệp không phải UTF-8.", "The file is not UTF-8.";
            "Lưu lại tệp với bảng mã UTF-8.", "Save the file as UTF-8."),
        FileTooLarge { max } => say!("Tệp lớn hơn {max} byte.", "The file is larger than {max} bytes.";
            "Chia thành nhiều tệp.", "Split it into several files."),
        TooManyFiles { max } => say!("Gói có hơn {max} tệp.", "The pack has more than {max} files.";
            "Gộp bớt tệp.", "Join some of them."),
        PackTooLarge { max } => {
            say!("Các tệp của gói có hơn {max} byte.", "The files of the pack have more than {max} bytes.";
            "Bỏ bớt những gì không dùng.", "Remove what is not used.")
        }
        TooManyItems { key, max } => say!("“{key}” có hơn {max} mục.", "“{key}” has more than {max} items.";
            "Chia thành nhiều danh mục.", "Split it into several lists."),
        NoPackFile => say!("Thiếu tệp pack.toml.", "There is no pack.toml.";
            "Tạo pack.toml với bảng [pack].", "Create pack.toml with a [pack] table."),
        Syntax { message } => say!("Không đúng cú pháp TOML: {message}.", "This is not TOML: {message}.";
            "Xem dòng này và dòng ngay trước; thường thiếu ngoặc kép hoặc dấu phẩy.",
            "Look at this line and the one before; often a quote or a comma is missing."),
        UnknownKey { key, near } => {
            say!("Không có khóa nào tên “{key}” ở đây.", "Nothing here is called “{key}”.";
            meant(near, "Bỏ dòng này, hoặc xem bảng các khóa.", "Remove the line, or see the table of keys."))
        }
        KeyNotHere { key, kind } => {
            say!("“{key}” không dùng với loại “{kind}”.", "“{key}” does not go with “{kind}”.";
            "Bỏ dòng này, hoặc đổi loại.", "Remove the line, or change the kind.")
        }
        MissingKey { key } => say!("Thiếu “{key}”.", "“{key}” is missing.";
            "Thêm dòng “{key} = …”.", "Add a line “{key} = …”."),
        WrongType { key, expected } => {
            let (vi, en) = expected.words();
            say!("“{key}” phải là {vi}.", "“{key}” must be {en}."; "Viết lại giá trị.", "Write the value anew.")
        }
        MissingTranslation { key, language } => say!("“{key}” thiếu lời bằng “{language}”.",
            "“{key}” lacks words in “{language}”.";
            "Viết {key} = {{ vi = \"…\", en = \"…\" }}.", "Write {key} = {{ vi = \"…\", en = \"…\" }}."),
        TooLong { key, max } => {
            say!("“{key}” dài hơn {max} chữ cái.", "“{key}” is longer than {max} letters.";
            "Rút ngắn lại.", "Shorten it.")
        }
        BadId { key, given } => say!("“{key}” không thể là “{given}”.", "“{key}” cannot be “{given}”.";
            "Mã chỉ gồm a–z, 0–9 và dấu gạch nối, nhiều nhất 40 ký tự.",
            "A code has a–z, 0–9 and hyphens only, at most 40."),
        BadNumber { key, given, scale } => {
            say!("“{key}” không thể là {given}.", "“{key}” cannot be {given}.";
            "Viết một số có nhiều nhất {scale} chữ số lẻ, dấu chấm trước phần lẻ.",
            "Write a number with at most {scale} decimals after a point.")
        }
        BadDate { key, given } => {
            say!("“{key}” không phải một ngày: “{given}”.", "“{key}” is not a day: “{given}”.";
            "Viết như 2026-11-01.", "Write it like 2026-11-01.")
        }
        BadMonthDay { key, given } => say!("“{key}” không phải tháng và ngày: “{given}”.",
            "“{key}” is not a month and a day: “{given}”.";
            "Viết tháng trước ngày, ví dụ \"11-01\".", "Write the month before the day, such as \"11-01\"."),
        BadChoice {
            key,
            given,
            choices,
            near,
        } => {
            let all = choices.join(", ");
            say!("“{key}” không thể là “{given}”.", "“{key}” cannot be “{given}”.";
                meant(near, &format!("Chọn một trong: {all}."), &format!("Choose one of: {all}.")))
        }
        Duplicate { what, id, file, line } => {
            let (vi, en) = (what.name("vi"), what.name("en"));
            say!("Đã có {vi} “{id}” ở {file}:{line}.", "There is a {en} “{id}” at {file}:{line} already.";
                "Đặt mã khác, hoặc bỏ một trong hai.", "Give it another code, or remove one of them.")
        }
        Unknown { what, id, near } => {
            let (vi, en) = (what.name("vi"), what.name("en"));
            say!("Không có {vi} nào là “{id}”.", "There is no {en} “{id}”.";
                meant(near, &format!("Khai báo {vi} này, hoặc sửa mã."), &format!("Define the {en}, or correct the code.")))
        }
        other => rules(other),
    }
}

/// What is said about rules that hold between parts of a pack.
fn rules(kind: &MistakeKind) -> Sentences {
    match kind {
        ScaleTooLarge { scale } => {
            say!("Không thể có {scale} chữ số lẻ.", "There cannot be {scale} decimals.";
            "Chọn từ 0 đến 6.", "Choose 0 to 6.")
        }
        EndsBeforeStart => say!("Kết thúc trước khi bắt đầu.", "It ends before it begins.";
            "Sửa một trong hai ngày.", "Correct one of the two days."),
        EmptyList { id } => say!("Danh mục “{id}” không có mục nào.", "The list “{id}” has no item.";
            "Thêm ít nhất một [[list.item]].", "Add at least one [[list.item]]."),
        SameTitle { id, other } => say!("Mục “{id}” có tên trùng với mục “{other}”.",
            "Item “{id}” reads like item “{other}”.";
            "Đặt tên khác: bảng tính nhập vào tìm mục theo tên, không phân biệt dấu và hoa thường.",
            "Give it another name: sheets find items by name, whatever the marks and capitals."),
        ReservedField { id } => say!("Biểu mẫu đã dùng tên “{id}”.", "The form itself uses the name “{id}”.";
            "Đặt mã khác cho câu hỏi.", "Give the field another code."),
        NoLevels => say!("Không cấp nào ghi được sổ này.", "No level can write into this register.";
            "Viết levels = [\"group\", \"commune\"].", "Write levels = [\"group\", \"commune\"]."),
        MinAboveMax => say!("Số nhỏ nhất lớn hơn số lớn nhất.", "The smallest is above the largest.";
            "Sửa min hoặc max.", "Correct min or max."),
        PartCycle { code } => {
            say!("Chỉ số “{code}” là một phần của chính nó.", "Measure “{code}” is a part of itself.";
            "Bỏ một part_of trong vòng.", "Remove one part_of of the circle.")
        }
        PartUnlike { code, whole, why } => {
            let (vi, en) = why.words();
            say!("“{code}” không thể là một phần của “{whole}”: khác {vi}.",
                "“{code}” cannot be a part of “{whole}”: another {en}.";
                "Phần và tổng phải cùng unit, scale và kind.", "A part has the unit, scale and kind of its whole.")
        }
        PartPerItem => {
            say!("Chỉ số theo từng mục không thể là một phần.", "A measure for each item cannot be a part.";
            "Bỏ part_of: một lần ghi có thể có nhiều mục, cộng lại lớn hơn tổng.",
            "Remove part_of: an entry may have several items, which add up to more than the whole.")
        }
        UnitsAreStock => say!("Chỉ số đếm đơn vị phải là số hiện có, không có phần lẻ và không theo mục.",
            "A measure that counts units is a stock without decimals and not for each item.";
            "Viết kind = \"stock\", bỏ scale và per.", "Write kind = \"stock\" and remove scale and per."),
        PostNeedsAmount => {
            say!("Cần đúng một trong hai: amount hoặc field.", "Either amount or field is needed, not both.";
            "Viết amount = 1, hoặc field = \"mã câu hỏi\".", "Write amount = 1, or field = \"code of a field\".")
        }
        PostOfZero => say!("amount phải lớn hơn 0.", "amount must be above 0.";
            "Để trừ bớt số hiện có, viết sign = -1.", "To take away from a stock, write sign = -1."),
        PostNotANumber { field } => {
            say!("Câu hỏi “{field}” không trả lời bằng số.", "Field “{field}” is no number.";
            "Chọn câu hỏi loại number hoặc share.", "Choose a field of kind number or share.")
        }
        PostUnlike { field, measure, why } => {
            let (vi, en) = why.words();
            say!("Câu hỏi “{field}” và chỉ số “{measure}” khác {vi}.", "Field “{field}” and measure “{measure}” differ in {en}.";
                "Những thứ khác nhau không cộng được: viết cùng unit và scale ở cả hai nơi.",
                "Unlike things never add: write the same unit and scale in both places.")
        }
        PostFixedShare { measure } => {
            say!("“{measure}” là tỷ lệ, không có số cố định.", "“{measure}” is a share: it has no fixed amount.";
            "Dùng field với câu hỏi loại share.", "Use field with a field of kind share.")
        }
        PostNeedsPer { measure, list } => {
            say!("“{measure}” đếm theo từng mục của “{list}”.", "“{measure}” counts each item of “{list}”.";
            "Thêm per = \"mã câu hỏi chọn từ danh mục đó\".", "Add per = \"code of the field that chooses from that list\".")
        }
        PostNotPerItem { measure } => {
            say!("“{measure}” không đếm theo từng mục.", "“{measure}” does not count items one by one.";
            "Bỏ per ở đây, hoặc thêm per = \"mã danh mục\" vào chỉ số.",
            "Remove per here, or add per = \"code of a list\" to the measure.")
        }
        PerNotAChoice { field } => {
            say!("Câu hỏi “{field}” không chọn từ danh mục.", "Field “{field}” does not choose from a list.";
            "per cần câu hỏi loại choice hoặc choices.", "per needs a field of kind choice or choices.")
        }
        PerOtherList {
            field,
            list,
            expected,
        } => say!("Câu hỏi “{field}” chọn từ “{list}”, chỉ số đếm theo “{expected}”.",
            "Field “{field}” chooses from “{list}”, the measure counts “{expected}”.";
            "Dùng cùng một danh mục.", "Use the same list."),
        NeedsStock { key, measure } => say!("“{key}” chỉ dùng với số hiện có; “{measure}” thì không phải.",
            "“{key}” goes with a stock only; “{measure}” is none.";
            "Bỏ dòng này, hoặc dùng một chỉ số kind = \"stock\".", "Remove the line, or use a measure with kind = \"stock\"."),
        LevelAndSign => say!("Không thể vừa đặt mức vừa trừ.", "It cannot set a level and take away.";
            "Bỏ level hoặc sign.", "Remove level or sign."),
        BadSign => {
            say!("sign phải là 1 hoặc -1.", "sign must be 1 or -1."; "Sửa lại, hoặc bỏ đi.", "Correct it, or remove it.")
        }
        PostsToUnits { measure } => {
            say!("“{measure}” đếm đơn vị, sổ không ghi vào đó.", "“{measure}” counts units; no register posts to it.";
            "Chọn chỉ số khác.", "Choose another measure.")
        }
        ConditionNotAChoice { field } => {
            say!("Câu hỏi “{field}” không dùng được cho when.", "Field “{field}” cannot be used for when.";
            "Dùng câu hỏi loại choice, choices hoặc yes-no.", "Use a field of kind choice, choices or yes-no.")
        }
        ConditionValue { field, value, near } => {
            say!("Câu hỏi “{field}” không có trả lời “{value}”.", "Field “{field}” has no answer “{value}”.";
            meant(near, "Dùng mã của mục trong danh mục.", "Use the code of an item of its list."))
        }
        other => formulas(other),
    }
}

/// What is said about formulas of indicators.
fn formulas(kind: &MistakeKind) -> Sentences {
    match kind {
        FormulaSyntax { column, message } => {
            say!("Công thức sai cú pháp ở ký tự {column}: {message}.", "The formula is not CEL at letter {column}: {message}.";
            "Viết như hoa_giai_thanh / hoa_giai: mã chỉ số với _ thay cho -, và + - * / ( ).",
            "Write it like hoa_giai_thanh / hoa_giai: codes of measures with _ for -, and + - * / ( ).")
        }
        FormulaNotAllowed { what } => {
            say!("Công thức không dùng được “{what}”.", "A formula may not use “{what}”.";
            "Chỉ dùng số, mã chỉ số, + - * /, so sánh, && || !, a ? b : c, before(…), start(…), recorded(…).",
            "Use numbers, codes of measures, + - * /, comparisons, && || !, a ? b : c, before(…), start(…), recorded(…).")
        }
        FormulaUnlike { one, other } => say!("Công thức cộng hoặc so sánh “{one}” với “{other}”.",
            "The formula adds or compares “{one}” with “{other}”.";
            "Những thứ khác đơn vị tính không cộng, không so được; chia thì được.",
            "Things with unlike units of count never add or compare; they may divide."),
        FormulaNotANumber => {
            say!("Chỗ cần số lại là điều kiện.", "A condition stands where a number is needed.";
            "Viết điều kiện ? số : số.", "Write condition ? number : number.")
        }
        FormulaNotACondition => {
            say!("Chỗ cần điều kiện lại là số.", "A number stands where a condition is needed.";
            "So sánh nó, ví dụ ho > 0.", "Compare it, such as ho > 0.")
        }
        FormulaDividesByZero => say!("Công thức chia cho 0.", "The formula divides by zero.";
            "Sửa mẫu số.", "Correct the divisor."),
        FormulaOfShare { measure } => say!("“{measure}” là tỷ lệ được nêu, không tính tiếp được.",
            "“{measure}” is a stated share: nothing is computed from it.";
            "Dùng chỉ số đếm được.", "Use measures that are counted."),
        FilingNeedsOne => {
            say!("Cần đúng một trong hai: every hoặc window.", "Either every or window is needed, not both.";
            "Viết every = \"month\", hoặc window = \"mã kỳ\".", "Write every = \"month\", or window = \"code of a window\".")
        }
        PartNeedsOne { id } => {
            say!("Đoạn “{id}” cần đúng một trong: heading, basis, text, ask, table, chart, annex.",
            "Part “{id}” needs exactly one of: heading, basis, text, ask, table, chart, annex.";
            "Giữ một, hoặc tách thành nhiều đoạn.", "Keep one, or make several parts.")
        }
        TableNeedsOne => say!("Bảng cần đúng một trong hai: section hoặc measures.",
            "A table needs either section or measures, not both.";
            "Viết section = \"mã phần\", hoặc measures = [\"mã chỉ số\"].",
            "Write section = \"code of a section\", or measures = [\"code\"]."),
        TableTooWide { max } => {
            say!("Bảng theo đơn vị, tháng, năm nêu tên nhiều nhất {max} chỉ số và không so cùng kỳ.",
            "A table by units, months or years names at most {max} measures and does not compare.";
            "Bớt chỉ số, bỏ compare, hoặc tách bảng.", "Name fewer, drop compare, or make two tables.")
        }
        NarrativeSyntax { message } => {
            say!("Mẫu câu viết chưa đúng: {message}.", "The template is not well-formed: {message}.";
            "Kiểm tra {{{{ }}}}, {{% if %}} … {{% endif %}}.", "Look at {{{{ }}}}, {{% if %}} … {{% endif %}}.")
        }
        NarrativeAspect { name, near } => {
            let (vi, en) = meant(
                near,
                "Xem bảng trong hướng dẫn viết gói.",
                "See the table in the author's guide.",
            );
            say!("Không hỏi được “{name}”.", "“{name}” can not be asked for."; "{vi}", "{en}")
        }
        NarrativeUnguarded { name } => say!("Mẫu câu viết ra “{name}” cả khi chưa ghi.",
            "The template writes “{name}” even when nothing is recorded.";
            "Đặt trong {{% if %}} … {{% else %}} câu khi không có {{% endif %}}.",
            "Put it into {{% if %}} … {{% else %}} a sentence for nothing {{% endif %}}."),
        NarrativeFails { message } => {
            say!("Mẫu câu không chạy được: {message}.", "The template fails: {message}.";
            "Chỉ dùng if, for, set và những tên trong hướng dẫn.", "Use if, for, set and the names of the guide only.")
        }
        TwoTargets => {
            say!("Chỉ tiêu có cả at_least và at_most.", "The indicator has both at_least and at_most.";
            "Giữ một.", "Keep one of them.")
        }
        other => versions(other),
    }
}

/// What is said about overlays, versions and cases.
fn versions(kind: &MistakeKind) -> Sentences {
    match kind {
        UnknownBase { id } => say!("Không tìm thấy gói gốc “{id}”.", "The base pack “{id}” is not there.";
            "Đặt gói gốc bên cạnh, trong thư mục cùng tên với mã của nó, và trước lớp phủ.",
            "Put the base beside it, in a folder named like its id, and before the overlay."),
        NotAnOverlay => say!("Gói này không phủ lên gói nào.", "This pack is laid over nothing.";
            "Thêm extends = \"mã gói gốc\".", "Add extends = \"id of the base\"."),
        AlreadyInBase { what, id } => {
            let (vi, en) = (what.name("vi"), what.name("en"));
            say!("Gói gốc đã có {vi} “{id}”.", "The base has a {en} “{id}” already.";
                "Lớp phủ chỉ thêm, hoặc đóng một mục bằng until. Muốn thêm vào danh mục, sổ có sẵn thì chỉ viết id.",
                "An overlay adds, or closes an item with until. To add to a list or register of the base, write its id only.")
        }
        MeasureChanged { code, why } => {
            let (vi, en) = why.words();
            say!("Chỉ số “{code}” đổi {vi}.", "Measure “{code}” changes its {en}.";
                "Mã đã dùng không đổi cách đếm: khai báo một mã mới.", "A code once used keeps what it counts: define a new code.")
        }
        FieldChanged { register, field } => {
            say!("Câu hỏi “{field}” của sổ “{register}” đổi loại, đơn vị hoặc danh mục.",
            "Field “{field}” of register “{register}” changes its kind, unit or list.";
            "Giữ câu hỏi cũ, thêm câu hỏi mới với mã khác.", "Keep the old field and add a new one with another code.")
        }
        Removed { what, id } => {
            let (vi, en) = (what.name("vi"), what.name("en"));
            say!("Không còn {vi} “{id}”.", "The {en} “{id}” is gone.";
                "Sổ cũ vẫn cần nó. Giữ lại; mục thôi dùng thì đặt until.",
                "Old entries need it. Keep it; close an item with until.")
        }
        OtherPack { old, new } => {
            say!("“{new}” không phải bản mới của “{old}”.", "“{new}” is no version of “{old}”.";
            "Giữ nguyên id của gói.", "Keep the id of the pack.")
        }
        CaseNeedsOne => {
            say!("Ví dụ phải nói ghi gì hoặc sai gì.", "A case says what is posted or what is wrong.";
            "Viết [[case.posting]] hoặc [[case.mistake]], không cả hai; không ghi gì thì posting = [].",
            "Write [[case.posting]] or [[case.mistake]], not both; for nothing at all, posting = [].")
        }
        CaseFailed {
            name,
            expected,
            found,
        } => say!("Ví dụ “{name}” cho ra: {found}.", "Case “{name}” gave: {found}.";
            "Ví dụ nói: {expected}. Sửa ví dụ hoặc sửa gói.", "The case says: {expected}. Correct the case or the pack."),
        // `sentences` and `rules` have told all others.
        _ => say!("Có lỗi.", "Something is wrong."; "Xem dòng này.", "Look at this line."),
    }
}
