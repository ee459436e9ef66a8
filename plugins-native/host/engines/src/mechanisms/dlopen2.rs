//! dlopen2, the maintained successor of the article's second choice, by its wrapper API: symbols become fields of a struct
//! that keeps the library open.

use std::path::Path;

use dlopen2::wrapper::{Container, WrapperApi};

use crate::{EndPhase, Error, Host, Inputs, LoadPhase, Mechanism, Plugin, Result, chain};

pub const MECHANISM: Mechanism = Mechanism { name: "dlopen2", open_host: || Ok(Box::new(Dlopen2)) };

#[derive(WrapperApi)]
struct Api {
    with_extern: unsafe extern "C" fn(a: i32, b: i32) -> i32,
    spin: unsafe extern "C" fn(x: i32, k: i32) -> i32,
}

struct Dlopen2;

impl Host for Dlopen2 {
    fn load(&self, artifact: &Path, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        // SAFETY: as for libloading: the library is trusted, and its functions have the contract's signatures.
        let api = unsafe { Container::<Api>::load(artifact) };
        let api = api.map_err(|why| Error::because("The library cannot be opened", why))?;
        // One step opens and resolves.
        end_phase(LoadPhase::Load);
        Ok(Box::new(Loaded { api, is_spin: false }))
    }
}

struct Loaded {
    api: Container<Api>,
    is_spin: bool,
}

impl Plugin for Loaded {
    #[inline]
    fn min(&mut self, a: i32, b: i32) -> Result<i32> {
        // SAFETY: the signatures are the contract's, and the container keeps the library open.
        Ok(unsafe { if self.is_spin { self.api.spin(a, b) } else { self.api.with_extern(a, b) } })
    }

    /// Which of the two it is, is decided once.
    fn chain(&mut self, inputs: &Inputs, iterations: u64) -> Result<i32> {
        let Self { api, is_spin } = self;
        // SAFETY: the signatures are the contract's, and the container keeps the library open.
        let spin = |a, b| Ok(unsafe { api.spin(a, b) });
        // SAFETY: as above.
        let min = |a, b| Ok(unsafe { api.with_extern(a, b) });
        if *is_spin { chain(inputs, iterations, spin) } else { chain(inputs, iterations, min) }
    }

    fn rebind(&mut self, name: &str) -> Result<()> {
        self.is_spin = name == "spin";
        if self.is_spin { Ok(()) } else { Err(Error::new(format!("The plugin has no \"{name}\"."))) }
    }
}
