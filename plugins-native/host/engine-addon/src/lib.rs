//! The engines as a Node-API addon: what a Node.js program gets that embeds Wasmtime or Wasmer. A call crosses Node-API, then
//! the engine's own boundary; both are part of the mechanism's cost.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use engines::{Function as PluginFunction, Host, Plugin, mechanisms};
use napi::bindgen_prelude::{Env, Error, Function, FunctionCallContext, Result};
use napi_derive::napi;

/// Opens the host library of a mechanism.
#[napi]
pub fn open_host(mechanism: String) -> Result<EngineHost> {
    let mechanism = mechanisms::named(&mechanism).map_err(refused)?;
    Ok(EngineHost { host: Some((mechanism.open_host)().map_err(refused)?) })
}

/// Names of all mechanisms in here.
#[napi]
pub fn mechanism_names() -> Vec<&'static str> {
    mechanisms::ALL.iter().map(|mechanism| mechanism.name).collect()
}

#[napi]
pub struct EngineHost {
    host: Option<Box<dyn Host>>,
}

#[napi]
impl EngineHost {
    /// Loads one plugin and the function that it exports by that name; `end_phase` hears the name of every phase as it ends.
    #[napi]
    pub fn load(&self, path: String, export: String, end_phase: Function<&'static str, ()>) -> Result<EnginePlugin> {
        let mut deaf = None;
        let mut tell = |phase: engines::LoadPhase| {
            if let Err(error) = end_phase.call(phase.name()) {
                deaf = Some(error);
            }
        };
        let host = self.host.as_ref().ok_or_else(|| Error::from_reason("The host is closed."))?;
        let plugin = host.load(Path::new(&path), &PluginFunction::named(&export), &mut tell).map_err(refused)?;
        match deaf {
            Some(error) => Err(error),
            None => Ok(EnginePlugin { plugin: Rc::new(RefCell::new(Some(plugin))) }),
        }
    }
}

#[napi]
impl EngineHost {
    /// Drops the engine now, not when the garbage collector comes by.
    #[napi]
    pub fn close(&mut self) {
        self.host = None;
    }
}

type Shared = Rc<RefCell<Option<Box<dyn Plugin>>>>;

#[napi]
pub struct EnginePlugin {
    plugin: Shared,
}

#[napi]
impl EnginePlugin {
    /// The function that is called: plain, with neither a receiver nor a name to look up.
    #[napi]
    pub fn call<'env>(&self, env: &'env Env) -> Result<Function<'env, (i32, i32), i32>> {
        let plugin = Rc::clone(&self.plugin);
        env.create_function_from_closure("call", move |context: FunctionCallContext| {
            let (a, b) = (context.get(0)?, context.get(1)?);
            match plugin.borrow_mut().as_mut() {
                Some(plugin) => plugin.call(a, b).map_err(refused),
                None => Err(Error::from_reason("The plugin is closed.")),
            }
        })
    }

    /// Drops the plugin; the function refuses every later call.
    #[napi]
    pub fn close(&self) {
        self.plugin.borrow_mut().take();
    }
}

fn refused(error: engines::Error) -> Error {
    Error::from_reason(error.to_string())
}
