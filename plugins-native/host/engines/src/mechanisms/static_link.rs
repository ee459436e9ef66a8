//! The plugin linked into the host: what a Rust program without plugins does. A call, because it crosses crates and has a
//! symbol of its own; `static-link-inlined` is what remains of it when the compiler sees through.

use std::path::Path;

use crate::{EndPhase, Function, Host, LoadPhase, Mechanism, Plugin, Result};

pub const MECHANISM: Mechanism = Mechanism { name: "static-link", open_host: || Ok(Box::new(StaticLink)) };

struct StaticLink;

impl Host for StaticLink {
    fn load(&self, _artifact: &Path, function: &Function, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        end_phase(LoadPhase::Load);
        linked(function)
    }
}

macro_rules! functions {
    ($($name:ident as $c_name:ident),*) => {
        /// The function, known when this is compiled.
        fn linked(function: &Function) -> Result<Box<dyn Plugin>> {
            match function.name.as_str() {
                $(stringify!($name) => Ok(Box::new(Linked(|a, b| plugin_min::$c_name(a, b)))),)*
                _ => Err(function.unknown()),
            }
        }
    };
}
plugin_min::for_each_function!(functions);

struct Linked<F>(F);

impl<F: FnMut(i32, i32) -> i32> Plugin for Linked<F> {
    #[inline]
    fn call(&mut self, a: i32, b: i32) -> Result<i32> {
        Ok((self.0)(a, b))
    }
}
