//! Wasmtime with Cranelift and its default configuration: compile, instantiate, typed call. The variants beside it change
//! one setting each.

use std::path::Path;

use wasmtime::{Config, Engine, Instance, Module, Store, TypedFunc};

use crate::{EndPhase, Error, Function, Host, Inputs, LoadPhase, Mechanism, Plugin, Result, chain};

pub const MECHANISM: Mechanism = Mechanism { name: "wasmtime", open_host: || open(&Config::new(), |_| Ok(())) };

/// Untimed work that a variant does for every new store.
pub type PrepareStore = fn(&mut Store<()>) -> Result<()>;

/// A host with that configuration.
pub fn open(config: &Config, prepare_store: PrepareStore) -> Result<Box<dyn Host>> {
    Ok(Box::new(Wasmtime { engine: engine(config)?, prepare_store }))
}

pub fn engine(config: &Config) -> Result<Engine> {
    Engine::new(config).map_err(|why| failed("Wasmtime does not start", &why))
}

pub struct Wasmtime {
    pub engine: Engine,
    prepare_store: PrepareStore,
}

impl Host for Wasmtime {
    fn load(&self, artifact: &Path, function: &Function, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        let bytes = std::fs::read(artifact).map_err(|why| Error::because(artifact.display(), why))?;
        end_phase(LoadPhase::Load);
        let module =
            Module::from_binary(&self.engine, &bytes).map_err(|why| failed("Wasmtime refuses the module", &why))?;
        end_phase(LoadPhase::Compile);
        instantiate(&self.engine, &module, self.prepare_store, function, end_phase)
    }
}

/// From a module to a plugin.
pub fn instantiate(
    engine: &Engine,
    module: &Module,
    prepare_store: PrepareStore,
    function: &Function,
    end_phase: EndPhase,
) -> Result<Box<dyn Plugin>> {
    let mut store = Store::new(engine, ());
    prepare_store(&mut store)?;
    let instance = Instance::new(&mut store, module, &[]).map_err(|why| failed("The module has no instance", &why))?;
    end_phase(LoadPhase::Instantiate);
    let function = exported(&mut store, instance, &function.export)?;
    end_phase(LoadPhase::Resolve);
    Ok(Box::new(Loaded { store, function, module: module.clone(), prepare_store }))
}

fn exported(store: &mut Store<()>, instance: Instance, name: &str) -> Result<TypedFunc<(i32, i32), i32>> {
    instance.get_typed_func(store, name).map_err(|why| failed(format!("The module has no such \"{name}\""), &why))
}

struct Loaded {
    store: Store<()>,
    function: TypedFunc<(i32, i32), i32>,
    module: Module,
    prepare_store: PrepareStore,
}

impl Plugin for Loaded {
    #[inline]
    fn call(&mut self, a: i32, b: i32) -> Result<i32> {
        self.function.call(&mut self.store, (a, b)).map_err(trapped)
    }

    /// With the function and the store at hand, as a host that calls in a loop would have them; likewise in the other engines.
    fn chain(&mut self, inputs: &Inputs, iterations: u64) -> Result<i32> {
        let Self { function, store, .. } = self;
        chain(inputs, iterations, |a, b| function.call(&mut *store, (a, b)).map_err(trapped))
    }

    fn instantiate_again(&mut self) -> Result<()> {
        let mut store = Store::new(self.module.engine(), ());
        (self.prepare_store)(&mut store)?;
        let instance = Instance::new(&mut store, &self.module, &[]);
        instance.map(drop).map_err(|why| failed("The module has no instance", &why))
    }
}

/// Takes the error over, so that nothing of it is left in the timed loop.
#[cold]
#[inline(never)]
pub fn trapped(why: wasmtime::Error) -> Error {
    failed("The call trapped", &why)
}

/// With the whole chain of causes.
#[cold]
#[inline(never)]
pub fn failed(what: impl std::fmt::Display, why: &wasmtime::Error) -> Error {
    Error::because(what, format!("{why:#}"))
}
