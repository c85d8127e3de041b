//! Laying out papers: in the background, only a few at once, so that a layout that fails affects nothing else.

use crate::app::App;
use dienhong_reports::{Fonts, LayoutError};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// What layouts share.
pub(crate) struct Layouts {
    /// The office's own family; `None` for the built-in one, which is read when the first paper needs it.
    fonts: Option<Arc<Fonts>>,
    /// The longest paper takes about half a gigabyte while it is laid out. As many are laid out at once as there are
    /// processors.
    places: Semaphore,
}

impl Layouts {
    pub(crate) fn new(fonts: Option<Fonts>) -> Layouts {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Layouts {
            fonts: fonts.map(Arc::new),
            places: Semaphore::new(processors),
        }
    }
}

impl App {
    /// The fonts of PDFs: the office's own, or the built-in ones.
    pub(crate) fn fonts(&self) -> &Fonts {
        self.layouts.fonts.as_deref().unwrap_or_else(|| Fonts::tinos())
    }

    /// Runs work that lays out papers, with the fonts of PDFs. It waits while too many others are laid out.
    ///
    /// # Errors
    /// The error of the layout; a panic in it is returned as an engine's error.
    pub async fn lay_out<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Fonts) -> Result<T, LayoutError> + Send + 'static,
    ) -> Result<T, LayoutError> {
        let broken = |error: String| LayoutError::Engine(error);
        let place = self.layouts.places.acquire().await;
        let _place = place.map_err(|e| broken(e.to_string()))?;
        let fonts = self.layouts.fonts.clone();
        let made =
            tokio::task::spawn_blocking(move || work(fonts.as_deref().unwrap_or_else(|| Fonts::tinos())));
        let made = made.await;
        made.unwrap_or_else(|error| Err(broken(error.to_string())))
    }
}
