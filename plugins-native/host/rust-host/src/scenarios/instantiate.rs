//! Instances of a module that is compiled already, one after the other. Only for comparison with loops written by hand.

use engines::{Plugin, Result};

use super::Subject;
use crate::sample::{MarkPhase, Routine};

pub struct Instantiate {
    plugin: Box<dyn Plugin>,
}

impl Instantiate {
    pub fn prepare(subject: &Subject) -> Result<Self> {
        let host = (subject.mechanism.open_host)()?;
        Ok(Self { plugin: host.load(&subject.artifact, &mut |_| {})? })
    }
}

impl Routine for Instantiate {
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
