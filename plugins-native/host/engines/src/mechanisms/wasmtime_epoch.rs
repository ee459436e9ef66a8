//! Wasmtime with epoch interruption: code checks at every loop and function whether the host has moved a counter on, so that
//! an endless loop can be ended. Here the deadline never comes.

use wasmtime::Config;

use super::wasmtime::open;
use crate::Mechanism;

pub const MECHANISM: Mechanism = Mechanism {
    name: "wasmtime-epoch",
    open_host: || {
        open(Config::new().epoch_interruption(true), |store| {
            store.set_epoch_deadline(1);
            Ok(())
        })
    },
};
