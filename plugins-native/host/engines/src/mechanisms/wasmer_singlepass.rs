//! Wasmer with Singlepass, its baseline compiler: faster to compile, slower to run.

use wasmer::sys::{EngineBuilder, Singlepass};

use super::wasmer::Wasmer;
use crate::Mechanism;

pub const MECHANISM: Mechanism = Mechanism {
    name: "wasmer-singlepass",
    open_host: || Ok(Box::new(Wasmer { engine: EngineBuilder::new(Singlepass::new()).into() })),
};
