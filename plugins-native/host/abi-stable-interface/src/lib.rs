//! The interface of the row `abi-stable`: a module of functions, whose layout and version abi_stable compares when a plugin
//! is loaded.

use abi_stable::StableAbi;
use abi_stable::library::RootModule;
use abi_stable::sabi_types::VersionStrings;

/// What functions of the plugin take and give.
#[cfg(not(feature = "wrong-type"))]
pub type Number = i32;
#[cfg(feature = "wrong-type")]
pub type Number = i64;

pub type Function = extern "C" fn(Number, Number) -> Number;

#[repr(C)]
#[derive(StableAbi)]
#[sabi(kind(Prefix(prefix_ref = MinModuleRef)))]
#[sabi(missing_field(panic))]
pub struct MinModule {
    pub min: extern "C" fn(Number, Number) -> Number,
    #[sabi(last_prefix_field)]
    pub spin: extern "C" fn(Number, Number) -> Number,
}

impl RootModule for MinModuleRef {
    abi_stable::declare_root_module_statics! { MinModuleRef }
    const BASE_NAME: &'static str = "plugin_min_abi_stable";
    const NAME: &'static str = "plugin_min_abi_stable";
    #[cfg(not(feature = "other-version"))]
    const VERSION_STRINGS: VersionStrings = abi_stable::package_version_strings!();
    #[cfg(feature = "other-version")]
    const VERSION_STRINGS: VersionStrings = VersionStrings::new("2.0.0");
}
