//! The ladder of one mechanism, as `bench/sampling/ladder-runner.ts` climbs it in Node.js: `spin(x, k)` for several `k` through
//! the timed loop, in random turns with the native library's own clock. One request in JSON on standard input.

use std::io::Read;
use std::path::{Path, PathBuf};

use engines::contract::{Answer, check_checksum};
use engines::{Error, Function, Inputs, Plugin, Result, mechanisms};
use serde::{Deserialize, Serialize};

use crate::protocol::to_int32;
use crate::sample::{self, MarkPhase, Routine};
use crate::{calibrate, protocol::Batch};

const WARM_UP_NS: f64 = 15e6;
/// Rungs take turns without a pause: the lead-in, one iteration for so many of the sample, is for what the rung before has
/// left in the processor.
const LEAD_IN_DIVISOR: u64 = 4;
/// Steps that the library's clock is held to at once: so many that reading the clock does not show.
const STEPS_PER_READING: i32 = 100_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    mechanism: String,
    artifact_path: PathBuf,
    library_path: Option<PathBuf>,
    steps: Vec<i32>,
    rounds: usize,
    target_ns: f64,
    seed: f64,
}

/// `LadderAnswer` of `bench/sampling/ladder.ts`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Climbed {
    rungs: Vec<Rung>,
    own_clock: Option<OwnClock>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rung {
    steps: i32,
    iterations_per_sample: u64,
    sample_durations_ns: Vec<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OwnClock {
    steps_per_reading: i32,
    readings_ns: Vec<i32>,
}

pub fn climb() -> Result<Climbed> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|why| Error::because("No request can be read", why))?;
    let request: Request = serde_json::from_str(&text).map_err(|why| Error::because("That is no request", why))?;
    let host = (mechanisms::named(&request.mechanism)?.open_host)()?;
    let function = Function::named("spin");
    let plugin = host.load(&request.artifact_path, &function, &mut |_| {})?;
    let inputs = Inputs::seeded(to_int32(request.seed));
    let mut spin = Spin { plugin, answer: function.answer()?, inputs, steps: 0 };
    let mut random = Random(to_int32(request.seed) as u32 | 1);

    let mut rungs = Vec::new();
    for index in random.shuffled(request.steps.len()) {
        let steps = request.steps[index];
        spin.steps = steps;
        let ns_per_iteration =
            calibrate::warm_up(|iterations| sample::run_batch(&mut spin, iterations), WARM_UP_NS, request.target_ns)?;
        let iterations_per_sample = calibrate::grid_size(request.target_ns / ns_per_iteration);
        rungs.push(Rung { steps, iterations_per_sample, sample_durations_ns: Vec::new() });
    }
    rungs.sort_by_key(|rung: &Rung| rung.steps);
    let clock = request.library_path.as_deref().map(Clock::open).transpose()?;
    let mut readings_ns = Vec::new();
    for _ in 0..request.rounds {
        // One turn more than there are rungs: that of the clock.
        for turn in random.shuffled(rungs.len() + 1) {
            match (rungs.get_mut(turn), &clock) {
                (Some(rung), _) => {
                    spin.steps = rung.steps;
                    let iterations_per_sample = rung.iterations_per_sample;
                    let lead_in_iterations = iterations_per_sample.div_ceil(LEAD_IN_DIVISOR);
                    let batch = Batch { iterations_per_sample, lead_in_iterations };
                    rung.sample_durations_ns.push(sample::take(&mut spin, batch)?.duration_ns);
                }
                (None, Some(clock)) => readings_ns.push(clock.read()),
                (None, None) => {}
            }
        }
    }
    let own_clock = clock.map(|_| OwnClock { steps_per_reading: STEPS_PER_READING, readings_ns });
    Ok(Climbed { rungs, own_clock })
}

/// A loop over `spin` with one number of steps at a time.
struct Spin {
    plugin: Box<dyn Plugin>,
    answer: Answer,
    inputs: Inputs,
    steps: i32,
}

impl Routine for Spin {
    fn before_sample(&mut self) -> Result<()> {
        self.inputs.b.fill(self.steps);
        Ok(())
    }

    fn run(&mut self, iterations: u64, _mark_phase: MarkPhase) -> Result<i32> {
        self.plugin.chain(&self.inputs, iterations)
    }

    fn after_sample(&mut self, checksum: i32, iterations: u64) -> Result<()> {
        check_checksum(checksum, self.inputs.expected_checksum(self.answer, iterations), iterations)
    }
}

/// The library's own clock around its own chain.
struct Clock {
    spin_ns: engines::mechanisms::PluginFunction,
    _library: engines::mechanisms::Library,
}

impl Clock {
    fn open(path: &Path) -> Result<Self> {
        let library = engines::mechanisms::open_library(path)?;
        Ok(Self { spin_ns: engines::mechanisms::symbol(&library, "spin_ns")?, _library: library })
    }

    fn read(&self) -> i32 {
        // SAFETY: the signature is the contract's, and the library is open as long as `self` is.
        unsafe { (self.spin_ns)(1, STEPS_PER_READING) }
    }
}

/// Marsaglia's xorshift32.
struct Random(u32);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 as usize % limit
    }

    fn shuffled(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            order.swap(last, self.below(last + 1));
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shuffling_keeps_every_turn() {
        let mut random = Random(7);
        let (first, second) = (random.shuffled(50), random.shuffled(50));
        assert_ne!(first, second);
        let mut sorted = first;
        sorted.sort_unstable();
        assert_eq!(sorted, (0..50).collect::<Vec<_>>());
    }
}
