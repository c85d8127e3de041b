//! Official papers of an office: their kinds, and the forms of authority under which they are signed.
//!
//! Kinds and abbreviations: Decree 30/2020/NĐ-CP, art. 7 and annex III, those that a ward's movement uses.

use serde::{Deserialize, Serialize};

/// A kind of official paper.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperKind {
    /// Báo cáo.
    Report,
    /// Biên bản.
    Minutes,
    /// Tờ trình.
    Proposal,
    /// Kế hoạch.
    Plan,
    /// Thông báo.
    Notice,
    /// Giấy mời.
    Invitation,
    /// Quyết định.
    Decision,
    /// Phiếu chuyển.
    TransferSlip,
    /// Công văn: it bears no name of a kind and no abbreviation.
    Letter,
}

impl PaperKind {
    /// Every kind.
    pub const ALL: [PaperKind; 9] = [
        PaperKind::Report,
        PaperKind::Minutes,
        PaperKind::Proposal,
        PaperKind::Plan,
        PaperKind::Notice,
        PaperKind::Invitation,
        PaperKind::Decision,
        PaperKind::TransferSlip,
        PaperKind::Letter,
    ];
    /// The code in packs, in the database and in words.
    pub fn code(self) -> &'static str {
        match self {
            PaperKind::Report => "report",
            PaperKind::Minutes => "minutes",
            PaperKind::Proposal => "proposal",
            PaperKind::Plan => "plan",
            PaperKind::Notice => "notice",
            PaperKind::Invitation => "invitation",
            PaperKind::Decision => "decision",
            PaperKind::TransferSlip => "transfer-slip",
            PaperKind::Letter => "letter",
        }
    }
    /// Reads the code.
    pub fn parse(code: &str) -> Option<PaperKind> {
        PaperKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
    /// The abbreviation in a paper's sign (annex III); empty for a letter.
    pub fn abbreviation(self) -> &'static str {
        match self {
            PaperKind::Report => "BC",
            PaperKind::Minutes => "BB",
            PaperKind::Proposal => "TTr",
            PaperKind::Plan => "KH",
            PaperKind::Notice => "TB",
            PaperKind::Invitation => "GM",
            PaperKind::Decision => "QĐ",
            PaperKind::TransferSlip => "PC",
            PaperKind::Letter => "",
        }
    }
    /// The sign behind the number: "BC-UBND"; of a letter only who issues it: "UBND".
    pub fn sign(self, issuer: &str) -> String {
        match self.abbreviation() {
            "" => issuer.to_owned(),
            short => format!("{short}-{issuer}"),
        }
    }
}

/// In whose name somebody signs (Decree 30/2020/NĐ-CP, art. 13 and annex I).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authority {
    /// The head of an office led by one person: the office alone is written.
    Head,
    /// TM.: on behalf of a collective.
    OnBehalf,
    /// KT.: a deputy for the head.
    ForHead,
    /// TL.: by order of the head.
    ByOrder,
    /// TUQ.: by authorisation of the head.
    Authorised,
    /// Q.: acting head.
    Acting,
}

impl Authority {
    /// Every form.
    pub const ALL: [Authority; 6] = [
        Authority::Head,
        Authority::OnBehalf,
        Authority::ForHead,
        Authority::ByOrder,
        Authority::Authorised,
        Authority::Acting,
    ];
    /// The code.
    pub fn code(self) -> &'static str {
        match self {
            Authority::Head => "head",
            Authority::OnBehalf => "on-behalf",
            Authority::ForHead => "for-head",
            Authority::ByOrder => "by-order",
            Authority::Authorised => "authorised",
            Authority::Acting => "acting",
        }
    }
    /// Reads the code.
    pub fn parse(code: &str) -> Option<Authority> {
        Authority::ALL.into_iter().find(|a| a.code() == code)
    }
    /// Whether a line stands above the signer's own office: the collective, or the head for whom one signs.
    pub fn needs_above(self) -> bool {
        !matches!(self, Authority::Head | Authority::Acting)
    }
    /// The lines above the signature, in capitals: "TM. ỦY BAN NHÂN DÂN" over "CHỦ TỊCH", "KT. CHỦ TỊCH" over "PHÓ CHỦ
    /// TỊCH", "Q. CHỦ TỊCH". A deputy who signs for the head of a collective names both ("TM. … / KT. …").
    pub fn lines(self, above: &[String], office: &str) -> Vec<String> {
        let office = office.to_uppercase();
        let above = above.iter().map(|line| line.to_uppercase());
        match self {
            Authority::Head => vec![office],
            Authority::Acting => above
                .map(|line| format!("TM. {line}"))
                .chain([format!("Q. {office}")])
                .collect(),
            Authority::OnBehalf => above.map(|line| format!("TM. {line}")).chain([office]).collect(),
            Authority::ForHead | Authority::ByOrder | Authority::Authorised => {
                let mark = match self {
                    Authority::ForHead => "KT.",
                    Authority::ByOrder => "TL.",
                    _ => "TUQ.",
                };
                let above: Vec<String> = above.collect();
                let (head, collective) = match above.split_last() {
                    Some((head, collective)) => (Some(head.clone()), collective.to_vec()),
                    None => (None, Vec::new()),
                };
                collective
                    .into_iter()
                    .map(|line| format!("TM. {line}"))
                    .chain(head.map(|line| format!("{mark} {line}")))
                    .chain([office])
                    .collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back_and_signs_stand_as_the_decree_writes_them() {
        for kind in PaperKind::ALL {
            assert_eq!(PaperKind::parse(kind.code()), Some(kind));
        }
        for authority in Authority::ALL {
            assert_eq!(Authority::parse(authority.code()), Some(authority));
        }
        assert_eq!(PaperKind::Report.sign("UBND"), "BC-UBND");
        assert_eq!(PaperKind::Proposal.sign("CAP"), "TTr-CAP");
        assert_eq!(PaperKind::TransferSlip.sign("UBND"), "PC-UBND");
        assert_eq!(PaperKind::Letter.sign("UBND"), "UBND");
    }

    #[test]
    fn signatures_name_in_whose_name() {
        let lines = |of: Authority, above: &[&str], office| {
            let above: Vec<String> = above.iter().map(|a| (*a).to_owned()).collect();
            of.lines(&above, office)
        };
        assert_eq!(
            lines(Authority::OnBehalf, &["Ủy ban nhân dân"], "Chủ tịch"),
            ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]
        );
        assert_eq!(
            lines(
                Authority::ForHead,
                &["Ủy ban nhân dân", "Chủ tịch"],
                "Phó Chủ tịch"
            ),
            ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
        );
        assert_eq!(
            lines(Authority::Head, &[], "Trưởng Công an phường"),
            ["TRƯỞNG CÔNG AN PHƯỜNG"]
        );
        assert_eq!(
            lines(Authority::ByOrder, &["Chủ tịch"], "Chánh Văn phòng"),
            ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"]
        );
        assert_eq!(
            lines(
                Authority::Authorised,
                &["Trưởng Công an phường"],
                "Phó Trưởng Công an"
            ),
            ["TUQ. TRƯỞNG CÔNG AN PHƯỜNG", "PHÓ TRƯỞNG CÔNG AN"]
        );
        assert_eq!(
            lines(Authority::Acting, &["Ủy ban nhân dân"], "Chủ tịch"),
            ["TM. ỦY BAN NHÂN DÂN", "Q. CHỦ TỊCH"]
        );
    }
}
