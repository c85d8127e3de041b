//! Whether an answer has the shape that the served description promises: the part of JSON Schema that it uses.

use serde_json::Value;

/// Everything that does not fit, with its place.
pub fn problems(document: &Value, schema: &Value, value: &Value, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    check(document, schema, value, place, &mut found);
    found
}

fn check(document: &Value, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document
            .pointer(&reference[1..])
            .unwrap_or_else(|| panic!("{reference} leads somewhere"));
        return check(document, target, value, place, found);
    }
    for all in schema["allOf"].as_array().into_iter().flatten() {
        check(document, all, value, place, found);
    }
    for way in ["oneOf", "anyOf"] {
        let Some(ways) = schema[way].as_array() else {
            continue;
        };
        let fitting = ways
            .iter()
            .filter(|s| problems(document, s, value, place).is_empty())
            .count();
        if fitting == 0 || way == "oneOf" && fitting > 1 {
            found.push(format!("{place}: {fitting} of {way} fit {value}"));
        }
    }
    let is_listed = schema["enum"]
        .as_array()
        .is_none_or(|listed| listed.contains(value));
    if !is_listed {
        found.push(format!("{place}: {value} is not one of {}", schema["enum"]));
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => return,
    };
    if !kinds.iter().any(|kind| is(value, kind)) {
        found.push(format!("{place}: {value} is not {kinds:?}"));
        return;
    }
    text(schema, value, place, found);
    if let Some(items) = value.as_array() {
        for (i, item) in items.iter().enumerate() {
            check(document, &schema["items"], item, &format!("{place}[{i}]"), found);
        }
    }
    if let Some(entries) = value.as_object() {
        for name in schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            if !entries.contains_key(name) {
                found.push(format!("{place}: {name} is missing"));
            }
        }
        for (name, item) in entries {
            let place = format!("{place}.{name}");
            match (&schema["properties"][name], &schema["additionalProperties"]) {
                (Value::Null, Value::Bool(false)) => found.push(format!("{place} is not described")),
                (Value::Null, Value::Null | Value::Bool(true)) => {}
                (Value::Null, other) => check(document, other, item, &place, found),
                (own, _) => check(document, own, item, &place, found),
            }
        }
    }
}

fn text(schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    let Some(text) = value.as_str() else { return };
    let digits = |from: usize, to: usize| {
        text.get(from..to)
            .is_some_and(|t| t.bytes().all(|b| b.is_ascii_digit()))
    };
    let is_right = match schema["format"].as_str() {
        Some("uuid") => text.len() == 36 && uuid::Uuid::parse_str(text).is_ok(),
        Some("date") => text.len() == 10 && digits(0, 4) && digits(5, 7) && digits(8, 10),
        Some("date-time") => text.len() >= 20 && digits(0, 4) && text.ends_with('Z'),
        _ => true,
    };
    if !is_right {
        found.push(format!("{place}: {text} is no {}", schema["format"]));
    }
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}
