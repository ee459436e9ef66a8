//! Instances of a module that is compiled already, one after the other. Only for comparison with loops written by hand.

use engines::{Plugin, Result};

use super::Subject;
use crate::sample::{MarkPhase, Routine};

pub struct Instances {
    plugin: Box<dyn Plugin>,
}

impl Instances {
    pub fn prepare(subject: &Subject) -> Result<Self> {
        let host = subject.open_host()?;
        Ok(Self { plugin: subject.load(host.as_ref())? })
    }
}

impl Routine for Instances {
    fn run(&mut self, iterations: u64, _mark_phase: MarkPhase) -> Result<i32> {
        for _ in 0..iterations {
            self.plugin.instantiate_again()?;
        }
        Ok(0)
    }

    fn after_sample(&mut self, _checksum: i32, _iterations: u64) -> Result<()> {
        Ok(())
    }
}
