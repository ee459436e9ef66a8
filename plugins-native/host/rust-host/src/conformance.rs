//! What `bench/testing/conformance.mjs` does for loaders, for a mechanism of this host: opens it twice, holds its plugin
//! against the contract, tries a missing file, and counts that every call of the timed loop arrives. Tests judge the answer.

use std::path::Path;

use engines::contract::{check, counted_answer, min_contract, spin_contract};
use engines::{Inputs, Mechanism, Result, mechanisms};
use serde::Serialize;

use crate::scenarios::contract_of;

const CALLS: u64 = 100_000;

#[derive(Serialize)]
pub struct Conformance {
    rounds: Vec<Round>,
    /// What it says of a file that is not there.
    refusal: Option<String>,
    crossings: Option<Crossings>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Round {
    call_style: &'static str,
    phases: Vec<&'static str>,
    checked: usize,
    /// Answers of `spin` and what they should be; none where a mechanism reaches one function.
    spins: Vec<(i32, i32)>,
}

#[derive(Serialize)]
struct Crossings {
    calls: u64,
    instances: &'static str,
}

pub fn examine(mechanism: &str, artifact: &Path, counting: Option<&Path>) -> Result<Conformance> {
    let subject = mechanisms::named(mechanism)?;
    let rounds = (0..2).map(|_| round(subject, artifact)).collect::<Result<_>>()?;
    let missing = (subject.open_host)()?.load(Path::new("/nowhere/plugin"), &mut |_| {});
    let crossings = counting.map(|path| count_crossings(subject, path)).transpose()?;
    Ok(Conformance { rounds, refusal: missing.err().map(|error| error.to_string()), crossings })
}

fn round(subject: &Mechanism, artifact: &Path) -> Result<Round> {
    let mut phases = Vec::new();
    let host = (subject.open_host)()?;
    let mut plugin = host.load(artifact, &mut |phase| phases.push(phase.name()))?;
    let checked = check(plugin.as_mut(), contract_of(subject.name), &Inputs::seeded(3), || false)?;
    let mut spins = Vec::new();
    if plugin.rebind("spin").is_ok() {
        for k in [0, 1, 2, 100] {
            spins.push((plugin.min(-12345, k)?, spin_contract(-12345, k)));
        }
    }
    Ok(Round { call_style: "sync", phases, checked, spins })
}

/// Runs the timed loop over the counting build, whose every answer depends on how many calls there were before.
fn count_crossings(subject: &Mechanism, counting: &Path) -> Result<Crossings> {
    let inputs = Inputs::seeded(3);
    let host = (subject.open_host)()?;
    let mut plugin = host.load(counting, &mut |_| {})?;
    let checksum = plugin.chain(&inputs, CALLS)?;
    // dynamic-simple makes two calls for one answer.
    let calls = [1, 2].into_iter().find(|calls_per_answer| {
        let mut count = 0;
        let answer = |a: i32, b: i32| {
            (0..*calls_per_answer).fold(a, |a, _| {
                count += 1;
                counted_answer(min_contract(a, b), count)
            })
        };
        expected(&inputs, answer) == checksum
    });
    let calls = calls.ok_or_else(|| engines::Error::new("Not every call of the loop arrived in the plugin."))?;
    Ok(Crossings { calls: CALLS * calls, instances: "one" })
}

fn expected(inputs: &Inputs, mut answer: impl FnMut(i32, i32) -> i32) -> i32 {
    let (mut result, mut checksum) = (0, 0_i32);
    for i in 0..CALLS {
        let (a, b) = inputs.pair(i);
        result = answer(result ^ a, b);
        checksum = checksum.rotate_left(1) ^ result;
    }
    checksum
}
