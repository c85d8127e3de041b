//! Packs that take over from one another, as text: for tests of law by its day.

/// A pack with one measure that counts sessions and one register that posts to it, in the section `luat`.
#[derive(Clone, Copy, Debug, Default)]
pub struct LawPack<'a> {
    /// Code of the pack.
    pub id: &'a str,
    /// Version.
    pub version: &'a str,
    /// More lines of its head, such as its days and what it supersedes.
    pub head: &'a str,
    /// Code of the measure.
    pub measure: &'a str,
    /// Code of the register.
    pub register: &'a str,
    /// Codes of the register's fields, answered by yes or no, or from the list where there is one.
    pub fields: &'a [&'a str],
    /// Code of a list, and its items as they stand between its brackets.
    pub list: Option<(&'a str, &'a str)>,
    /// What else it defines.
    pub rest: &'a str,
}

impl LawPack<'_> {
    /// Its one file.
    pub fn text(&self) -> String {
        let LawPack {
            id,
            version,
            head,
            measure,
            register,
            rest,
            ..
        } = self;
        let (list, fields) = (self.list_table(), self.field_tables());
        format!(
            r#"[pack]
id = "{id}"
version = "{version}"
title = {{ vi = "Luật", en = "Law" }}
{head}
[[section]]
id = "luat"
title = {{ vi = "Luật", en = "Law" }}
{list}[[measure]]
code = "{measure}"
title = {{ vi = "Buổi", en = "Sessions" }}
unit = {{ vi = "buổi", en = "sessions" }}
kind = "flow"
section = "luat"
reference = "Điều 1"
[[register]]
id = "{register}"
title = {{ vi = "Sổ", en = "Register" }}
act = {{ vi = "Ghi", en = "Record" }}
lead = {{ vi = "Ghi vào đây.", en = "Record here." }}
section = "luat"
icon = "book"
levels = ["commune"]
{fields}[[register.post]]
measure = "{measure}"
amount = 1
{rest}"#
        )
    }

    fn list_table(&self) -> String {
        let table = |(id, items): (&str, &str)| {
            format!("[[list]]\nid = \"{id}\"\ntitle = {{ vi = \"Nơi\", en = \"Where\" }}\nitem = [{items}]\n")
        };
        self.list.map(table).unwrap_or_default()
    }

    fn field_tables(&self) -> String {
        let kind = match self.list {
            Some((list, _)) => format!("kind = \"choice\"\nlist = \"{list}\""),
            None => "kind = \"yes-no\"".to_owned(),
        };
        let table = |id: &&str| {
            format!("[[register.field]]\nid = \"{id}\"\nlabel = {{ vi = \"{id}\", en = \"{id}\" }}\n{kind}\n")
        };
        self.fields.iter().map(table).collect()
    }
}
