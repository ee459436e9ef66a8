//! libloading, the article's other way: `with_static` is a variable that holds the address of the function.

use std::path::Path;

use super::libloading::{Loaded, PluginFunction, failed, open};
use super::only_min;
use crate::{EndPhase, Function, Host, LoadPhase, Mechanism, Plugin, Result};

pub const MECHANISM: Mechanism = Mechanism { name: "libloading-static", open_host: || Ok(Box::new(LibloadingStatic)) };

struct LibloadingStatic;

impl Host for LibloadingStatic {
    fn load(&self, artifact: &Path, function: &Function, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        let library = open(artifact)?;
        end_phase(LoadPhase::Load);
        let function = variable(&library, only_min(function, "with_static")?)?;
        end_phase(LoadPhase::Resolve);
        Ok(Box::new(Loaded { function, _library: library }))
    }
}

/// Reads the address that a variable of the library holds.
pub fn variable(library: &libloading::Library, name: &str) -> Result<PluginFunction> {
    // SAFETY: the variable is of this type by contract, and is read while the library is open.
    let value = unsafe { library.get::<*const PluginFunction>(name).map(|symbol| symbol.read()) };
    value.map_err(|why| failed(format!("The library has no \"{name}\""), &why))
}
