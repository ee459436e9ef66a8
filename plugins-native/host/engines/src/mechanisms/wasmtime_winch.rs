//! Wasmtime with Winch, its baseline compiler: faster to compile, slower to run.

use wasmtime::{Config, Strategy};

use super::wasmtime::open;
use crate::Mechanism;

pub const MECHANISM: Mechanism =
    Mechanism { name: "wasmtime-winch", open_host: || open(Config::new().strategy(Strategy::Winch), |_| Ok(())) };
