//! The confirmation after something was sent to another installation.

use crate::shell::Shell;
use serde::Deserialize;

/// Whether a filing or report was just sent.
#[derive(Deserialize, Default)]
pub struct JustSent {
    /// "xong" after sending.
    pub gui: Option<String>,
}

impl JustSent {
    /// Says to whom it went, on the page of what was sent.
    pub fn say(&self, shell: Shell, to: &Option<(String, bool)>) -> Shell {
        match (&self.gui, to) {
            (Some(_), Some((name, _))) => {
                let words = shell.t1("exchange-sent", "name", name.as_str());
                shell.done(words)
            }
            _ => shell,
        }
    }
}
