//! One module per mechanism; `ALL` is the only place that lists them.

mod abi_stable;
mod dlopen2;
mod dynamic_simple;
mod libloading;
mod libloading_static;
mod null;
mod process_pipe;
mod static_link;
mod static_link_inlined;
mod wasmer;
mod wasmer_singlepass;
mod wasmi;
pub mod wasmtime;
mod wasmtime_aot;
mod wasmtime_component;
pub mod wasmtime_epoch;
pub mod wasmtime_fuel;
mod wasmtime_pooled;
mod wasmtime_winch;

use crate::Mechanism;

pub const ALL: &[Mechanism] = &[
    null::MECHANISM,
    static_link::MECHANISM,
    static_link_inlined::MECHANISM,
    libloading::MECHANISM,
    libloading_static::MECHANISM,
    dlopen2::MECHANISM,
    abi_stable::MECHANISM,
    dynamic_simple::MECHANISM,
    wasmtime::MECHANISM,
    wasmtime_winch::MECHANISM,
    wasmtime_aot::MECHANISM,
    wasmtime_pooled::MECHANISM,
    wasmtime_component::MECHANISM,
    wasmtime_epoch::MECHANISM,
    wasmtime_fuel::MECHANISM,
    wasmer::MECHANISM,
    wasmer_singlepass::MECHANISM,
    wasmi::MECHANISM,
    process_pipe::MECHANISM,
];

/// The mechanism of that name.
pub fn named(name: &str) -> crate::Result<&'static Mechanism> {
    ALL.iter().find(|mechanism| mechanism.name == name).ok_or_else(|| {
        let known = ALL.iter().map(|mechanism| mechanism.name).collect::<Vec<_>>().join(", ");
        crate::Error::new(format!("There is no mechanism \"{name}\" in this host; there are {known}."))
    })
}

/// The export by which a mechanism reaches `min`, which is all that it reaches.
fn only_min<'a>(function: &crate::Function, export: &'a str) -> crate::Result<&'a str> {
    if function.name == "min" { Ok(export) } else { Err(function.unknown()) }
}

pub use ::libloading::Library;
pub use libloading::{PluginFunction, failed as library_failed, open as open_library, symbol};
pub use wasmtime_aot::{Foreign, precompile};
