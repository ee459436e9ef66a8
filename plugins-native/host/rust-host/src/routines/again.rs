//! Further loads in a process whose host library is open already, each of a fresh copy.

use engines::{Host, Plugin, Result, contract};

use super::Subject;
use crate::copies::FreshCopy;
use crate::sample::{MarkPhase, Routine};

pub struct Again {
    subject: Subject,
    host: Box<dyn Host>,
    /// Dropped before the copy that it was loaded from.
    plugin: Option<Box<dyn Plugin>>,
    copy: Option<FreshCopy>,
}

impl Again {
    /// The first loads of a process fault in the engine's own pages: some are discarded.
    pub fn prepare(subject: Subject, discarded_loads: usize) -> Result<Self> {
        let host = subject.open_host()?;
        let mut again = Self { subject, host, plugin: None, copy: None };
        for _ in 0..discarded_loads {
            again.before_sample()?;
            again.run(1, &mut |_| {})?;
            if let Some(plugin) = again.plugin.as_mut() {
                again.subject.check(plugin.as_mut())?;
            }
            again.release();
        }
        Ok(again)
    }

    fn release(&mut self) {
        self.plugin = None;
        self.copy = None;
    }
}

impl Routine for Again {
    fn before_sample(&mut self) -> Result<()> {
        // Without an artifact there is nothing to copy.
        if !self.subject.artifact.as_os_str().is_empty() {
            self.copy = Some(FreshCopy::of(&self.subject.artifact, &self.subject.copies_folder)?);
        }
        Ok(())
    }

    fn run(&mut self, _iterations: u64, mark_phase: MarkPhase) -> Result<i32> {
        let Subject { inputs, artifact, function, .. } = &self.subject;
        let (a, b) = inputs.pair(0);
        let path = self.copy.as_ref().map_or(artifact, |copy| &copy.0);
        let mut plugin = self.host.load(path, function, &mut |phase| mark_phase(phase.name()))?;
        let answer = plugin.call(a, b)?;
        mark_phase("first-call");
        self.plugin = Some(plugin);
        Ok(answer)
    }

    fn after_sample(&mut self, answer: i32, _iterations: u64) -> Result<()> {
        let (a, b) = self.subject.inputs.pair(0);
        self.release();
        contract::check_checksum(answer, (self.subject.answer)(a, b), 1)
    }
}
