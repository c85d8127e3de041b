//! The description that the interface serves of itself.

use dienhong_i18n::Locale;
use dienhong_web::testing::{described, summary};
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
    let routes: BTreeSet<(String, String)> = dienhong_web::ROUTES
        .iter()
        .flat_map(|routes| routes.iter())
        .filter(|(_, path, _)| path.starts_with("/api/v1/"))
        .map(|(m, p, _)| ((*m).to_owned(), (*p).to_owned()))
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

#[test]
fn every_reference_leads_somewhere() {
    let document = described(Locale::En);
    let text = document.to_string();
    for part in text.split("\"$ref\":\"#").skip(1) {
        let place = part.split('"').next().expect("a place");
        assert!(document.pointer(place).is_some(), "{place}");
    }
}
