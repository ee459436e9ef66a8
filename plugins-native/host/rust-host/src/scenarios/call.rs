//! Steady cost of one call.

use std::collections::HashMap;
use std::time::Duration;

use engines::{Plugin, Result, contract};

use super::Subject;
use crate::sample::{MarkPhase, Routine};

const CONTRACT_CHECK: Duration = Duration::from_millis(60);

pub struct Call {
    subject: Subject,
    plugin: Box<dyn Plugin>,
    /// Samples of one runner repeat the same number of iterations, hence the same checksum.
    checksums: HashMap<u64, i32>,
}

impl Call {
    pub fn prepare(subject: Subject) -> Result<Self> {
        let host = (subject.mechanism.open_host)()?;
        let mut plugin = host.load(&subject.artifact, &mut |_| {})?;
        subject.check(plugin.as_mut(), CONTRACT_CHECK)?;
        // Engines live on in what they loaded.
        Ok(Self { subject, plugin, checksums: HashMap::new() })
    }
}

impl Routine for Call {
    fn run(&mut self, iterations: u64, _mark_phase: MarkPhase) -> Result<i32> {
        self.plugin.chain(&self.subject.inputs, iterations)
    }

    fn after_sample(&mut self, checksum: i32, iterations: u64) -> Result<()> {
        let Subject { inputs, contract, .. } = &self.subject;
        let expected =
            self.checksums.entry(iterations).or_insert_with(|| inputs.expected_checksum(contract, iterations));
        contract::check_checksum(checksum, *expected, iterations)
    }
}
