//! The interface of the row `abi-stable`: a module of functions, whose layout and version abi_stable compares when a plugin
//! is loaded.

use abi_stable::StableAbi;
use abi_stable::library::RootModule;
use abi_stable::package_version_strings;
use abi_stable::sabi_types::VersionStrings;

#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix(prefix_ref = MinModuleRef)))]
#[sabi(missing_field(panic))]
pub struct MinModule {
    pub min: extern "C" fn(i32, i32) -> i32,
    #[sabi(last_prefix_field)]
    pub spin: extern "C" fn(i32, i32) -> i32,
}

impl RootModule for MinModuleRef {
    abi_stable::declare_root_module_statics! { MinModuleRef }
    const BASE_NAME: &'static str = "plugin_min_abi_stable";
    const NAME: &'static str = "plugin_min_abi_stable";
    const VERSION_STRINGS: VersionStrings = package_version_strings!();
}
