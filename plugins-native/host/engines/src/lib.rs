//! Every way in which this crate reaches the plugin: one module per mechanism, behind the same three steps that the
//! TypeScript loaders have. A [`Mechanism`] opens a [`Host`], a host loads a [`Plugin`], a plugin answers one function.

pub mod contract;
pub mod error;
pub mod mechanisms;

use std::path::Path;

pub use contract::{Function, Inputs};
pub use error::{Error, Result};

/// Phases that a mechanism marks itself; `host-open` and `first-call` are marked by whoever measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadPhase {
    Load,
    Compile,
    Instantiate,
    Resolve,
}

impl LoadPhase {
    /// As it stands in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Compile => "compile",
            Self::Instantiate => "instantiate",
            Self::Resolve => "resolve",
        }
    }
}

/// Ends the named phase: the time since the previous mark (or the start) is its duration.
pub type EndPhase<'a> = &'a mut dyn FnMut(LoadPhase);

/// One mechanism for reaching the plugin.
pub struct Mechanism {
    /// Equal to the name of the loader in `bench/loaders/`.
    pub name: &'static str,
    /// Starts the host library. Loads no plugin.
    pub open_host: fn() -> Result<Box<dyn Host>>,
}

/// A host library, open and ready to load plugins.
pub trait Host {
    /// Loads one plugin from its file and gets hold of that function, marking phases as they end. Fails with one sentence.
    fn load(&self, artifact: &Path, function: &Function, end_phase: EndPhase) -> Result<Box<dyn Plugin>>;
}

/// A loaded plugin; dropping it closes it.
pub trait Plugin {
    fn call(&mut self, a: i32, b: i32) -> Result<i32>;

    /// Makes one more instance of what is loaded, and drops it.
    fn instantiate_again(&mut self) -> Result<()> {
        Err(Error::new("This mechanism has no instances."))
    }

    /// The timed loop. A provided method, so that it is compiled once for each mechanism, with a callee that is known: the
    /// caller's virtual call is paid once a batch.
    fn chain(&mut self, inputs: &Inputs, iterations: u64) -> Result<i32> {
        chain(inputs, iterations, |a, b| self.call(a, b))
    }
}

/// Calls chained through their results, and summed up in a checksum from which no single wrong answer can vanish.
#[inline(always)]
pub fn chain(inputs: &Inputs, iterations: u64, mut call: impl FnMut(i32, i32) -> Result<i32>) -> Result<i32> {
    let mut result = 0;
    let mut checksum = 0_i32;
    for i in 0..iterations {
        let (a, b) = inputs.pair(i);
        result = call(result ^ a, b)?;
        checksum = checksum.rotate_left(1) ^ result;
    }
    Ok(checksum)
}
