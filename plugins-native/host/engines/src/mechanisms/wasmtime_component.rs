//! Wasmtime's component model: the plugin says in WIT what it exports, and values cross by the canonical ABI.

use std::path::Path;

use wasmtime::component::{Component, Instance, Linker, TypedFunc};
use wasmtime::{Config, Engine, Store};

use super::wasmtime::{engine, failed, trapped};
use crate::{EndPhase, Error, Function, Host, Inputs, LoadPhase, Mechanism, Plugin, Result, chain};

pub const MECHANISM: Mechanism = Mechanism {
    name: "wasmtime-component",
    open_host: || Ok(Box::new(WasmtimeComponent { engine: engine(&Config::new())? })),
};

type PluginFunction = TypedFunc<(i32, i32), (i32,)>;

struct WasmtimeComponent {
    engine: Engine,
}

impl Host for WasmtimeComponent {
    fn load(&self, artifact: &Path, function: &Function, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        let bytes = std::fs::read(artifact).map_err(|why| Error::because(artifact.display(), why))?;
        end_phase(LoadPhase::Load);
        let component = Component::from_binary(&self.engine, &bytes);
        let component = component.map_err(|why| failed("Wasmtime refuses the component", &why))?;
        end_phase(LoadPhase::Compile);
        let mut store = Store::new(&self.engine, ());
        let instance = Linker::new(&self.engine).instantiate(&mut store, &component);
        let instance = instance.map_err(|why| failed("The component has no instance", &why))?;
        end_phase(LoadPhase::Instantiate);
        let function = exported(&mut store, instance, &function.export)?;
        end_phase(LoadPhase::Resolve);
        Ok(Box::new(Loaded { store, function }))
    }
}

fn exported(store: &mut Store<()>, instance: Instance, name: &str) -> Result<PluginFunction> {
    instance.get_typed_func(store, name).map_err(|why| failed(format!("The component has no such \"{name}\""), &why))
}

struct Loaded {
    store: Store<()>,
    function: PluginFunction,
}

impl Plugin for Loaded {
    #[inline]
    fn call(&mut self, a: i32, b: i32) -> Result<i32> {
        let answer = self.function.call(&mut self.store, (a, b));
        answer.map(|(answer,)| answer).map_err(trapped)
    }

    fn chain(&mut self, inputs: &Inputs, iterations: u64) -> Result<i32> {
        let Self { function, store } = self;
        chain(inputs, iterations, |a, b| function.call(&mut *store, (a, b)).map_err(trapped).map(|(answer,)| answer))
    }
}
