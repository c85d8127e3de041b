//! Requests to stop the program: Ctrl-C, or the signal of the system's service manager; on Windows also closing its
//! window, and shutting down the machine.

/// Listens from this call on, and returns the future to wait for: a request to stop that comes while the program is
/// still starting is noticed too, and ends it properly.
pub(super) fn asked() -> impl Future<Output = ()> + Send + 'static {
    #[cfg(unix)]
    let heard = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate()).and_then(|term| Ok((term, signal(SignalKind::interrupt())?)))
    };
    #[cfg(windows)]
    let heard = {
        use tokio::signal::windows::{ctrl_c, ctrl_close, ctrl_shutdown};
        ctrl_c().and_then(|interrupt| Ok((interrupt, ctrl_close()?, ctrl_shutdown()?)))
    };
    async move {
        #[cfg(unix)]
        if let Ok((mut term, mut interrupt)) = heard {
            tokio::select! {
                _ = term.recv() => {}
                _ = interrupt.recv() => {}
            }
            return;
        }
        #[cfg(windows)]
        if let Ok((mut interrupt, mut close, mut shutdown)) = heard {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = close.recv() => {}
                _ = shutdown.recv() => {}
            }
            return;
        }
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
