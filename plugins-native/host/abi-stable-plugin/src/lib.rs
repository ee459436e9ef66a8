//! The plugin as a root module of abi_stable.

use abi_stable::export_root_module;
use abi_stable::prefix_type::PrefixTypeTrait;
use abi_stable_interface::{Function, MinModule, MinModuleRef};

#[export_root_module]
fn root_module() -> MinModuleRef {
    MinModule { min: MIN, spin: SPIN }.leak_into_prefix()
}

#[cfg(not(any(feature = "wrong-type", feature = "panics")))]
const MIN: Function = plugin_min::with_extern;
#[cfg(not(feature = "wrong-type"))]
const SPIN: Function = plugin_min::spin;

#[cfg(feature = "wrong-type")]
const SPIN: Function = MIN;
#[cfg(feature = "wrong-type")]
const MIN: Function = {
    extern "C" fn min(a: i64, b: i64) -> i64 {
        a.min(b)
    }
    min
};

#[cfg(all(feature = "panics", not(feature = "wrong-type")))]
const MIN: Function = {
    extern "C" fn min(_a: i32, _b: i32) -> i32 {
        panic!("a plugin that panics")
    }
    min
};
