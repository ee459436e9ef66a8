//! Warms a routine up and finds the size of its samples, as `bench/sampling/calibrate.ts` does, which says why.

use engines::Result;

use crate::protocol::Batch;
use crate::sample::{self, Routine};

/// Runs the routine until it has been warm for long enough: nanoseconds per iteration. Nothing here is compiled while it
/// runs, but caches, branch predictors and the processor's clock warm up all the same.
pub fn warm_up(routine: &mut dyn Routine, warm_up_ns: f64, target_ns: f64) -> Result<f64> {
    let (mut iterations, mut spent_ns, mut ns_per_iteration) = (1_u64, 0.0, f64::INFINITY);
    while spent_ns < warm_up_ns || ns_per_iteration.is_infinite() {
        let duration_ns = run_batch(routine, iterations)?;
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
pub fn calibrate(routine: &mut dyn Routine, target_ns: f64, ns_per_iteration: f64, pause: impl Fn()) -> Result<Batch> {
    let mut iterations_per_sample = grid_size(target_ns / ns_per_iteration);
    for _ in 0..SIZING_ATTEMPTS {
        let mut durations = Vec::new();
        for _ in 0..SIZING_BATCHES {
            durations.push(run_batch(routine, iterations_per_sample)?);
        }
        let growth = (target_ns / median(durations).max(1.0)).min(MOST_GROWTH);
        let better = grid_size(growth * iterations_per_sample as f64);
        if better == iterations_per_sample {
            break;
        }
        iterations_per_sample = better;
    }
    let lead_in_iterations = find_lead_in(routine, iterations_per_sample, pause)?;
    Ok(Batch { iterations_per_sample, lead_in_iterations })
}

fn find_lead_in(routine: &mut dyn Routine, iterations_per_sample: u64, pause: impl Fn()) -> Result<u64> {
    let piece = (iterations_per_sample / PIECES_PER_SAMPLE).max(1);
    let per_sample = (iterations_per_sample / piece) as usize;
    let mut watched = vec![Vec::new(); SAMPLES_WATCHED as usize * per_sample];
    for _ in 0..PAUSES {
        pause();
        for durations in &mut watched {
            durations.push(run_batch(routine, piece)?);
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

fn run_batch(routine: &mut dyn Routine, iterations: u64) -> Result<f64> {
    let batch = Batch { iterations_per_sample: iterations, lead_in_iterations: 0 };
    Ok(sample::take(routine, batch)?.duration_ns as f64)
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

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
    }
}
