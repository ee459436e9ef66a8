//! Takes samples of a routine, as `bench/sampling/sample.ts` does: a lead-in, two clock readings, and phases in between.

use std::collections::BTreeMap;
use std::time::Instant;

use engines::Result;

use crate::protocol::{Batch, Sample};

/// Ends a phase of the running sample.
pub type MarkPhase<'a> = &'a mut dyn FnMut(&'static str);

/// The work between two clock readings. It owns the loop, and the sampler owns the clock.
pub trait Routine {
    /// Untimed, before each sample.
    fn before_sample(&mut self) -> Result<()> {
        Ok(())
    }

    /// Repeats the work; the returned number depends on every answer, so that none can be optimised away.
    fn run(&mut self, iterations: u64, mark_phase: MarkPhase) -> Result<i32>;

    /// Untimed, after each sample: verifies the checksum and releases what the sample made.
    fn after_sample(&mut self, checksum: i32, iterations: u64) -> Result<()>;
}

/// More phases than any routine marks, so that no mark allocates.
const MOST_PHASES: usize = 16;

/// A lead-in of the same loop, untimed but for its first iteration, then two clock readings around the batch.
pub fn take(routine: &mut dyn Routine, batch: Batch) -> Result<Sample> {
    routine.before_sample()?;
    let Batch { iterations_per_sample, lead_in_iterations } = batch;
    let first = (lead_in_iterations > 0).then(|| timed(routine, 1)).transpose()?;
    let rest = (lead_in_iterations > 1).then(|| timed(routine, lead_in_iterations - 1)).transpose()?;
    let sample = timed(routine, iterations_per_sample)?;
    // Verified when all is timed: nothing may come between the lead-in and the sample.
    for run in first.iter().chain(&rest).chain([&sample]) {
        routine.after_sample(run.checksum, run.iterations)?;
    }
    let mut phases_ns = BTreeMap::new();
    let mut previous = sample.start;
    for &(phase, at) in &sample.marks {
        *phases_ns.entry(phase).or_insert(0) += nanoseconds(previous, at);
        previous = at;
    }
    Ok(Sample { duration_ns: sample.duration_ns(), phases_ns, first_call_ns: first.map(|run| run.duration_ns()) })
}

/// Nanoseconds of a batch without a lead-in: what calibration asks for.
pub fn run_batch(routine: &mut dyn Routine, iterations: u64) -> Result<f64> {
    let batch = Batch { iterations_per_sample: iterations, lead_in_iterations: 0 };
    Ok(take(routine, batch)?.duration_ns as f64)
}

struct Timed {
    start: Instant,
    end: Instant,
    marks: Vec<(&'static str, Instant)>,
    checksum: i32,
    iterations: u64,
}

impl Timed {
    fn duration_ns(&self) -> u64 {
        nanoseconds(self.start, self.end)
    }
}

fn timed(routine: &mut dyn Routine, iterations: u64) -> Result<Timed> {
    let mut marks: Vec<(&'static str, Instant)> = Vec::with_capacity(MOST_PHASES);
    let start = Instant::now();
    let checksum = routine.run(iterations, &mut |phase| marks.push((phase, Instant::now())))?;
    let now = Instant::now();
    let end = marks.last().map_or(now, |&(_, at)| at);
    Ok(Timed { start, end, marks, checksum, iterations })
}

fn nanoseconds(from: Instant, to: Instant) -> u64 {
    u64::try_from((to - from).as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Phased(Vec<String>);

    impl Routine for Phased {
        fn before_sample(&mut self) -> Result<()> {
            self.0.push("before".into());
            Ok(())
        }

        fn run(&mut self, iterations: u64, mark_phase: MarkPhase) -> Result<i32> {
            self.0.push(format!("run {iterations}"));
            for phase in ["load", "compile", "load"] {
                mark_phase(phase);
            }
            Ok(3)
        }

        fn after_sample(&mut self, checksum: i32, _iterations: u64) -> Result<()> {
            self.0.push(format!("after {checksum}"));
            Ok(())
        }
    }

    #[test]
    fn phases_sum_to_the_sample_and_everything_is_in_order() {
        let mut routine = Phased(Vec::new());
        let batch = Batch { iterations_per_sample: 7, lead_in_iterations: 0 };
        let Sample { duration_ns, phases_ns, first_call_ns } = take(&mut routine, batch).unwrap();
        assert_eq!(first_call_ns, None);
        assert_eq!(phases_ns.keys().copied().collect::<Vec<_>>(), ["compile", "load"]);
        assert_eq!(phases_ns.values().sum::<u64>(), duration_ns);
        assert_eq!(routine.0, ["before", "run 7", "after 3"]);
    }

    #[test]
    fn a_lead_in_comes_before_the_sample_and_is_verified_after_it() {
        let mut routine = Phased(Vec::new());
        let batch = Batch { iterations_per_sample: 7, lead_in_iterations: 3 };
        let Sample { duration_ns, phases_ns, first_call_ns } = take(&mut routine, batch).unwrap();
        assert_eq!(phases_ns.values().sum::<u64>(), duration_ns);
        assert!(first_call_ns.is_some());
        assert_eq!(routine.0, ["before", "run 1", "run 2", "run 7", "after 3", "after 3", "after 3"]);
    }
}
