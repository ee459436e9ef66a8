//! The Rust host. Without arguments it is a runner, as `bench/sampling/runner.ts` is for Node.js: it speaks the protocol of
//! `bench/sampling/protocol.ts` on its standard input and output, so that lockstep, statistics, reports and gate serve both.
//! With a verb it answers once, in JSON.

mod abi;
mod calibrate;
mod conformance;
mod copies;
mod describe;
mod ladder;
mod protocol;
mod routines;
mod runner;
mod sample;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use engines::mechanisms::{self, Foreign};
use engines::{Error, Result};

const USAGE: &str = "Verbs: none (a runner), describe, ladder, conformance, \
                     precompile WASM OUTPUT [version V | target TRIPLE], abi MECHANISM FILE EXPORT.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        [] => return runner::serve(),
        ["describe"] => print(&describe::describe()),
        ["ladder"] => ladder::climb().and_then(|climbed| print(&climbed)),
        ["conformance"] => conformance::examine().and_then(|found| print(&found)),
        ["precompile", wasm, output, foreign @ ..] => precompile(wasm, output, foreign),
        ["abi", case, file, export] => abi::attempt(case, Path::new(file), export).and_then(|outcome| print(&outcome)),
        _ => Err(Error::new(USAGE)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn precompile(wasm: &str, output: &str, foreign: &[&str]) -> Result<()> {
    let foreign = match foreign {
        [] => None,
        ["version", version] => Some(Foreign::Version(version)),
        ["target", triple] => Some(Foreign::Target(triple)),
        _ => return Err(Error::new(USAGE)),
    };
    mechanisms::precompile(Path::new(wasm), Path::new(output), foreign)
}

fn print(answer: &impl serde::Serialize) -> Result<()> {
    let text = serde_json::to_string(answer).map_err(|why| Error::because("The answer is no JSON", why))?;
    writeln!(std::io::stdout(), "{text}").map_err(|why| Error::because("The answer cannot be written", why))
}
