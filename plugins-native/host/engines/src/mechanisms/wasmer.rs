//! Wasmer with Cranelift, its default compiler: compile, instantiate, typed call.

use std::path::Path;

use wasmer::sys::{Cranelift, EngineBuilder};
use wasmer::{Engine, Instance, Module, Store, TypedFunction, imports};

use crate::{EndPhase, Error, Function, Host, Inputs, LoadPhase, Mechanism, Plugin, Result, chain};

pub const MECHANISM: Mechanism = Mechanism {
    name: "wasmer",
    open_host: || Ok(Box::new(Wasmer { engine: EngineBuilder::new(Cranelift::new()).into() })),
};

/// A host with the compiler that its engine was made with.
pub struct Wasmer {
    pub engine: Engine,
}

impl Host for Wasmer {
    fn load(&self, artifact: &Path, function: &Function, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        let bytes = std::fs::read(artifact).map_err(|why| Error::because(artifact.display(), why))?;
        end_phase(LoadPhase::Load);
        let module = Module::from_binary(&self.engine, &bytes);
        let module = module.map_err(|why| Error::because("Wasmer refuses the module", why))?;
        end_phase(LoadPhase::Compile);
        let mut store = Store::new(self.engine.clone());
        let instance = Instance::new(&mut store, &module, &imports! {});
        let instance = instance.map_err(|why| Error::because("The module has no instance", why))?;
        end_phase(LoadPhase::Instantiate);
        let function = exported(&store, &instance, &function.export)?;
        end_phase(LoadPhase::Resolve);
        Ok(Box::new(Loaded { store, function }))
    }
}

fn exported(store: &Store, instance: &Instance, name: &str) -> Result<TypedFunction<(i32, i32), i32>> {
    let function = instance.exports.get_typed_function(store, name);
    function.map_err(|why| Error::because(format!("The module has no such \"{name}\""), why))
}

struct Loaded {
    store: Store,
    function: TypedFunction<(i32, i32), i32>,
}

impl Plugin for Loaded {
    #[inline]
    fn call(&mut self, a: i32, b: i32) -> Result<i32> {
        self.function.call(&mut self.store, a, b).map_err(trapped)
    }

    fn chain(&mut self, inputs: &Inputs, iterations: u64) -> Result<i32> {
        let Self { function, store } = self;
        chain(inputs, iterations, |a, b| function.call(&mut *store, a, b).map_err(trapped))
    }
}

/// Takes the error over, so that nothing of it is left in the timed loop.
#[cold]
#[inline(never)]
fn trapped(why: wasmer::RuntimeError) -> Error {
    Error::because("The call trapped", why)
}
