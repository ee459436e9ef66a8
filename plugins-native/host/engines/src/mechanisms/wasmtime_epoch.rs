//! Wasmtime with epoch interruption: code checks at every loop and function whether the host has moved a counter on, so that
//! an endless loop can be ended. Here the deadline never comes.

use wasmtime::Config;

use super::wasmtime::open;
use crate::Mechanism;

pub const MECHANISM: Mechanism = Mechanism {
    name: "wasmtime-epoch",
    open_host: || {
        open(&config(), |store| {
            store.set_epoch_deadline(1);
            Ok(())
        })
    },
};

pub fn config() -> Config {
    let mut config = Config::new();
    config.epoch_interruption(true);
    config
}
