//! What `bench/testing/conformance.mjs` does for loaders, for a mechanism of this host: opens it twice, holds its plugin
//! against the contract, tries a missing file, and counts that every call of the timed loop arrives. Tests judge the answer.
//! One request in JSON on standard input.

use std::io::Read;
use std::path::{Path, PathBuf};

use engines::contract::{check, counted_answer};
use engines::{Error, Inputs, Mechanism, Result, mechanisms};
use serde::{Deserialize, Serialize};

use crate::protocol::Asked;

const CALLS: u64 = 100_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    mechanism: String,
    artifact_path: PathBuf,
    /// The build that counts its calls.
    counting_path: Option<PathBuf>,
    calls_per_answer: i32,
    asked: Asked,
    /// The second function, where the mechanism reaches it.
    spin: Option<Asked>,
}

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
    /// Answers of `spin` and what they should be.
    spins: Vec<(i32, i32)>,
}

#[derive(Serialize)]
struct Crossings {
    calls: u64,
    instances: &'static str,
}

pub fn examine() -> Result<Conformance> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|why| Error::because("No request can be read", why))?;
    let request: Request = serde_json::from_str(&text).map_err(|why| Error::because("That is no request", why))?;
    let subject = mechanisms::named(&request.mechanism)?;
    let rounds = (0..2).map(|_| round(subject, &request)).collect::<Result<_>>()?;
    let missing = (subject.open_host)()?.load(Path::new("/nowhere/plugin"), &request.asked.function(), &mut |_| {});
    let crossings =
        request.counting_path.as_deref().map(|path| count_crossings(subject, path, &request)).transpose()?;
    Ok(Conformance { rounds, refusal: missing.err().map(|error| error.to_string()), crossings })
}

fn round(subject: &Mechanism, Request { artifact_path, asked, spin, .. }: &Request) -> Result<Round> {
    let mut phases = Vec::new();
    let host = (subject.open_host)()?;
    let function = asked.function();
    let mut plugin = host.load(artifact_path, &function, &mut |phase| phases.push(phase.name()))?;
    let checked = check(plugin.as_mut(), &asked.vectors, function.answer()?, &Inputs::seeded(3), || false)?;
    let mut spins = Vec::new();
    if let Some(spin) = spin {
        let mut plugin = host.load(artifact_path, &spin.function(), &mut |_| {})?;
        for &(x, k, expected) in &spin.vectors {
            spins.push((plugin.call(x, k)?, expected));
        }
    }
    Ok(Round { call_style: "sync", phases, checked, spins })
}

/// Runs the timed loop over the counting build, whose every answer depends on how many calls there were before.
fn count_crossings(subject: &Mechanism, counting: &Path, request: &Request) -> Result<Crossings> {
    let inputs = Inputs::seeded(3);
    let host = (subject.open_host)()?;
    let function = request.asked.function();
    let mut plugin = host.load(counting, &function, &mut |_| {})?;
    let checksum = plugin.chain(&inputs, CALLS)?;
    let (right, mut count) = (function.answer()?, 0);
    let expected = inputs.expected_checksum(
        |a, b| {
            (0..request.calls_per_answer).fold(a, |a, _| {
                count += 1;
                counted_answer(right(a, b), count)
            })
        },
        CALLS,
    );
    if expected != checksum {
        return Err(Error::new("Not every call of the loop arrived in the plugin."));
    }
    Ok(Crossings { calls: CALLS * u64::from(request.calls_per_answer.unsigned_abs()), instances: "one" })
}
