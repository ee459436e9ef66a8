//! What is timed: one module per kind of routine. Which scenario is which, the other host says (`bench/scenarios/`).

mod again;
mod first;
mod instances;
mod lifetimes;
mod steady;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use engines::contract::{Answer, Vector, check};
use engines::{Function, Host, Inputs, Mechanism, Plugin, Result, mechanisms};

use crate::protocol::{Prepare, RoutineKind};
use crate::sample::Routine;

/// What a routine measures, and with which arguments.
pub struct Subject {
    mechanism: &'static Mechanism,
    function: Function,
    answer: Answer,
    vectors: Vec<Vector>,
    check_limit: Duration,
    artifact: PathBuf,
    copies_folder: PathBuf,
    inputs: Inputs,
}

impl Subject {
    fn open_host(&self) -> Result<Box<dyn Host>> {
        (self.mechanism.open_host)()
    }

    /// The artifact, loaded untimed.
    fn load(&self, host: &dyn Host) -> Result<Box<dyn Plugin>> {
        host.load(&self.artifact, &self.function, &mut |_| {})
    }

    fn check(&self, plugin: &mut dyn Plugin) -> Result<usize> {
        let end = Instant::now() + self.check_limit;
        check(plugin, &self.vectors, self.answer, &self.inputs, || Instant::now() >= end)
    }
}

pub fn prepare(request: &Prepare) -> Result<Box<dyn Routine>> {
    let function = request.asked.function();
    let subject = Subject {
        mechanism: mechanisms::named(&request.mechanism)?,
        answer: function.answer()?,
        function,
        vectors: request.asked.vectors.clone(),
        check_limit: Duration::from_millis(request.routine.check_ms),
        artifact: PathBuf::from(&request.artifact_path),
        copies_folder: PathBuf::from(&request.copies_folder),
        inputs: Inputs::seeded(request.seed()),
    };
    Ok(match request.routine.kind {
        RoutineKind::Steady => Box::new(steady::Steady::prepare(subject)?),
        RoutineKind::First => Box::new(first::First::prepare(subject)),
        RoutineKind::Again => Box::new(again::Again::prepare(subject, request.routine.discarded_loads)?),
        RoutineKind::Lifetimes => Box::new(lifetimes::Lifetimes::prepare(subject)?),
        RoutineKind::Instances => Box::new(instances::Instances::prepare(&subject)?),
    })
}
