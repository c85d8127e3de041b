//! Writes a calendar as iCalendar (RFC 5545): events of whole days.

use dienhong_domain::time::Day;
use uuid::Uuid;

/// An event of a whole day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its identity, the same as long as it is the same event.
    pub uid: Uuid,
    /// The day.
    pub day: Day,
    /// What is shown.
    pub summary: String,
}

/// Most octets of a line without its end (RFC 5545, section 3.1).
const LINE_MAX: usize = 75;

/// Writes a calendar with a name. Each event links to `home`, the start page of the installation; `today` is the day on which
/// it is written.
pub fn write_calendar(name: &str, home: &str, events: &[Event], today: Day) -> String {
    let mut text = String::new();
    let name = escaped(name);
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Dien Hong//dienhong//VI",
        "CALSCALE:GREGORIAN",
        &format!("NAME:{name}"),
        &format!("X-WR-CALNAME:{name}"),
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        // A calendar without any component is not valid, and days without events are common.
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Ho_Chi_Minh",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0700",
        "TZOFFSETTO:+0700",
        "END:STANDARD",
        "END:VTIMEZONE",
    ] {
        put(&mut text, line);
    }
    for event in events {
        for line in [
            "BEGIN:VEVENT",
            &format!("UID:{}", event.uid),
            &format!("DTSTAMP:{}T000000Z", digits(today)),
            &format!("DTSTART;VALUE=DATE:{}", digits(event.day)),
            &format!("SUMMARY:{}", escaped(&event.summary)),
            &format!("URL:{home}"),
            "TRANSP:TRANSPARENT",
            "CLASS:PRIVATE",
            "END:VEVENT",
        ] {
            put(&mut text, line);
        }
    }
    put(&mut text, "END:VCALENDAR");
    text
}

/// A day as eight digits.
fn digits(day: Day) -> String {
    format!("{:08}", day.number())
}

/// A text as the value of a property.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => {
                value.push('\\');
                value.push(letter);
            }
            '\n' => value.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => value.push(letter),
        }
    }
    value
}

/// Puts a line, folded so that none has more than [`LINE_MAX`] octets and no letter is split.
fn put(text: &mut String, line: &str) {
    let mut room = LINE_MAX;
    for letter in line.chars() {
        let size = letter.len_utf8();
        if size > room {
            text.push_str("\r\n ");
            room = LINE_MAX - 1;
        }
        text.push(letter);
        room -= size;
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The lines as a reader joins them again.
    fn unfolded(text: &str) -> Vec<String> {
        let joined = text.replace("\r\n ", "");
        joined
            .strip_suffix("\r\n")
            .expect("a last line end")
            .split("\r\n")
            .map(str::to_owned)
            .collect()
    }

    fn unescaped(value: &str) -> String {
        let mut text = String::new();
        let mut letters = value.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => match letters.next() {
                    Some('n') => text.push('\n'),
                    other => text.extend(other),
                },
                letter => text.push(letter),
            }
        }
        text
    }

    fn day(month: u32, day: u32) -> Day {
        Day::new(2026, month, day).expect("a day")
    }

    fn event(summary: &str) -> Event {
        Event {
            uid: Uuid::from_u128(7),
            day: day(12, 5),
            summary: summary.to_owned(),
        }
    }

    #[test]
    fn an_event_says_its_words_and_its_day() {
        let text = write_calendar(
            "Lịch nhắc việc",
            "https://phuong.example/",
            &[event("Khóa số liệu: Phường Diên Hồng")],
            day(11, 30),
        );
        let lines = unfolded(&text);
        for line in [
            "X-WR-CALNAME:Lịch nhắc việc",
            "UID:00000000-0000-0000-0000-000000000007",
            "DTSTAMP:20261130T000000Z",
            "DTSTART;VALUE=DATE:20261205",
            "SUMMARY:Khóa số liệu: Phường Diên Hồng",
            "URL:https://phuong.example/",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line} is not in {text}");
        }
        assert_eq!(lines.first().map(String::as_str), Some("BEGIN:VCALENDAR"));
        assert_eq!(lines.last().map(String::as_str), Some("END:VCALENDAR"));
    }

    #[test]
    fn a_calendar_without_events_is_one_with_a_component() {
        let lines = unfolded(&write_calendar("Lịch", "https://phuong.example/", &[], day(1, 1)));
        assert!(lines.iter().any(|l| l == "BEGIN:VTIMEZONE"));
        assert!(lines.iter().all(|l| l != "BEGIN:VEVENT"));
    }

    proptest! {
        #[test]
        fn lines_are_short_and_join_to_what_was_said(summary in "[\\PC\n]{0,200}") {
            let text = write_calendar("Lịch", "https://phuong.example/", &[event(&summary)], day(1, 1));
            for line in text.split("\r\n") {
                prop_assert!(line.len() <= LINE_MAX, "{} octets: {line}", line.len());
                prop_assert!(!line.contains(['\r', '\n']));
            }
            let lines = unfolded(&text);
            let said = lines.iter().find_map(|l| l.strip_prefix("SUMMARY:")).expect("a summary");
            prop_assert_eq!(unescaped(said), summary);
        }

        #[test]
        fn no_words_begin_a_property_of_their_own(summary in "\\PC{0,20}[\r\n]{1,2}BEGIN:VEVENT") {
            let text = write_calendar("Lịch", "https://phuong.example/", &[event(&summary)], day(1, 1));
            let begun = unfolded(&text).iter().filter(|l| *l == "BEGIN:VEVENT").count();
            prop_assert_eq!(begun, 1);
        }
    }
}
