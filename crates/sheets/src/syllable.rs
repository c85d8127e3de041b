//! Tells whether a word is spelt as a Vietnamese syllable. That alone separates text from garble.

use unicode_normalization::UnicodeNormalization;

const ONSETS: [&str; 28] = [
    "ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h", "k",
    "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
];

// All rimes of the standard spelling, without tone, sorted for the search.
const RIMES: [&str; 166] = [
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "e", "ec", "em", "en",
    "eng", "eo", "ep", "et", "i", "ia", "ich", "im", "in", "inh", "ip", "it", "iu", "iêc", "iêm", "iên",
    "iêng", "iêp", "iêt", "iêu", "o", "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oao", "oap",
    "oat", "oay", "oc", "oe", "oem", "oen", "oeo", "oet", "oi", "om", "on", "ong", "ooc", "oong", "op", "ot",
    "oăc", "oăm", "oăn", "oăng", "oăt", "u", "ua", "uc", "ui", "um", "un", "ung", "up", "ut", "uy", "uya",
    "uych", "uyn", "uynh", "uyp", "uyt", "uyu", "uyên", "uyêt", "uân", "uâng", "uât", "uây", "uê", "uêch",
    "uênh", "uôc", "uôi", "uôm", "uôn", "uông", "uôt", "uơ", "y", "ych", "yn", "ynh", "yt", "yêm", "yên",
    "yêng", "yêt", "yêu", "âc", "âm", "ân", "âng", "âp", "ât", "âu", "ây", "ê", "êch", "êm", "ên", "ênh",
    "êp", "êt", "êu", "ô", "ôc", "ôi", "ôm", "ôn", "ông", "ôp", "ôt", "ăc", "ăk", "ăm", "ăn", "ăng", "ăp",
    "ăt", "ơ", "ơi", "ơm", "ơn", "ơp", "ơt", "ư", "ưa", "ưc", "ưi", "ưm", "ưn", "ưng", "ưt", "ưu", "ươc",
    "ươi", "ươm", "ươn", "ương", "ươp", "ươt", "ươu",
];

const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// Tells whether a word is a Vietnamese syllable: onset, rime, at most one tone, and one that its end allows.
pub(crate) fn is_syllable(word: &str) -> bool {
    // "nghiêng" is the longest spelling.
    if word.is_empty() || word.chars().count() > 9 {
        return false;
    }
    let mut tones = Vec::new();
    let rest: String = word
        .nfd()
        .filter(|c| {
            let tone = TONES.contains(c);
            if tone {
                tones.push(*c);
            }
            !tone
        })
        .nfc()
        .flat_map(char::to_lowercase)
        // Old keyboards wrote Ð (U+00D0) for Đ.
        .map(|c| if matches!(c, 'ð' | 'ɖ') { 'đ' } else { c })
        .collect();
    let is_stopped = rest.ends_with(['c', 'p', 't']) || rest.ends_with("ch");
    // A stopped syllable is sung high or low: "học", "tốt"; never "hòc". Without a tone it is a slip or a name.
    let fits = match tones[..] {
        [] => true,
        [tone] => !is_stopped || matches!(tone, '\u{301}' | '\u{323}'),
        _ => false,
    };
    fits && ONSETS
        .iter()
        .any(|onset| rest.strip_prefix(onset).is_some_and(is_rime))
}

fn is_rime(text: &str) -> bool {
    RIMES.binary_search(&text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rimes_are_sorted() {
        assert!(RIMES.is_sorted());
    }

    #[test]
    fn words_of_the_language_are_known() {
        let text = "Toàn dân bảo vệ an ninh Tổ quốc Phòng chống ma túy Đường Lê Hồng Phong Sinh hoạt tổ tuyên truyền \
            pháp luật nghiêng ngả giếng gìn giữ quyết khuya khuỷu xoong hòa hoà thuế loa người đường phương hướng \
            rượu cướp ướt xăng dầu Đắk Lắk ý kiến yêu giết què quýt quần chúng tuần tra khuyến khích uỷ ủy ban \
            doanh nghiệp thoát hiểm xoắn ngoằn ngoèo huỳnh huỵch luýnh quýnh khoảng mươi bưởi hưu trí gửi Ðình ðất Ɖồng";
        for word in text.split_whitespace() {
            assert!(is_syllable(word), "{word}");
        }
    }

    #[test]
    fn garble_and_other_tongues_are_not() {
        for word in [
            "phè2",
            "hòc",
            "tóy",
            "société",
            "où",
            "d©n",
            "daân",
            "ñöôøng",
            "được̣",
            "straße",
            "",
            "tổ_",
        ] {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
