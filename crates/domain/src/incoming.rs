//! Incoming papers of an office: what enters their register, their numbers, and how far they are dealt with.
//!
//! Decree 30/2020/NĐ-CP, art. 7 (kinds), art. 22 (registration) and annex IV, parts VI and VIII (columns of the registers).
//! Letters of citizens and secret papers are registered elsewhere by their own laws (art. 22.1); they never enter this one.

use crate::time::Day;

/// Longest text of a line, in characters.
pub const TEXT_MAX: usize = 500;
/// Longest number and sign of a paper, in characters.
pub const SIGN_MAX: usize = 60;

/// What arrived, as asked before anything else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nature {
    /// A paper of an agency or organisation: it enters the register.
    Organisation,
    /// A citizen's complaint, denunciation, petition or report of a crime, also one that another office passes on.
    Citizen,
    /// A paper that bears a mark of secrecy.
    Secret,
}

impl Nature {
    /// Every answer, in the order in which they are offered.
    pub const ALL: [Nature; 3] = [Nature::Organisation, Nature::Citizen, Nature::Secret];

    /// Whether it enters the register.
    pub fn enters(self) -> bool {
        self == Nature::Organisation
    }
}

/// Declares the kinds with their codes: nowhere else are all of them named.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $code:literal;)*) => {
        /// A kind of administrative paper (Decree 30/2020/NĐ-CP, art. 7). The list is closed: a citizen's letter is none
        /// of them.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum IncomingKind {
            $($(#[$doc])* $name,)*
        }

        impl IncomingKind {
            /// Every kind, in the order of the decree.
            pub const ALL: &'static [IncomingKind] = &[$(IncomingKind::$name),*];

            /// The code in the database and in words.
            pub fn code(self) -> &'static str {
                match self {
                    $(IncomingKind::$name => $code,)*
                }
            }
        }
    };
}

kinds! {
    /// Nghị quyết (cá biệt).
    Resolution "resolution";
    /// Quyết định (cá biệt).
    Decision "decision";
    /// Chỉ thị.
    Directive "directive";
    /// Quy chế.
    InternalRules "internal-rules";
    /// Quy định.
    Regulation "regulation";
    /// Thông cáo.
    Communique "communique";
    /// Thông báo.
    Notice "notice";
    /// Hướng dẫn.
    Guidance "guidance";
    /// Chương trình.
    Programme "programme";
    /// Kế hoạch.
    Plan "plan";
    /// Phương án.
    Approach "approach";
    /// Đề án.
    Scheme "scheme";
    /// Dự án.
    Project "project";
    /// Báo cáo.
    Report "report";
    /// Biên bản.
    Minutes "minutes";
    /// Tờ trình.
    Proposal "proposal";
    /// Hợp đồng.
    Contract "contract";
    /// Công văn.
    Letter "letter";
    /// Công điện.
    Telegram "telegram";
    /// Bản ghi nhớ.
    Memorandum "memorandum";
    /// Bản thỏa thuận.
    Agreement "agreement";
    /// Giấy ủy quyền.
    PowerOfAttorney "power-of-attorney";
    /// Giấy mời.
    Invitation "invitation";
    /// Giấy giới thiệu.
    Introduction "introduction";
    /// Giấy nghỉ phép.
    Leave "leave";
    /// Phiếu gửi.
    DispatchSlip "dispatch-slip";
    /// Phiếu chuyển.
    TransferSlip "transfer-slip";
    /// Phiếu báo.
    NotificationSlip "notification-slip";
    /// Thư công.
    OfficialLetter "official-letter";
}

impl IncomingKind {
    /// Reads the code.
    pub fn parse(code: &str) -> Option<IncomingKind> {
        IncomingKind::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

/// How far a registered paper is dealt with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// Not yet, and its day, if it has one, has not passed.
    Open,
    /// Not yet, this many days after its day.
    Late(i64),
    /// On this day.
    Done(Day),
}

impl Progress {
    /// Where a paper stands today; `due` is the last day on which it is in time.
    pub fn of(due: Option<Day>, done: Option<Day>, today: Day) -> Progress {
        match (done, due) {
            (Some(day), _) => Progress::Done(day),
            (None, Some(due)) if due < today => Progress::Late(due.days_until(today)),
            (None, _) => Progress::Open,
        }
    }
}

/// A paper of a later day already has a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ArrivedBeforeLast {
    /// The last number of the year.
    pub number: u32,
    /// The day on which that paper arrived.
    pub day: Day,
}

/// The number of a paper that arrives on a day: from 1 each year, in the order of arrival (Decree 30/2020/NĐ-CP,
/// art. 22.2). `last` is the last line of that year, struck or not.
///
/// # Errors
/// A paper that arrived later already has a number.
pub fn next_number(last: Option<(u32, Day)>, day: Day) -> Result<u32, ArrivedBeforeLast> {
    match last {
        None => Ok(1),
        Some((number, on)) if on > day => Err(ArrivedBeforeLast { number, day: on }),
        Some((number, _)) => Ok(number + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> Day {
        Day::new(2026, month, day).unwrap()
    }

    #[test]
    fn the_kinds_are_those_of_the_decree_and_read_back() {
        assert_eq!(IncomingKind::ALL.len(), 29);
        for kind in IncomingKind::ALL {
            assert_eq!(IncomingKind::parse(kind.code()), Some(*kind));
        }
    }

    #[test]
    fn no_letter_of_a_citizen_is_a_kind() {
        for code in [
            "to-cao",
            "khieu-nai",
            "kien-nghi",
            "phan-anh",
            "to-giac",
            "don",
            "mat",
            "",
        ] {
            assert_eq!(IncomingKind::parse(code), None, "{code}");
        }
    }

    #[test]
    fn only_papers_of_organisations_enter() {
        let enter: Vec<Nature> = Nature::ALL.into_iter().filter(|n| n.enters()).collect();
        assert_eq!(enter, [Nature::Organisation]);
    }

    #[test]
    fn numbers_follow_the_order_of_arrival() {
        assert_eq!(next_number(None, day(1, 5)), Ok(1));
        assert_eq!(next_number(Some((7, day(1, 5))), day(1, 5)), Ok(8));
        assert_eq!(next_number(Some((7, day(1, 5))), day(1, 6)), Ok(8));
        let before = ArrivedBeforeLast {
            number: 7,
            day: day(1, 5),
        };
        assert_eq!(next_number(Some((7, day(1, 5))), day(1, 4)), Err(before));
    }

    #[test]
    fn a_paper_is_late_from_the_day_after_its_last_day() {
        let due = Some(day(3, 31));
        assert_eq!(Progress::of(due, None, day(3, 31)), Progress::Open);
        assert_eq!(Progress::of(due, None, day(4, 2)), Progress::Late(2));
        assert_eq!(
            Progress::of(due, Some(day(4, 1)), day(4, 2)),
            Progress::Done(day(4, 1))
        );
        assert_eq!(Progress::of(None, None, day(12, 31)), Progress::Open);
    }
}
