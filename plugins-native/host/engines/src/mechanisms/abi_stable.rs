//! abi_stable: a root module whose layout, field by field, and whose version are compared with the host's before use.

use std::path::Path;

use abi_stable::library::lib_header_from_path;
use abi_stable_interface::MinModuleRef;

use crate::{EndPhase, Error, Host, LoadPhase, Mechanism, Plugin, Result};

pub const MECHANISM: Mechanism = Mechanism { name: "abi-stable", open_host: || Ok(Box::new(AbiStable)) };

struct AbiStable;

impl Host for AbiStable {
    fn load(&self, artifact: &Path, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        // `RootModule::load_from_file` would give the module of the first load for every later path.
        let header =
            lib_header_from_path(artifact).map_err(|why| Error::because("The library cannot be opened", why))?;
        end_phase(LoadPhase::Load);
        let module = header.init_root_module::<MinModuleRef>();
        let module = module.map_err(|why| Error::because("The module of the plugin is not the host's", why))?;
        let min = module.min();
        end_phase(LoadPhase::Resolve);
        Ok(Box::new(Loaded { module, min }))
    }
}

/// abi_stable never closes a library.
struct Loaded {
    module: MinModuleRef,
    min: extern "C" fn(i32, i32) -> i32,
}

impl Plugin for Loaded {
    #[inline]
    fn min(&mut self, a: i32, b: i32) -> Result<i32> {
        Ok((self.min)(a, b))
    }

    fn rebind(&mut self, name: &str) -> Result<()> {
        if name != "spin" {
            return Err(Error::new(format!("The module has no \"{name}\".")));
        }
        self.min = self.module.spin();
        Ok(())
    }
}
