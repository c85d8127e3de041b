//! Numbers and words that only depend on a seed.

use dienhong_domain::packs::Words;

// Words that break careless code: quotes, markup, several forms of one letter, long and right-to-left text.
const VI: [&str; 10] = [
    "Buổi tuyên truyền",
    "Tổ “Ưng Hoàng”",
    "Số hộ & số người",
    "<b>Đường</b> Lê Hồng Phong",
    "Nguyễn Thị Phượng's \"sổ\"",
    "Ghi {số} % mới $x",
    "C:\\Sổ\\năm",
    "Xã Ia Kring – Đắk Đoa",
    "Phòng cháy, chữa cháy và cứu nạn, cứu hộ ở khu dân cư, cơ quan, doanh nghiệp, trường học",
    "=1+1",
];
const EN: [&str; 6] = [
    "Outreach",
    "Group & co",
    "<i>Notes</i>",
    "It's \"so\"",
    "50 % of {x}",
    "Fire safety of residents",
];

/// Numbers and words drawn with SplitMix64: small, and the same on every machine.
#[derive(Clone, Debug)]
pub struct SeededRandom(u64);

impl SeededRandom {
    /// Starts the row of numbers of a seed.
    pub fn new(seed: u64) -> SeededRandom {
        SeededRandom(seed)
    }
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// 0 up to, not including, `most`.
    pub fn below(&mut self, most: u64) -> u64 {
        self.next() % most.max(1)
    }
    /// True half of the times.
    pub fn maybe(&mut self) -> bool {
        self.below(2) == 1
    }
    /// True once in so many times.
    pub fn one_in(&mut self, most: u64) -> bool {
        self.below(most) == 0
    }
    /// One of them; none of an empty slice.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len() as u64) as usize)
    }
    /// Words in both languages.
    pub fn words(&mut self) -> Words {
        let n = self.below(90);
        self.words_with(n)
    }
    /// Words that end with a number, which keeps them apart from others.
    pub fn words_with(&mut self, number: u64) -> Words {
        let (vi, en) = (
            VI[self.below(VI.len() as u64) as usize],
            EN[self.below(EN.len() as u64) as usize],
        );
        Words {
            vi: format!("{vi} {number}"),
            en: format!("{en} {number}"),
        }
    }
}
