//! The description that the interface serves of itself.

use dienhong_i18n::Locale;
use dienhong_web::testing::{described, summary};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn routes_and_description_name_the_same_operations() {
    let document = described(Locale::Vi);
    let described: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .expect("paths")
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .expect("an item")
                .keys()
                .map(|m| (m.to_ascii_uppercase(), path.clone()))
        })
        .collect();
    let routes: BTreeSet<(String, String)> = dienhong_web::routes()
        .iter()
        .filter(|route| route.path.starts_with("/api/v1/"))
        .map(|route| (route.method.to_string(), route.path.to_owned()))
        .collect();
    assert_eq!(described, routes);
}

#[test]
fn every_operation_is_named_in_both_languages() {
    for locale in Locale::ALL {
        for item in described(locale)["paths"].as_object().expect("paths").values() {
            for operation in item.as_object().expect("an item").values() {
                let name = operation["operationId"].as_str().expect("a name");
                assert_ne!(summary(name), "api-op-none", "{name}");
                assert!(
                    operation["summary"].as_str().is_some_and(|s| !s.starts_with('[')),
                    "{name} in {}",
                    locale.code()
                );
            }
        }
    }
}

/// All bodies of requests and responses: place, media type, schema.
fn bodies() -> Vec<(String, String, Value)> {
    let document = described(Locale::En);
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("an item") {
            let answers = operation["responses"].as_object().expect("answers").values();
            for content in answers
                .chain([&operation["requestBody"]])
                .filter_map(|body| body["content"].as_object())
            {
                let body = |(media, of): (&String, &Value)| {
                    (format!("{method} {path}"), media.clone(), of["schema"].clone())
                };
                found.extend(content.iter().map(body));
            }
        }
    }
    found
}

#[test]
fn files_are_described_as_bytes_and_never_as_lists_of_numbers() {
    let binary = json!({ "type": "string", "format": "binary" });
    let mut files = 0;
    for (place, media, schema) in bodies() {
        match media.as_str() {
            "application/json" => assert!(schema.is_object(), "{place}"),
            "multipart/form-data" => assert!(schema["$ref"].is_string(), "{place}"),
            text if text.starts_with("text/") => assert_eq!(schema["type"], "string", "{place}"),
            _ => {
                assert_eq!(schema, binary, "{place}: {media}");
                files += 1;
            }
        }
    }
    assert!(files >= 9, "{files} bodies are files");
    let form = &described(Locale::En)["components"]["schemas"]["FilesContent"]["properties"]["file"];
    assert_eq!(
        (&form["type"], &form["items"]),
        (&json!("array"), &binary),
        "{form}"
    );
}

#[test]
fn every_reference_leads_somewhere() {
    let document = described(Locale::En);
    let text = document.to_string();
    for part in text.split("\"$ref\":\"#").skip(1) {
        let place = part.split('"').next().expect("a place");
        assert!(document.pointer(place).is_some(), "{place}");
    }
}
