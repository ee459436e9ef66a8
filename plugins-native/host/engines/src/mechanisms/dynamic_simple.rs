//! The article's `dynamic_simple`, whole: open the library, read `with_static`, look `with_extern` up, and call both. For
//! `npm run article`; as a row of its own it is libloading with one look-up and one call more.

use std::path::Path;

use super::libloading::{PluginFunction, open, symbol};
use super::libloading_static::variable;
use super::only_min;
use crate::{EndPhase, Function, Host, LoadPhase, Mechanism, Plugin, Result};

pub const MECHANISM: Mechanism = Mechanism { name: "dynamic-simple", open_host: || Ok(Box::new(DynamicSimple)) };

struct DynamicSimple;

impl Host for DynamicSimple {
    fn load(&self, artifact: &Path, function: &Function, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        let library = open(artifact)?;
        end_phase(LoadPhase::Load);
        let with_static = variable(&library, "with_static")?;
        let with_extern = symbol(&library, only_min(function, "with_extern")?)?;
        end_phase(LoadPhase::Resolve);
        Ok(Box::new(Loaded { with_static, with_extern, _library: library }))
    }
}

struct Loaded {
    with_static: PluginFunction,
    with_extern: PluginFunction,
    _library: libloading::Library,
}

impl Plugin for Loaded {
    #[inline]
    fn call(&mut self, a: i32, b: i32) -> Result<i32> {
        // One after the other, and the second needs the answer of the first, so that neither call can be left out.
        // SAFETY: both signatures are the contract's, and the library is open as long as `self` is.
        Ok(unsafe { (self.with_extern)((self.with_static)(a, b), b) })
    }
}
