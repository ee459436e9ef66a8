//! Wasmtime without a compiler at run time: the module was compiled when it was built and is mapped from its file.

use std::path::Path;

use wasmtime::{Config, Engine, Module};

use super::wasmtime::{engine, failed, instantiate};
use crate::{EndPhase, Error, Host, LoadPhase, Mechanism, Plugin, Result};

pub const MECHANISM: Mechanism = Mechanism {
    name: "wasmtime-aot",
    open_host: || Ok(Box::new(WasmtimeAot { engine: engine(&Config::new())? })),
};

struct WasmtimeAot {
    engine: Engine,
}

impl Host for WasmtimeAot {
    fn load(&self, artifact: &Path, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        // SAFETY: the file was written by `precompile`; Wasmtime itself refuses one of another version or configuration.
        let module = unsafe { Module::deserialize_file(&self.engine, artifact) };
        let module = module.map_err(|why| failed("Wasmtime refuses the compiled module", &why))?;
        end_phase(LoadPhase::Load);
        instantiate(&self.engine, &module, |_| Ok(()), end_phase)
    }
}

/// Compiles a module for this processor, as `wasmtime compile` does.
pub fn precompile(wasm: &Path, output: &Path) -> Result<()> {
    let bytes = std::fs::read(wasm).map_err(|why| Error::because(wasm.display(), why))?;
    let compiled = engine(&Config::new())?.precompile_module(&bytes);
    let compiled = compiled.map_err(|why| failed("Wasmtime refuses the module", &why))?;
    std::fs::write(output, compiled).map_err(|why| Error::because(output.display(), why))
}
