//! Steady cost of one call.

use std::collections::HashMap;

use engines::{Plugin, Result, contract};

use super::Subject;
use crate::sample::{MarkPhase, Routine};

pub struct Steady {
    subject: Subject,
    plugin: Box<dyn Plugin>,
    /// Samples of one runner repeat the same number of iterations, hence the same checksum.
    checksums: HashMap<u64, i32>,
}

impl Steady {
    pub fn prepare(subject: Subject) -> Result<Self> {
        let host = subject.open_host()?;
        let mut plugin = subject.load(host.as_ref())?;
        subject.check(plugin.as_mut())?;
        // Engines live on in what they loaded.
        Ok(Self { subject, plugin, checksums: HashMap::new() })
    }
}

impl Routine for Steady {
    fn run(&mut self, iterations: u64, _mark_phase: MarkPhase) -> Result<i32> {
        self.plugin.chain(&self.subject.inputs, iterations)
    }

    fn after_sample(&mut self, checksum: i32, iterations: u64) -> Result<()> {
        let Subject { inputs, answer, .. } = &self.subject;
        let expected = self.checksums.entry(iterations).or_insert_with(|| inputs.expected_checksum(answer, iterations));
        contract::check_checksum(checksum, *expected, iterations)
    }
}
