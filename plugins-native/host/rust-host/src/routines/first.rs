//! From nothing to the first answer, once in a fresh process.

use engines::{Host, Plugin, Result, contract};

use super::Subject;
use crate::sample::{MarkPhase, Routine};

pub struct First {
    subject: Subject,
    host: Option<Box<dyn Host>>,
    plugin: Option<Box<dyn Plugin>>,
}

impl First {
    pub fn prepare(subject: Subject) -> Self {
        Self { subject, host: None, plugin: None }
    }
}

impl Routine for First {
    fn run(&mut self, _iterations: u64, mark_phase: MarkPhase) -> Result<i32> {
        let Subject { inputs, artifact, function, .. } = &self.subject;
        let (a, b) = inputs.pair(0);
        let host = self.subject.open_host()?;
        mark_phase("host-open");
        let mut plugin = host.load(artifact, function, &mut |phase| mark_phase(phase.name()))?;
        let answer = plugin.call(a, b)?;
        mark_phase("first-call");
        self.host = Some(host);
        self.plugin = Some(plugin);
        Ok(answer)
    }

    fn after_sample(&mut self, answer: i32, _iterations: u64) -> Result<()> {
        let (a, b) = self.subject.inputs.pair(0);
        contract::check_checksum(answer, (self.subject.answer)(a, b), 1)?;
        match self.plugin.as_mut() {
            Some(plugin) => self.subject.check(plugin.as_mut()).map(drop),
            None => Ok(()),
        }
    }
}
