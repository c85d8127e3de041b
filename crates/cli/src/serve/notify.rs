//! Reports the program's state to systemd (`Type=notify`), if it runs under it.

/// Sends a state to the service manager; without one nothing happens.
pub(super) fn tell(state: &str) {
    #[cfg(target_os = "linux")]
    {
        use std::os::linux::net::SocketAddrExt;
        use std::os::unix::net::{SocketAddr, UnixDatagram};
        let Some(name) = std::env::var_os("NOTIFY_SOCKET") else {
            return;
        };
        let name = name.to_string_lossy();
        let address = match name.strip_prefix('@') {
            Some(hidden) => SocketAddr::from_abstract_name(hidden),
            None => SocketAddr::from_pathname(&*name),
        };
        let sent = address.and_then(|address| {
            UnixDatagram::unbound().and_then(|s| s.send_to_addr(state.as_bytes(), &address))
        });
        if sent.is_err() {
            tracing::warn!("the service manager could not be told");
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = state;
}
