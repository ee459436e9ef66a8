//! The article's benchmark as it was: everything from the host library to the answer, again and again in one process.

use std::time::Duration;

use engines::{Result, contract};

use super::Subject;
use crate::sample::{MarkPhase, Routine};

const CONTRACT_CHECK: Duration = Duration::from_millis(20);

pub struct AsPublished {
    subject: Subject,
}

impl AsPublished {
    pub fn prepare(subject: Subject) -> Result<Self> {
        let host = (subject.mechanism.open_host)()?;
        subject.check(host.load(&subject.artifact, &mut |_| {})?.as_mut(), CONTRACT_CHECK)?;
        Ok(Self { subject })
    }
}

impl Routine for AsPublished {
    fn run(&mut self, iterations: u64, _mark_phase: MarkPhase) -> Result<i32> {
        let Subject { mechanism, artifact, inputs, .. } = &self.subject;
        let (mut result, mut checksum) = (0, 0_i32);
        for i in 0..iterations {
            let (a, b) = inputs.pair(i);
            let host = (mechanism.open_host)()?;
            let mut plugin = host.load(artifact, &mut |_| {})?;
            result = plugin.min(result ^ a, b)?;
            checksum = checksum.rotate_left(1) ^ result;
        }
        Ok(checksum)
    }

    fn after_sample(&mut self, checksum: i32, iterations: u64) -> Result<()> {
        let Subject { inputs, contract, .. } = &self.subject;
        contract::check_checksum(checksum, inputs.expected_checksum(contract, iterations), iterations)
    }
}
