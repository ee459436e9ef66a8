//! Takes samples of a routine, as `bench/sampling/sample.ts` does: two clock readings around it, phases in between, and how
//! long a sample has to be.

use std::collections::BTreeMap;
use std::time::Instant;

use engines::Result;

use crate::protocol::Sample;

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

pub fn take(routine: &mut dyn Routine, iterations: u64) -> Result<Sample> {
    routine.before_sample()?;
    let mut marks: Vec<(&'static str, Instant)> = Vec::with_capacity(MOST_PHASES);
    let start = Instant::now();
    let checksum = routine.run(iterations, &mut |phase| marks.push((phase, Instant::now())))?;
    let now = Instant::now();
    let end = marks.last().map_or(now, |(_, at)| *at);
    routine.after_sample(checksum, iterations)?;
    let mut phases_ns = BTreeMap::new();
    let mut previous = start;
    for (phase, at) in marks {
        *phases_ns.entry(phase).or_insert(0) += nanoseconds(previous, at);
        previous = at;
    }
    Ok(Sample { duration_ns: nanoseconds(start, end), phases_ns })
}

fn nanoseconds(from: Instant, to: Instant) -> u64 {
    u64::try_from((to - from).as_nanos()).unwrap_or(u64::MAX)
}

/// Runs the routine until it has been warm for long enough, then sizes a sample: iterations per sample, at least 1. Nothing
/// here is compiled while it runs, but caches, branch predictors and the processor's clock warm up all the same.
pub fn warm_up_and_calibrate(routine: &mut dyn Routine, warm_up_ns: f64, target_ns: f64) -> Result<u64> {
    let (mut iterations, mut spent_ns, mut ns_per_iteration) = (1_u64, 0.0, f64::INFINITY);
    while spent_ns < warm_up_ns || ns_per_iteration.is_infinite() {
        let duration_ns = take(routine, iterations)?.duration_ns as f64;
        spent_ns += duration_ns;
        ns_per_iteration = if duration_ns > 0.0 { duration_ns / iterations as f64 } else { f64::INFINITY };
        if duration_ns < target_ns {
            iterations *= 2;
        }
    }
    Ok((target_ns / ns_per_iteration).ceil().max(1.0) as u64)
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
        let Sample { duration_ns, phases_ns } = take(&mut routine, 7).unwrap();
        assert_eq!(phases_ns.keys().copied().collect::<Vec<_>>(), ["compile", "load"]);
        assert_eq!(phases_ns.values().sum::<u64>(), duration_ns);
        assert_eq!(routine.0, ["before", "run 7", "after 3"]);
    }
}
