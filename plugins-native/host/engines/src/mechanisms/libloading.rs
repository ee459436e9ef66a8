//! libloading, as in the article: open the library, look `with_extern` up, call it.

use std::path::Path;

use libloading::Library;

use crate::{EndPhase, Error, Function, Host, LoadPhase, Mechanism, Plugin, Result};

pub const MECHANISM: Mechanism = Mechanism { name: "libloading", open_host: || Ok(Box::new(Libloading)) };

pub type PluginFunction = unsafe extern "C" fn(i32, i32) -> i32;

struct Libloading;

impl Host for Libloading {
    fn load(&self, artifact: &Path, function: &Function, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        let library = open(artifact)?;
        end_phase(LoadPhase::Load);
        let function = symbol(&library, &function.export)?;
        end_phase(LoadPhase::Resolve);
        Ok(Box::new(Loaded { function, _library: library }))
    }
}

/// A function of a library, and the library that it needs to stay open.
pub struct Loaded {
    pub function: PluginFunction,
    pub _library: Library,
}

impl Plugin for Loaded {
    #[inline]
    fn call(&mut self, a: i32, b: i32) -> Result<i32> {
        // SAFETY: the signature is the contract's, and the library is open as long as `self` is.
        Ok(unsafe { (self.function)(a, b) })
    }
}

pub fn open(artifact: &Path) -> Result<Library> {
    // SAFETY: the constructors of the library are trusted: it is the plugin of this project, or one that the user named.
    unsafe { Library::new(artifact) }.map_err(|why| failed("The library cannot be opened", &why))
}

pub fn symbol(library: &Library, name: &str) -> Result<PluginFunction> {
    // SAFETY: functions of the contract have this signature; nobody can check it, which is what the table of ABIs shows.
    let symbol = unsafe { library.get::<PluginFunction>(name) };
    symbol.map(|symbol| *symbol).map_err(|why| failed(format!("The library has no \"{name}\""), &why))
}

/// libloading says what failed; why is in what the error was made from.
#[cold]
pub fn failed(what: impl std::fmt::Display, why: &libloading::Error) -> Error {
    let cause = std::error::Error::source(why).map_or_else(|| why.to_string(), ToString::to_string);
    Error::because(what, cause)
}
