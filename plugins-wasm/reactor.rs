//! The plugin as a WASI reactor: a library with the system interface, initialised once by the host and then called.

#[path = "../plugins-native/min/src/lib.rs"]
mod plugin;

pub use plugin::*;

/// Called once by the host, before anything else (WASI application ABI, "Current Unstable ABI").
#[no_mangle]
pub extern "C" fn _initialize() {}
