//! abi_stable: a root module whose layout, field by field, and whose version are compared with the host's before use.

use std::path::Path;

use abi_stable::library::lib_header_from_path;
use abi_stable_interface::MinModuleRef;

use crate::{EndPhase, Error, Function, Host, LoadPhase, Mechanism, Plugin, Result};

pub const MECHANISM: Mechanism = Mechanism { name: "abi-stable", open_host: || Ok(Box::new(AbiStable)) };

struct AbiStable;

impl Host for AbiStable {
    fn load(&self, artifact: &Path, function: &Function, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        // `RootModule::load_from_file` would give the module of the first load for every later path.
        let header =
            lib_header_from_path(artifact).map_err(|why| Error::because("The library cannot be opened", why))?;
        end_phase(LoadPhase::Load);
        let module = header.init_root_module::<MinModuleRef>();
        let module = module.map_err(|why| Error::because("The module of the plugin is not the host's", why))?;
        let function = match function.name.as_str() {
            "min" => module.min(),
            "spin" => module.spin(),
            _ => return Err(function.unknown()),
        };
        end_phase(LoadPhase::Resolve);
        Ok(Box::new(Loaded { function }))
    }
}

/// abi_stable never closes a library.
struct Loaded {
    function: extern "C" fn(i32, i32) -> i32,
}

impl Plugin for Loaded {
    #[inline]
    fn call(&mut self, a: i32, b: i32) -> Result<i32> {
        Ok((self.function)(a, b))
    }
}
