//! The floor: the same loop around the cheapest callee whose result still depends on its arguments. Nothing is loaded.

use std::path::Path;

use crate::{EndPhase, Function, Host, LoadPhase, Mechanism, Plugin, Result};

pub const MECHANISM: Mechanism = Mechanism { name: "null", open_host: || Ok(Box::new(Null)) };

struct Null;

impl Host for Null {
    fn load(&self, _artifact: &Path, _function: &Function, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        end_phase(LoadPhase::Load);
        Ok(Box::new(Null))
    }
}

impl Plugin for Null {
    #[inline]
    fn call(&mut self, a: i32, _b: i32) -> Result<i32> {
        Ok(a)
    }
}
