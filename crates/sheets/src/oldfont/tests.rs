use super::*;
use proptest::prelude::*;

const LETTERS: &str =
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ";

const PHRASES: [&str; 8] = [
    "Tổ dân phố",
    "Phòng, chống ma túy",
    "Đường Lê Hồng Phong",
    "Sinh hoạt tổ, tuyên truyền pháp luật",
    "Toàn dân bảo vệ an ninh Tổ quốc",
    "Mô hình “Camera an ninh” – 12 mắt, phường Diên Hồng (từ 9/2022)",
    "Nguyễn Thị Phượng và Đặng Ưng Hoàng",
    "Vận động 2.412 hộ ký cam kết; thu hồi 3 súng tự chế",
];

/// The encoder that typists' programs had: capitals with a tone fall to the small letter.
fn to_tcvn3(text: &str) -> String {
    let table: Vec<char> = tcvn3::decode(&('\u{a1}'..='\u{ff}').collect::<String>())
        .chars()
        .collect();
    let place = |c: char| {
        table
            .iter()
            .position(|l| *l == c)
            .and_then(|i| char::from_u32(0xa1 + i as u32))
    };
    let is_toneless_capital = |c: char| "ĂÂÊÔƠƯĐ".contains(c);
    text.nfc()
        .map(|c| match c {
            c if c.is_ascii() => c,
            c if is_toneless_capital(c) => place(c).unwrap_or(c),
            c => c.to_lowercase().next().and_then(place).unwrap_or(c),
        })
        .collect()
}

fn to_vni(text: &str) -> String {
    const ALONE: [(char, char); 7] = [
        ('đ', 'ñ'),
        ('ỉ', 'æ'),
        ('ĩ', 'ó'),
        ('ị', 'ò'),
        ('ỵ', 'î'),
        ('ơ', 'ô'),
        ('ư', 'ö'),
    ];
    const TONES: [(char, char, char, char); 5] = [
        ('\u{300}', 'ø', 'à', 'è'),
        ('\u{301}', 'ù', 'á', 'é'),
        ('\u{309}', 'û', 'å', 'ú'),
        ('\u{303}', 'õ', 'ã', 'ü'),
        ('\u{323}', 'ï', 'ä', 'ë'),
    ];
    let mut out = String::new();
    for c in text.nfc() {
        let small = c.to_lowercase().next().unwrap_or(c);
        let case = |x: char| {
            if c.is_uppercase() {
                x.to_uppercase().next().unwrap_or(x)
            } else {
                x
            }
        };
        if let Some((_, old)) = ALONE.iter().find(|(new, _)| *new == small) {
            out.push(case(*old));
            continue;
        }
        if small == 'ì' || small == 'í' || c.is_ascii() {
            out.push(c);
            continue;
        }
        let parts: Vec<char> = small.nfd().collect();
        let tone = TONES.iter().find(|t| parts.contains(&t.0));
        let base = match (parts[0], parts.contains(&'\u{31b}')) {
            ('o', true) => 'ô',
            ('u', true) => 'ö',
            (letter, _) => letter,
        };
        let mark = match (tone, parts.contains(&'\u{302}'), parts.contains(&'\u{306}')) {
            (None, true, _) => Some('â'),
            (None, _, true) => Some('ê'),
            (Some(t), true, _) => Some(t.2),
            (Some(t), _, true) => Some(t.3),
            (Some(t), false, false) => Some(t.1),
            (None, false, false) => None,
        };
        out.push(case(base));
        out.extend(mark.map(case));
    }
    out
}

#[test]
fn phrases_are_recognised_in_both() {
    for phrase in PHRASES {
        for (encoding, old) in [(OldFont::Tcvn3, to_tcvn3(phrase)), (OldFont::Vni, to_vni(phrase))] {
            assert_eq!(
                detect(&old),
                Some(Converted {
                    encoding,
                    text: phrase.to_owned()
                }),
                "{old}"
            );
        }
    }
}

#[test]
fn known_files_read_as_they_were_typed() {
    let cases = [
        ("Tæ d©n phè", "Tổ dân phố"),
        ("§\u{ad}êng Lª Hång Phong", "Đường Lê Hồng Phong"),
        ("Toå daân phoá", "Tổ dân phố"),
        ("Ñöôøng Leâ Hoàng Phong", "Đường Lê Hồng Phong"),
        ("Phßng, chèng ma tóy", "Phòng, chống ma túy"),
        ("TUYEÂN TRUYEÀN PHAÙP LUAÄT", "TUYÊN TRUYỀN PHÁP LUẬT"),
    ];
    for (old, new) in cases {
        assert_eq!(detect(old).map(|c| c.text).as_deref(), Some(new), "{old}");
    }
}

#[test]
fn whole_alphabets_convert() {
    let upper = LETTERS.to_uppercase();
    assert_eq!(decode(&to_tcvn3(LETTERS), OldFont::Tcvn3), LETTERS);
    assert_eq!(decode(&to_vni(LETTERS), OldFont::Vni), LETTERS);
    assert_eq!(decode(&to_vni(&upper), OldFont::Vni), upper);
    assert_eq!(decode(&to_tcvn3(&upper), OldFont::Tcvn3), upper);
}

#[test]
fn tcvn3_capitals_come_back_from_their_neighbours() {
    for text in [
        "TỔ DÂN PHỐ",
        "CÔNG AN PHƯỜNG – Y TẾ CƠ SỞ",
        "UBND Tỉnh giao Tổ dân phố",
        "SỔ TUYÊN TRUYỀN PHÁP LUẬT",
    ] {
        assert_eq!(detect(&to_tcvn3(text)).map(|c| c.text).as_deref(), Some(text));
    }
}

#[test]
fn unicode_and_other_languages_are_left_alone() {
    let texts = [
        "Bà Hà có con cá, là cô giáo xã Đông",
        "xã và cán bộ",
        "Cà phê, xà phòng, cây tràm, quán xá",
        "Société générale des eaux à Hanoï, où l’été est très chaud; déjà vu, Noël, garçon, Thaï",
        "L'Hôtel de Ville où logent les élèves français a été rénové en août",
        "Café naïve résumé façade: 20 °C, 5 µm ± ½, £5, «quoted», © 2024 Acme® · ¶ 7",
        "Größe und Maß der Straße über München",
        "El señor añade canción y corazón",
        "plain English text, nothing else",
        "UBND",
        "",
        "\u{ad}\u{ad}\u{ad}",
    ];
    for text in texts {
        assert_eq!(detect(text), None, "{text}");
        let nfd: String = text.nfd().collect();
        assert_eq!(detect(&nfd), None, "{text} taken apart");
    }
    for phrase in PHRASES {
        assert_eq!(detect(phrase), None, "{phrase}");
    }
}

#[test]
fn one_word_proves_nothing_and_a_column_does() {
    assert_eq!(detect("Tæ 5"), None);
    assert_eq!(
        detect_many(["Tæ 5", "X· 1", "Ph\u{ad}êng 3"]),
        Some(OldFont::Tcvn3)
    );
    assert_eq!(
        detect_many(["Tổ 5", "Toå 5", "Phöôøng 3", "xã"]),
        Some(OldFont::Vni)
    );
}

#[test]
fn unicode_cells_of_a_mixed_sheet_stay() {
    for phrase in PHRASES.iter().chain(&["Bà Hà ở xã Đông", "UBND"]) {
        assert_eq!(convert(phrase, OldFont::Tcvn3), *phrase);
        assert_eq!(convert(phrase, OldFont::Vni), *phrase);
    }
}

#[test]
fn unicode_whose_letters_lie_in_latin_1_is_never_converted() {
    let texts = [
        "Hòa Bình",
        "Cà Mau",
        "Quán Hà",
        "Bà Hà có con cá",
        "xã",
        "Ðình làng",
        "Cô Sáu",
        "THÁNG BA",
        "hòan tòan",
    ];
    for text in texts {
        for font in [OldFont::Tcvn3, OldFont::Vni] {
            assert_eq!(convert(text, font), *text, "{font:?}");
        }
    }
}

#[test]
fn one_sheet_may_hold_an_old_font_beside_unicode() {
    let sheet = [
        "nhµ v¨n hãa tæ d©n phè ba, ®\u{ad}êng lín",
        "bµ con dù ®«ng ®ñ, phÊn khëi",
        "Cà Mau",
        "Hòa Bình",
        "Quán Hà",
        "Hội trường tổ 3",
        "Bình Hòa",
        "Bà Hà có con cá",
        "là cô giáo",
        "xã và cán bộ",
        "già làng",
    ];
    assert_eq!(detect_many(sheet), Some(OldFont::Tcvn3));
    let read: Vec<String> = sheet.iter().map(|t| convert(t, OldFont::Tcvn3)).collect();
    assert_eq!(read[0], "nhà văn hóa tổ dân phố ba, đường lớn");
    assert_eq!(read[1], "bà con dự đông đủ, phấn khởi");
    assert_eq!(read[2..], sheet[2..]);
}

#[test]
fn a_text_that_holds_both_is_read_word_by_word() {
    for (found, read) in [
        ("Hòa Bình: nhµ v¨n hãa", "Hòa Bình: nhà văn hóa"),
        ("nhµ v¨n hãa Hòa Bình", "nhà văn hóa Hòa Bình"),
    ] {
        assert_eq!(convert(found, OldFont::Tcvn3), read);
    }
}

#[test]
fn what_is_vietnamese_either_way_is_kept_and_told() {
    // "dù" is "dự" in TCVN3.
    assert_eq!(reading("dù", OldFont::Tcvn3), Reading::Unsure("dự".to_owned()));
    assert_eq!(
        reading("Tæ 5", OldFont::Tcvn3),
        Reading::Better("Tổ 5".to_owned())
    );
    for text in ["Hòa Bình", "Tổ 5", "plain", "", "£", "Société générale"] {
        assert_eq!(reading(text, OldFont::Tcvn3), Reading::AsFound, "{text}");
    }
}

#[test]
fn no_syllable_typed_in_unicode_is_taken_for_an_old_font() {
    // Letters of Latin-1 alone are the hard case: nothing but the spelling tells.
    let letters: Vec<char> = "àáâãèéêìíòóôõùúý".chars().collect();
    for onset in [
        "", "b", "c", "d", "h", "kh", "l", "m", "nh", "ph", "t", "th", "tr", "v", "x",
    ] {
        let text: Vec<String> = letters.iter().map(|l| format!("{onset}{l}")).collect();
        assert_eq!(detect(&text.join(" ")), None, "{text:?}");
    }
}

fn word() -> impl Strategy<Value = String> {
    let words = "đường phường tổ dân phố tuyên truyền pháp luật phòng chống ma túy người hộ gia đình cam kết trật tự \
        bảo vệ tổ quốc lượt buổi họp khu dân cư thôn bản ấp cảnh sát nguyễn lê trần phạm hoàng đặng bùi đỗ hồ ngô \
        dương lý vũ võ thiếu niên học sinh nhà trường tiếng kẻng loa camera an ninh giỗ tết quỹ sẵn sàng cứu nạn"
        .split_whitespace()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    (proptest::sample::select(words), any::<bool>()).prop_map(|(word, capital)| {
        let mut chars = word.chars();
        match (capital, chars.next()) {
            // TCVN3 keeps a capital only without tone.
            (true, Some(first)) if first.is_ascii() || first == 'đ' => {
                first.to_uppercase().chain(chars).collect()
            }
            _ => word,
        }
    })
}

proptest! {
    #[test]
    fn sentences_come_back(words in proptest::collection::vec(word(), 0..9), mark in "[,.;:!?/ ]?") {
        let text = format!("đường phố {}{mark} lượt", words.join(" "));
        for (encoding, old) in [(OldFont::Tcvn3, to_tcvn3(&text)), (OldFont::Vni, to_vni(&text))] {
            prop_assert_eq!(detect(&old), Some(Converted { encoding, text: text.clone() }));
        }
        prop_assert_eq!(detect(&text), None);
    }

    #[test]
    fn nothing_panics(text in "[\u{0}-\u{ff}\u{2013}ắ]{0,40}") {
        let _ = detect(&text);
        let _ = (convert(&text, OldFont::Tcvn3), convert(&text, OldFont::Vni));
    }
}
