//! The plugin linked into the host: what a Rust program without plugins does. A call, because it crosses crates and has a
//! symbol of its own; `static-link-inlined` is what remains of it when the compiler sees through.

use std::path::Path;

use plugin_min::with_extern;

use crate::{EndPhase, Host, LoadPhase, Mechanism, Plugin, Result};

pub const MECHANISM: Mechanism = Mechanism { name: "static-link", open_host: || Ok(Box::new(StaticLink)) };

struct StaticLink;

impl Host for StaticLink {
    fn load(&self, _artifact: &Path, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        end_phase(LoadPhase::Load);
        Ok(Box::new(StaticLink))
    }
}

impl Plugin for StaticLink {
    #[inline]
    fn min(&mut self, a: i32, b: i32) -> Result<i32> {
        Ok(with_extern(a, b))
    }
}
