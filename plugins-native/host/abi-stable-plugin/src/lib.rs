//! The plugin as a root module of abi_stable.

use abi_stable::export_root_module;
use abi_stable::prefix_type::PrefixTypeTrait;
use abi_stable_interface::{MinModule, MinModuleRef};

#[export_root_module]
fn root_module() -> MinModuleRef {
    MinModule { min: plugin_min::with_extern, spin: plugin_min::spin }.leak_into_prefix()
}
