//! Scans and signed copies of papers, recognised by their bytes.

/// Largest scan or signed copy, in bytes.
pub const SIGNED_MAX: usize = 20 << 20;

/// The kind of a signed copy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SignedKind {
    /// A PDF without a digital signature: a scan of the sealed paper.
    Scan,
    /// The issued PDF with a digital signature added: its bytes are the issued ones, followed by the signature. Whether
    /// the signature is valid is for signature tools to verify.
    DigitalIssued,
    /// Another PDF with a digital signature: printed or saved again before it was signed.
    Digital,
    /// A picture of the sealed paper.
    Picture,
}

impl SignedKind {
    /// Detects the kind from the first bytes; the name is not considered. `issued` is the PDF as it was issued.
    pub(crate) fn of(bytes: &[u8], issued: &[u8]) -> Option<(SignedKind, &'static str)> {
        let holds = |what: &[u8]| bytes.windows(what.len()).any(|at| at == what);
        match bytes {
            [b'%', b'P', b'D', b'F', b'-', ..] if holds(b"/ByteRange") => {
                let is_issued = !issued.is_empty() && bytes.starts_with(issued);
                let kind = match is_issued {
                    true => SignedKind::DigitalIssued,
                    false => SignedKind::Digital,
                };
                Some((kind, "pdf"))
            }
            [b'%', b'P', b'D', b'F', b'-', ..] => Some((SignedKind::Scan, "pdf")),
            [0xff, 0xd8, 0xff, ..] => Some((SignedKind::Picture, "jpg")),
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some((SignedKind::Picture, "png")),
            _ => None,
        }
    }
    /// The code as it is stored.
    pub(crate) fn code(self) -> &'static str {
        match self {
            SignedKind::Scan => "scan",
            SignedKind::DigitalIssued => "appended",
            SignedKind::Digital => "digital",
            SignedKind::Picture => "picture",
        }
    }
    /// Reads the stored code.
    pub fn parse(code: &str) -> Option<SignedKind> {
        [
            SignedKind::Scan,
            SignedKind::DigitalIssued,
            SignedKind::Digital,
            SignedKind::Picture,
        ]
        .into_iter()
        .find(|kind| kind.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_copy_is_known_by_its_bytes() {
        let issued = b"%PDF-1.7 issued %%EOF";
        let of = |bytes: &[u8]| SignedKind::of(bytes, issued);
        assert_eq!(of(b"%PDF-1.7 scan"), Some((SignedKind::Scan, "pdf")));
        assert_eq!(of(issued), Some((SignedKind::Scan, "pdf")), "nobody signed it");
        let added = [&issued[..], b" /ByteRange [0 1 2 3]"].concat();
        assert_eq!(of(&added), Some((SignedKind::DigitalIssued, "pdf")));
        let other = b"%PDF-1.7 printed anew /ByteRange [0 1 2 3]";
        assert_eq!(of(other), Some((SignedKind::Digital, "pdf")));
        assert_eq!(SignedKind::of(other, b""), Some((SignedKind::Digital, "pdf")));
        assert_eq!(of(&[0xff, 0xd8, 0xff, 0xe0]), Some((SignedKind::Picture, "jpg")));
        assert_eq!(of(b"PK\x03\x04"), None);
        assert_eq!(of(b""), None);
    }
}
