//! Wasmtime without a compiler at run time: the module was compiled when it was built and is mapped from its file.

use std::path::Path;

use wasmtime::{Config, Engine, Module, ModuleVersionStrategy};

use super::wasmtime::{engine, failed, instantiate};
use crate::{EndPhase, Error, Function, Host, LoadPhase, Mechanism, Plugin, Result};

pub const MECHANISM: Mechanism =
    Mechanism { name: "wasmtime-aot", open_host: || Ok(Box::new(WasmtimeAot { engine: engine(&Config::new())? })) };

struct WasmtimeAot {
    engine: Engine,
}

impl Host for WasmtimeAot {
    fn load(&self, artifact: &Path, function: &Function, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        // SAFETY: the file is trusted: it is ours, by `precompile`, or one that the user named. Wasmtime refuses another version or
        // configuration, and promises nothing of damaged code.
        let module = unsafe { Module::deserialize_file(&self.engine, artifact) };
        let module = module.map_err(|why| failed("Wasmtime refuses the compiled module", &why))?;
        end_phase(LoadPhase::Load);
        instantiate(&self.engine, &module, |_| Ok(()), function, end_phase)
    }
}

/// What a module is compiled for, when it is not this host: to be refused by it.
pub enum Foreign<'a> {
    /// As another version of Wasmtime would have compiled it.
    Version(&'a str),
    /// For another processor, by its target triple.
    Target(&'a str),
}

/// Compiles a module ahead of time, as `wasmtime compile` does.
pub fn precompile(wasm: &Path, output: &Path, foreign: Option<Foreign>) -> Result<()> {
    let mut config = Config::new();
    let configured = match foreign {
        None => Ok(&mut config),
        Some(Foreign::Version(version)) => config.module_version(ModuleVersionStrategy::Custom(version.into())),
        Some(Foreign::Target(triple)) => config.target(triple),
    };
    configured.map_err(|why| failed("Wasmtime cannot be configured like that", &why))?;
    let bytes = std::fs::read(wasm).map_err(|why| Error::because(wasm.display(), why))?;
    let compiled = engine(&config)?.precompile_module(&bytes);
    let compiled = compiled.map_err(|why| failed("Wasmtime refuses the module", &why))?;
    std::fs::write(output, compiled).map_err(|why| Error::because(output.display(), why))
}
