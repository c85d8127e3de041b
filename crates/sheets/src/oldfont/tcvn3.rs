//! TCVN 5712:1993 as the ABC fonts use it: one character for each letter.

// From U+00A1 on. "." keeps what Latin-1 has: 0xB0 to 0xB4 were combining tones and show as °±²³´ in these fonts.
// Capitals with a tone stand in the standard but in few fonts; .VnTimeH shows the small letters as capitals.
const FROM_A1: &str =
    "ĂÂÊÔƠƯĐăâêôơưđẰ.....àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ";

/// Reads each character; the result has as many characters as the text.
pub(super) fn decode(text: &str) -> String {
    let table: Vec<char> = FROM_A1.chars().collect();
    text.chars().map(|c| letter(&table, c).unwrap_or(c)).collect()
}

fn letter(table: &[char], c: char) -> Option<char> {
    let place = u32::from(c).checked_sub(0xa1)?;
    table.get(place as usize).copied().filter(|l| *l != '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_fills_the_upper_half() {
        assert_eq!(FROM_A1.chars().count(), 0x100 - 0xa1);
        assert_eq!(
            decode("\u{a1}\u{ad}\u{ae}\u{b5}\u{c6}\u{d6}\u{ff}"),
            "Ăưđàặệ\u{1ed0}"
        );
    }
}
