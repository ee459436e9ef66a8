//! Wasmtime with fuel: every instruction is paid for, so that a plugin ends after a known amount of work. Here there is
//! more than will ever be used.

use wasmtime::Config;

use super::wasmtime::{failed, open};
use crate::Mechanism;

pub const MECHANISM: Mechanism = Mechanism {
    name: "wasmtime-fuel",
    open_host: || open(&config(), |store| store.set_fuel(u64::MAX).map_err(|why| failed("There is no fuel", &why))),
};

pub fn config() -> Config {
    let mut config = Config::new();
    config.consume_fuel(true);
    config
}
