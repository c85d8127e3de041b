//! Lists whose rows are ticked, with one act on all that are ticked. They work without a script: ticks belong to a form beside
//! the list, and ticking all is a link to the same page.

/// The name under which ticked rows are sent.
pub const TICK: &str = "muc";

/// The bar above a list of ticks. Rows are ticked with the macro `tick` of `parts/ticks.html`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ticks {
    /// Where the ticked rows are sent.
    pub action: String,
    /// Words of the act's button.
    pub act: String,
    /// Hidden fields, such as the filters of the list: name and value.
    pub fields: Vec<(&'static str, String)>,
    /// Whether all rows are ticked when the page comes.
    pub is_all: bool,
    /// Address of the same page with all rows ticked, or with none when all are.
    pub other: String,
    /// How many rows can be ticked.
    pub count: usize,
}

/// The ticked rows of a form, in their order, each once.
pub fn ticked(form: &[(String, String)]) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for (name, value) in form {
        if name == TICK && !found.contains(&value.as_str()) {
            found.push(value);
        }
    }
    found
}

/// A field of a form that is sent once; empty when it is missing.
pub fn one<'a>(form: &'a [(String, String)], name: &str) -> &'a str {
    form.iter()
        .find(|(field, _)| field == name)
        .map_or("", |(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_is_sent_twice_is_ticked_once() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let form = [
            pair("muc", "b"),
            pair("so", "x"),
            pair("muc", "a"),
            pair("muc", "b"),
        ];
        assert_eq!(ticked(&form), ["b", "a"]);
        assert_eq!((one(&form, "so"), one(&form, "ky")), ("x", ""));
    }
}
