//! Records of RFC 4180, forgiving where nothing is lost: any line end, a quote inside a field stays. A quote that does not
//! close as it should would swallow rows, and is refused. Why no library does this: decision 25.

use super::encoding::line_after;

/// The records of a file; an error is the line on which a quote opens that does not close.
pub(super) struct Records<'a> {
    all: &'a str,
    rest: &'a str,
    separator: char,
    columns: usize,
    /// Most fields of a record so far.
    width: usize,
}

// A line of a million separators must not cost a million strings: beyond `columns` only one filled field is kept.
pub(super) fn records(text: &str, separator: char, columns: usize) -> Records<'_> {
    Records {
        all: text,
        rest: text,
        separator,
        columns,
        width: 0,
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Vec<String>, u32>;

    fn next(&mut self) -> Option<Result<Vec<String>, u32>> {
        if self.rest.is_empty() {
            return None;
        }
        let start = self.rest;
        let record = self.record();
        if record.is_err() {
            // Who looks for the separator goes on with the next line.
            self.rest = start.split_once(['\n', '\r']).map_or("", |(_, rest)| rest);
        }
        Some(record)
    }
}

impl<'a> Records<'a> {
    /// How many bytes are read.
    pub(super) fn offset(&self) -> usize {
        self.all.len() - self.rest.len()
    }

    fn record(&mut self) -> Result<Vec<String>, u32> {
        let mut record = Vec::new();
        let mut swallowing = None;
        let mut fields = 0;
        loop {
            let start = self.rest;
            let field = self.field()?;
            fields += 1;
            if start.starts_with('"') && self.holds_a_row(&field) {
                swallowing = swallowing.or(Some(start));
            }
            let is_proof = record.len() == self.columns && !field.trim().is_empty();
            if record.len() < self.columns || is_proof {
                record.push(field);
            }
            match self.rest.strip_prefix(self.separator) {
                Some(rest) => self.rest = rest,
                None => break,
            }
        }
        let rest = self.rest.strip_prefix('\r').unwrap_or(self.rest);
        self.rest = rest.strip_prefix('\n').unwrap_or(rest);
        if let Some(start) = swallowing.filter(|_| fields < self.width) {
            return Err(self.line_of(start));
        }
        self.width = self.width.max(fields);
        Ok(record)
    }

    /// Whether text in quotes goes on for a line that is cut into columns. It may be prose with commas; in a record that
    /// is too short as well it is a row that a quote swallowed.
    fn holds_a_row(&self, field: &str) -> bool {
        let mut lines = field.split(['\n', '\r']).skip(1);
        lines.any(|line| line.matches(self.separator).count() > 1)
    }

    fn field(&mut self) -> Result<String, u32> {
        let start = self.rest;
        let Some(inside) = start.strip_prefix('"') else {
            return Ok(self.plain().to_owned());
        };
        let Some((text, behind)) = closed(inside) else {
            return Err(self.line_of(start));
        };
        self.rest = behind;
        let tail = self.plain();
        if tail.trim().is_empty() {
            return Ok(text);
        }
        // Quotes that were not doubled: "Nhà sàn" tổ 3. They are part of the text, unless they hold what parts cells.
        let quoted = &start[..start.len() - behind.len()];
        if quoted.contains([self.separator, '\r', '\n']) || tail.matches('"').count() % 2 == 1 {
            return Err(self.line_of(start));
        }
        Ok(format!("{quoted}{tail}"))
    }

    /// Takes what stands up to the next separator or line end.
    fn plain(&mut self) -> &'a str {
        let end = self.rest.find([self.separator, '\r', '\n']);
        let (text, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        text
    }

    fn line_of(&self, rest: &'a str) -> u32 {
        line_after(&self.all[..self.all.len() - rest.len()])
    }
}

/// The text of a field up to its closing quote, and what stands behind that.
fn closed(mut rest: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    loop {
        let end = rest.find('"')?;
        text.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                text.push('"');
                rest = after;
            }
            None => return Some((text, rest)),
        }
    }
}
