//! Further loads in a process whose host library is open already, each of a fresh copy.

use std::time::Duration;

use engines::{Host, Plugin, Result, contract};

use super::Subject;
use crate::copies::FreshCopy;
use crate::sample::{MarkPhase, Routine};

const CONTRACT_CHECK: Duration = Duration::from_millis(20);
/// The first loads of a process fault in the engine's own pages: they belong to `setup`.
const DISCARDED_LOADS: usize = 2;

pub struct SetupWarm {
    subject: Subject,
    host: Box<dyn Host>,
    /// Dropped before the copy that it was loaded from.
    plugin: Option<Box<dyn Plugin>>,
    copy: Option<FreshCopy>,
}

impl SetupWarm {
    pub fn prepare(subject: Subject) -> Result<Self> {
        let host = (subject.mechanism.open_host)()?;
        let mut warm = Self { subject, host, plugin: None, copy: None };
        for _ in 0..DISCARDED_LOADS {
            warm.before_sample()?;
            warm.run(1, &mut |_| {})?;
            if let Some(plugin) = warm.plugin.as_mut() {
                warm.subject.check(plugin.as_mut(), CONTRACT_CHECK)?;
            }
            warm.release();
        }
        Ok(warm)
    }

    fn release(&mut self) {
        self.plugin = None;
        self.copy = None;
    }
}

impl Routine for SetupWarm {
    fn before_sample(&mut self) -> Result<()> {
        // Without an artifact there is nothing to copy.
        if !self.subject.artifact.as_os_str().is_empty() {
            self.copy = Some(FreshCopy::of(&self.subject.artifact, &self.subject.copies_folder)?);
        }
        Ok(())
    }

    fn run(&mut self, _iterations: u64, mark_phase: MarkPhase) -> Result<i32> {
        let (a, b) = self.subject.inputs.pair(0);
        let path = self.copy.as_ref().map_or(&self.subject.artifact, |copy| &copy.0);
        let mut plugin = self.host.load(path, &mut |phase| mark_phase(phase.name()))?;
        let answer = plugin.min(a, b)?;
        mark_phase("first-call");
        self.plugin = Some(plugin);
        Ok(answer)
    }

    fn after_sample(&mut self, answer: i32, _iterations: u64) -> Result<()> {
        let (a, b) = self.subject.inputs.pair(0);
        self.release();
        contract::check_checksum(answer, (self.subject.contract)(a, b), 1)
    }
}
