//! Every kind of mistake has its sentences in the catalogues, and no sentence there is left over.

use dienhong_i18n::{Locale, keys};
use std::collections::BTreeSet;

#[test]
fn every_mistake_has_its_sentences() {
    let ours = |key: &String| key.starts_with("packs-mistake-");
    let expected: BTreeSet<String> = crate::guide::kinds_of_mistakes()
        .into_iter()
        .flat_map(|code| {
            [
                format!("packs-mistake-{code}"),
                format!("packs-mistake-{code}-hint"),
            ]
        })
        .chain(["packs-mistake-near".to_owned()])
        .collect();
    for locale in Locale::ALL {
        let found: BTreeSet<String> = keys(locale).into_iter().filter(ours).collect();
        assert_eq!(found, expected, "{}", locale.code());
    }
}
