//! VNI-Windows: a letter, and behind it a character for its marks; a few letters stand alone.

const GRAVE: char = '\u{300}';
const ACUTE: char = '\u{301}';
const TILDE: char = '\u{303}';
const HOOK: char = '\u{309}';
const DOT: char = '\u{323}';
const CIRCUMFLEX: char = '\u{302}';
const BREVE: char = '\u{306}';

/// Reads letters with the marks behind them; the result is not yet composed.
pub(super) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let letter = alone(c).unwrap_or(c);
        out.push(letter);
        // "ì" and the other letters that carry their tone take no mark.
        if let Some(marks) = chars.peek().and_then(|next| marks(letter, *next)) {
            out.extend(marks.into_iter().flatten());
            chars.next();
        }
    }
    out
}

fn alone(c: char) -> Option<char> {
    Some(match c {
        'ñ' => 'đ',
        'Ñ' => 'Đ',
        'ô' => 'ơ',
        'Ô' => 'Ơ',
        'ö' => 'ư',
        'Ö' => 'Ư',
        'æ' => 'ỉ',
        'Æ' => 'Ỉ',
        'ó' => 'ĩ',
        'Ó' => 'Ĩ',
        'ò' => 'ị',
        'Ò' => 'Ị',
        'î' => 'ỵ',
        'Î' => 'Ỵ',
        _ => return None,
    })
}

fn marks(letter: char, mark: char) -> Option<[Option<char>; 2]> {
    let tone = |t| Some([None, Some(t)]);
    let circumflex = |t| matches!(letter, 'a' | 'e' | 'o' | 'A' | 'E' | 'O').then_some([Some(CIRCUMFLEX), t]);
    let breve = |t| matches!(letter, 'a' | 'A').then_some([Some(BREVE), t]);
    if !matches!(
        letter,
        'a' | 'e' | 'o' | 'u' | 'y' | 'ơ' | 'ư' | 'A' | 'E' | 'O' | 'U' | 'Y' | 'Ơ' | 'Ư'
    ) {
        return None;
    }
    match mark {
        'ø' | 'Ø' => tone(GRAVE),
        'ù' | 'Ù' => tone(ACUTE),
        'û' | 'Û' => tone(HOOK),
        'õ' | 'Õ' => tone(TILDE),
        'ï' | 'Ï' => tone(DOT),
        'â' | 'Â' => circumflex(None),
        'à' | 'À' => circumflex(Some(GRAVE)),
        'á' | 'Á' => circumflex(Some(ACUTE)),
        'å' | 'Å' => circumflex(Some(HOOK)),
        'ã' | 'Ã' => circumflex(Some(TILDE)),
        'ä' | 'Ä' => circumflex(Some(DOT)),
        'ê' | 'Ê' => breve(None),
        'è' | 'È' => breve(Some(GRAVE)),
        'é' | 'É' => breve(Some(ACUTE)),
        'ú' | 'Ú' => breve(Some(HOOK)),
        'ü' | 'Ü' => breve(Some(TILDE)),
        'ë' | 'Ë' => breve(Some(DOT)),
        _ => None,
    }
}
