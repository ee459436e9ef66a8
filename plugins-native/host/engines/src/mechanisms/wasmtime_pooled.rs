//! Wasmtime with its pooling allocator: memory for instances is reserved once, when the engine starts.

use wasmtime::{Config, InstanceAllocationStrategy, PoolingAllocationConfig};

use super::wasmtime::open;
use crate::Mechanism;

pub const MECHANISM: Mechanism = Mechanism {
    name: "wasmtime-pooled",
    open_host: || {
        let pool = PoolingAllocationConfig::new();
        open(Config::new().allocation_strategy(InstanceAllocationStrategy::Pooling(pool)), |_| Ok(()))
    },
};
