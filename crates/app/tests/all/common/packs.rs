//! A pack of a test, installed as an operator does.

use dienhong_app::App;
use dienhong_app::testing::anybody;
use dienhong_domain::units::UnitId;

/// Installs a pack of one file for a unit and all below it, or for the whole book.
pub(crate) async fn installed(app: &App, pack: &str, scope: Option<UnitId>) {
    let files = [("pack.toml".to_owned(), pack.as_bytes().to_vec())];
    let install = app.by(&anybody()).packs().install(&files, scope).await;
    let install = install.unwrap_or_else(|e| panic!("{e:?}"));
    let done = app.by(&anybody()).packs().finish_install(install).await;
    done.unwrap_or_else(|e| panic!("{e:?}"));
}
