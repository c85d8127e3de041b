//! Whether two entries of one unit, day and register may be the same thing recorded twice.

use super::value::Body;
use crate::packs::{FieldKind, Register};

/// Whether two entries of one unit and day may tell of the same thing: no question of one answer out of a list, such as the
/// form of a session, is answered differently. Numbers and words may differ, since two people count differently. Entries of a
/// register without such a question are always alike. People decide.
pub fn alike(register: &Register, one: &Body, other: &Body) -> bool {
    let chosen = register
        .fields
        .iter()
        .filter(|field| matches!(field.kind, FieldKind::Choice { .. }));
    chosen
        .map(|field| (one.values.get(&field.id), other.values.get(&field.id)))
        .all(|answers| match answers {
            (Some(one), Some(other)) => one == other,
            _ => true,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entries::Value;
    use crate::packs::{Field, Words};

    fn words() -> Words {
        Words {
            vi: "a".into(),
            en: "a".into(),
        }
    }

    fn register() -> Register {
        let field = |id: &str, kind: FieldKind| Field {
            id: id.to_owned(),
            label: words(),
            formerly: Vec::new(),
            hint: None,
            kind,
            required: false,
        };
        Register {
            id: "so".into(),
            title: words(),
            act: words(),
            lead: words(),
            section: String::new(),
            icon: String::new(),
            levels: Vec::new(),
            fields: vec![
                field("hinh-thuc", FieldKind::Choice { list: "h".into() }),
                field("noi-dung", FieldKind::Choices { list: "n".into() }),
                field("phut", FieldKind::Share),
            ],
            posts: Vec::new(),
            monthly: false,
            primary: Vec::new(),
            repeat: Vec::new(),
        }
    }

    fn body(form: Option<&str>, steps: i64) -> Body {
        let mut body = Body::default();
        body.values.insert("phut".into(), Value::Number(steps));
        if let Some(form) = form {
            body.values.insert("hinh-thuc".into(), Value::Choice(form.into()));
        }
        body
    }

    #[test]
    fn another_count_is_alike_and_another_form_is_not() {
        let register = register();
        assert!(alike(&register, &body(Some("hop"), 45), &body(Some("hop"), 46)));
        assert!(!alike(&register, &body(Some("hop"), 45), &body(Some("loa"), 45)));
        assert!(alike(&register, &body(Some("hop"), 45), &body(None, 45)));
    }
}
