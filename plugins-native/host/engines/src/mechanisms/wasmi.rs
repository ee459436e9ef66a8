//! wasmi, an interpreter: the article's idea of MIRI (interpret the plugin instead of loading machine code), done right.

use std::path::Path;

use wasmi::{Engine, Instance, Module, Store, TypedFunc};

use crate::{EndPhase, Error, Function, Host, Inputs, LoadPhase, Mechanism, Plugin, Result, chain};

pub const MECHANISM: Mechanism =
    Mechanism { name: "wasmi", open_host: || Ok(Box::new(Wasmi { engine: Engine::default() })) };

struct Wasmi {
    engine: Engine,
}

impl Host for Wasmi {
    fn load(&self, artifact: &Path, function: &Function, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        let bytes = std::fs::read(artifact).map_err(|why| Error::because(artifact.display(), why))?;
        end_phase(LoadPhase::Load);
        // Translates to wasmi's own code; functions, by default, when they are called first.
        let module =
            Module::new(&self.engine, &bytes).map_err(|why| Error::because("wasmi refuses the module", why))?;
        end_phase(LoadPhase::Compile);
        let mut store = Store::new(&self.engine, ());
        let instance = Instance::new(&mut store, &module, &[]);
        let instance = instance.map_err(|why| Error::because("The module has no instance", why))?;
        end_phase(LoadPhase::Instantiate);
        let function = exported(&store, instance, &function.export)?;
        end_phase(LoadPhase::Resolve);
        Ok(Box::new(Loaded { store, function }))
    }
}

fn exported(store: &Store<()>, instance: Instance, name: &str) -> Result<TypedFunc<(i32, i32), i32>> {
    let function = instance.get_typed_func(store, name);
    function.map_err(|why| Error::because(format!("The module has no such \"{name}\""), why))
}

struct Loaded {
    store: Store<()>,
    function: TypedFunc<(i32, i32), i32>,
}

impl Plugin for Loaded {
    #[inline]
    fn call(&mut self, a: i32, b: i32) -> Result<i32> {
        self.function.call(&mut self.store, (a, b)).map_err(trapped)
    }

    fn chain(&mut self, inputs: &Inputs, iterations: u64) -> Result<i32> {
        let Self { function, store } = self;
        chain(inputs, iterations, |a, b| function.call(&mut *store, (a, b)).map_err(trapped))
    }
}

/// Takes the error over, so that nothing of it is left in the timed loop.
#[cold]
#[inline(never)]
fn trapped(why: wasmi::Error) -> Error {
    Error::because("The call trapped", why)
}
