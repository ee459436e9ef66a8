//! dlopen2, the maintained successor of the article's second choice, by its wrapper API: symbols become fields of a struct
//! that keeps the library open.

use std::path::Path;

use dlopen2::wrapper::{Container, WrapperApi};

use crate::{EndPhase, Error, Function, Host, LoadPhase, Mechanism, Plugin, Result};

pub const MECHANISM: Mechanism = Mechanism { name: "dlopen2", open_host: || Ok(Box::new(Dlopen2)) };

macro_rules! api {
    ($($name:ident as $c_name:ident),*) => {
        #[derive(WrapperApi)]
        struct Api {
            $($c_name: unsafe extern "C" fn(a: i32, b: i32) -> i32,)*
        }

        /// The container, and which of its functions is called: known when it is compiled.
        fn loaded(api: Container<Api>, function: &Function) -> Result<Box<dyn Plugin>> {
            match function.name.as_str() {
                $(
                    // SAFETY: the signatures are the contract's, and the container keeps the library open.
                    stringify!($name) => Ok(Box::new(Loaded(move |a, b| unsafe { api.$c_name(a, b) }))),
                )*
                _ => Err(function.unknown()),
            }
        }
    };
}
plugin_min::for_each_function!(api);

struct Dlopen2;

impl Host for Dlopen2 {
    fn load(&self, artifact: &Path, function: &Function, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        // SAFETY: as for libloading: the library is trusted, and its functions have the contract's signatures.
        let api = unsafe { Container::<Api>::load(artifact) };
        let api = api.map_err(|why| Error::because("The library cannot be opened", why))?;
        // One step opens and resolves.
        end_phase(LoadPhase::Load);
        loaded(api, function)
    }
}

struct Loaded<F>(F);

impl<F: FnMut(i32, i32) -> i32> Plugin for Loaded<F> {
    #[inline]
    fn call(&mut self, a: i32, b: i32) -> Result<i32> {
        Ok((self.0)(a, b))
    }
}
