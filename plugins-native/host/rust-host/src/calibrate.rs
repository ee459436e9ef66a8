//! Warms a routine up and finds the size of its samples, as `bench/sampling/calibrate.ts` does, which says why.
//!
//! Batches are run by whoever has the routine and the clock: `run_batch(iterations)` gives nanoseconds.

use engines::Result;

use crate::protocol::Batch;

/// Runs the routine until it has been warm for long enough: nanoseconds per iteration. Nothing here is compiled while it
/// runs, but caches, branch predictors and the processor's clock warm up all the same.
pub fn warm_up(mut run_batch: impl FnMut(u64) -> Result<f64>, warm_up_ns: f64, target_ns: f64) -> Result<f64> {
    let (mut iterations, mut spent_ns, mut ns_per_iteration) = (1_u64, 0.0, f64::INFINITY);
    while spent_ns < warm_up_ns || ns_per_iteration.is_infinite() {
        let duration_ns = run_batch(iterations)?;
        spent_ns += duration_ns;
        ns_per_iteration = if duration_ns > 0.0 { duration_ns / iterations as f64 } else { f64::INFINITY };
        if duration_ns < target_ns {
            iterations *= 2;
        }
    }
    Ok(ns_per_iteration)
}

const SIZING_BATCHES: usize = 5;
const SIZING_ATTEMPTS: usize = 4;
const MOST_GROWTH: f64 = 4.0;
const PAUSES: usize = 5;
const PIECES_PER_SAMPLE: u64 = 8;
const SAMPLES_WATCHED: u64 = 4;
const FEWEST_LEAD_IN: u64 = 4;
const STEADY: f64 = 0.01;

/// The nearest power of two, at least 1.
pub fn grid_size(iterations: f64) -> u64 {
    2_u64.pow(iterations.log2().round().max(0.0) as u32)
}

/// Sizes the samples of a routine that is warm, while nothing else runs. `pause` lets time pass.
pub fn calibrate(
    mut run_batch: impl FnMut(u64) -> Result<f64>,
    target_ns: f64,
    ns_per_iteration: f64,
    pause: impl FnMut(),
) -> Result<Batch> {
    let mut iterations_per_sample = grid_size(target_ns / ns_per_iteration);
    for _ in 0..SIZING_ATTEMPTS {
        let mut durations = Vec::new();
        for _ in 0..SIZING_BATCHES {
            durations.push(run_batch(iterations_per_sample)?);
        }
        let growth = (target_ns / median(durations).max(1.0)).min(MOST_GROWTH);
        let better = grid_size(growth * iterations_per_sample as f64);
        if better == iterations_per_sample {
            break;
        }
        iterations_per_sample = better;
    }
    let lead_in_iterations = find_lead_in(run_batch, iterations_per_sample, pause)?;
    Ok(Batch { iterations_per_sample, lead_in_iterations })
}

fn find_lead_in(
    mut run_batch: impl FnMut(u64) -> Result<f64>,
    iterations_per_sample: u64,
    mut pause: impl FnMut(),
) -> Result<u64> {
    let piece = (iterations_per_sample / PIECES_PER_SAMPLE).max(1);
    let per_sample = (iterations_per_sample / piece) as usize;
    let mut watched = vec![Vec::new(); SAMPLES_WATCHED as usize * per_sample];
    for _ in 0..PAUSES {
        pause();
        for durations in &mut watched {
            durations.push(run_batch(piece)?);
        }
    }
    let medians: Vec<f64> = watched.into_iter().map(median).collect();
    let limit = median(medians[medians.len() - per_sample..].to_vec()) * (1.0 + STEADY);
    // The shortest lead-in after which a whole sample is within a hundredth of the last pieces.
    let skipped = medians
        .windows(per_sample)
        .position(|sample| sample.iter().sum::<f64>() / per_sample as f64 <= limit)
        .unwrap_or(medians.len() - per_sample);
    // At least as long as the sample, and a few iterations, which have to tidy up after each other.
    Ok(iterations_per_sample.max(skipped as u64 * piece).max(FEWEST_LEAD_IN))
}

/// Of at least one value.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_powers_of_two_nearest_to_what_is_wanted() {
        assert_eq!([0.1, 1.0, 1.4, 1.5, 90.0, 91.0, 1000.0].map(grid_size), [1, 1, 1, 2, 64, 128, 1024]);
    }

    use std::cell::Cell;

    /// A routine on a clock of its own: so many nanoseconds an iteration, and more for the first ones after a pause.
    struct World {
        ns_per_iteration: f64,
        cold_ns: f64,
        cold_iterations: u64,
        since_pause: Cell<u64>,
        spent_ns: Cell<f64>,
    }

    impl World {
        fn new(ns_per_iteration: f64, cold_ns: f64, cold_iterations: u64) -> Self {
            Self { ns_per_iteration, cold_ns, cold_iterations, since_pause: Cell::new(0), spent_ns: Cell::new(0.0) }
        }

        fn run(&self, iterations: u64) -> Result<f64> {
            let cold = self.cold_iterations.saturating_sub(self.since_pause.get()).min(iterations);
            self.since_pause.set(self.since_pause.get() + iterations);
            let duration_ns = iterations as f64 * self.ns_per_iteration + cold as f64 * self.cold_ns;
            self.spent_ns.set(self.spent_ns.get() + duration_ns);
            Ok(duration_ns)
        }

        fn calibrate(&self, target_ns: f64, ns_per_iteration: f64) -> Batch {
            calibrate(|iterations| self.run(iterations), target_ns, ns_per_iteration, || self.since_pause.set(0))
                .unwrap()
        }
    }

    #[test]
    fn warm_up_lasts_as_long_as_it_is_asked_to_and_tells_the_pace() {
        let world = World::new(10.0, 0.0, 0);
        assert_eq!(warm_up(|iterations| world.run(iterations), 1e6, 1e5).unwrap(), 10.0);
        assert!((1e6..1.3e6).contains(&world.spent_ns.get()));
    }

    #[test]
    fn the_size_is_that_of_the_target_whatever_the_first_guess_was() {
        for guess in [1.0, 10.0, 1000.0] {
            let batch = World::new(10.0, 0.0, 0).calibrate(2e6, guess);
            assert_eq!(batch.iterations_per_sample, grid_size(2e5), "{guess}");
        }
    }

    #[test]
    fn the_lead_in_covers_what_is_cold_after_a_pause_and_is_as_long_as_a_sample() {
        let batch = World::new(100_000.0, 50_000.0, 40).calibrate(2e6, 100_000.0);
        assert_eq!(batch.iterations_per_sample, 16);
        assert!(batch.lead_in_iterations >= 38, "{batch:?}");
        let steady = World::new(100_000.0, 0.0, 0).calibrate(2e6, 100_000.0);
        assert_eq!(steady.lead_in_iterations, 16);
    }

    #[test]
    fn work_that_is_longer_than_the_target_has_samples_of_one_and_a_lead_in_of_a_few() {
        let batch = World::new(1e9, 0.0, 0).calibrate(2e6, 1e9);
        assert_eq!(batch, Batch { iterations_per_sample: 1, lead_in_iterations: FEWEST_LEAD_IN });
    }

    #[test]
    fn a_batch_that_fails_ends_it() {
        let failing = |_: u64| -> Result<f64> { Err(engines::Error::new("wrong")) };
        assert!(warm_up(failing, 1.0, 1.0).is_err());
        assert!(calibrate(failing, 1.0, 1.0, || {}).is_err());
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
    }
}
