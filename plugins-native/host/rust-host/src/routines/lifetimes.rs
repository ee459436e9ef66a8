//! The article's benchmark as it was: everything from the host library to the answer, again and again in one process.

use engines::{Result, contract};

use super::Subject;
use crate::sample::{MarkPhase, Routine};

pub struct Lifetimes {
    subject: Subject,
}

impl Lifetimes {
    pub fn prepare(subject: Subject) -> Result<Self> {
        let host = subject.open_host()?;
        subject.check(subject.load(host.as_ref())?.as_mut())?;
        Ok(Self { subject })
    }
}

impl Routine for Lifetimes {
    fn run(&mut self, iterations: u64, _mark_phase: MarkPhase) -> Result<i32> {
        let (mut result, mut checksum) = (0, 0_i32);
        for i in 0..iterations {
            let (a, b) = self.subject.inputs.pair(i);
            let host = self.subject.open_host()?;
            let mut plugin = self.subject.load(host.as_ref())?;
            result = plugin.call(result ^ a, b)?;
            checksum = checksum.rotate_left(1) ^ result;
        }
        Ok(checksum)
    }

    fn after_sample(&mut self, checksum: i32, iterations: u64) -> Result<()> {
        let Subject { inputs, answer, .. } = &self.subject;
        contract::check_checksum(checksum, inputs.expected_checksum(answer, iterations), iterations)
    }
}
