//! What is timed: one module per scenario, each the twin of the file of that name in `bench/scenarios/`, which describes it.

mod as_published;
mod call;
mod instantiate;
mod setup;
mod setup_warm;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use engines::contract::{Contract, first_argument_contract, min_contract};
use engines::{Error, Inputs, Mechanism, Plugin, Result, contract, mechanisms};

use crate::protocol::Prepare;
use crate::sample::Routine;

/// What a scenario measures, and with which arguments.
pub struct Subject {
    mechanism: &'static Mechanism,
    contract: Contract,
    artifact: PathBuf,
    copies_folder: PathBuf,
    inputs: Inputs,
}

impl Subject {
    fn check(&self, plugin: &mut dyn Plugin, limit: Duration) -> Result<usize> {
        let end = Instant::now() + limit;
        contract::check(plugin, self.contract, &self.inputs, || Instant::now() >= end)
    }
}

/// The routine, and whether its samples are repeated until they are long enough.
pub fn prepare(request: &Prepare) -> Result<(Box<dyn Routine>, bool)> {
    let subject = Subject {
        mechanism: mechanisms::named(&request.mechanism)?,
        contract: contract_of(&request.mechanism),
        artifact: PathBuf::from(&request.artifact_path),
        copies_folder: PathBuf::from(&request.copies_folder),
        inputs: Inputs::seeded(request.seed()),
    };
    match request.scenario.as_str() {
        "call" => Ok((Box::new(call::Call::prepare(subject)?), true)),
        "setup" => Ok((Box::new(setup::Setup::prepare(subject)), false)),
        "setup-warm" => Ok((Box::new(setup_warm::SetupWarm::prepare(subject)?), false)),
        "instantiate" => Ok((Box::new(instantiate::Instantiate::prepare(&subject)?), true)),
        "as-published" => Ok((Box::new(as_published::AsPublished::prepare(subject)?), true)),
        unknown => Err(Error::new(format!("There is no scenario \"{unknown}\" in the Rust host."))),
    }
}

/// The floor answers its first argument, everything else the minimum.
pub fn contract_of(mechanism: &str) -> Contract {
    if mechanism == "null" { first_argument_contract } else { min_contract }
}
