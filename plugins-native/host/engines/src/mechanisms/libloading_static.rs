//! libloading, the article's other way: `with_static` is a variable that holds the address of the function.

use std::path::Path;

use super::libloading::{Loaded, MinFunction, failed, open};
use crate::{EndPhase, Host, LoadPhase, Mechanism, Plugin, Result};

pub const MECHANISM: Mechanism = Mechanism { name: "libloading-static", open_host: || Ok(Box::new(LibloadingStatic)) };

struct LibloadingStatic;

impl Host for LibloadingStatic {
    fn load(&self, artifact: &Path, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        let library = open(artifact)?;
        end_phase(LoadPhase::Load);
        let min = variable(&library, "with_static")?;
        end_phase(LoadPhase::Resolve);
        Ok(Box::new(Loaded { min, library }))
    }
}

/// Reads the address that a variable of the library holds.
pub fn variable(library: &libloading::Library, name: &str) -> Result<MinFunction> {
    // SAFETY: the variable is of this type by contract, and is read while the library is open.
    let value = unsafe { library.get::<*const MinFunction>(name).map(|symbol| symbol.read()) };
    value.map_err(|why| failed(format!("The library has no \"{name}\""), &why))
}
