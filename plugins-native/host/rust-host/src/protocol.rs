//! Messages between the parent and a runner, one line of JSON each; `bench/sampling/protocol.ts` explains them.

use std::collections::BTreeMap;

use engines::Function;
use engines::contract::Vector;
use serde::{Deserialize, Serialize};

/// `PROTOCOL_VERSION` of the other side.
pub const VERSION: u32 = 6;
/// The environment variable that holds the file descriptor of the pipe to the parent; without it, standard input and output.
pub const PIPE_VARIABLE: &str = "PLUGIN_BENCH_PIPE";

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Request {
    Prepare(Prepare),
    Sample {
        /// Without one, that of `ready`.
        batch: Option<Batch>,
    },
    Finish,
}

/// The first request.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Prepare {
    pub protocol: u32,
    pub mechanism: String,
    #[serde(flatten)]
    pub asked: Asked,
    pub routine: Routine,
    pub artifact_path: String,
    pub copies_folder: String,
    pub input_seed: f64,
    pub warm_up_ns: f64,
    pub target_ns: f64,
    /// Given from the second block on; without it, calibrate.
    pub batch: Option<Batch>,
}

/// What to ask the plugin, and calls of it with their right answers.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    function: String,
    export_name: String,
    pub vectors: Vec<Vector>,
}

impl Asked {
    pub fn function(&self) -> Function {
        Function { name: self.function.clone(), export: self.export_name.clone() }
    }
}

/// `NativeRoutine` of `bench/scenario.ts`.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Routine {
    pub kind: RoutineKind,
    pub check_ms: u64,
    pub discarded_loads: usize,
    pub is_calibrated: bool,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum RoutineKind {
    Steady,
    First,
    Again,
    Lifetimes,
    Instances,
}

/// The size of a sample: `Batch` of `bench/sampling/sample.ts`.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Batch {
    pub iterations_per_sample: u64,
    pub lead_in_iterations: u64,
}

impl Batch {
    /// Work that is done once per sample.
    pub const SINGLE: Self = Self { iterations_per_sample: 1, lead_in_iterations: 0 };
}

impl Prepare {
    /// As JavaScript's `^` sees the number: modulo 2^32.
    pub fn seed(&self) -> i32 {
        to_int32(self.input_seed)
    }
}

/// ECMAScript's ToInt32, for whole numbers.
pub fn to_int32(number: f64) -> i32 {
    (number.rem_euclid(4_294_967_296.0) as u64) as u32 as i32
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum Reply {
    Ready {
        protocol: u32,
        batch: Batch,
    },
    Sample {
        /// As asked for.
        iterations: u64,
        sample: Sample,
    },
    Finished,
    Failed {
        error: String,
    },
}

/// One timed batch. Phases are there when the routine marked any, and sum to the duration.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sample {
    pub duration_ns: u64,
    pub phases_ns: BTreeMap<&'static str, u64>,
    /// The first iteration of the lead-in: one call after a pause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_call_ns: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_and_replies_written_as_the_other_side_does() {
        let line = r#"{"type":"prepare","protocol":6,"scenario":"call","mechanism":"wasmtime","function":"min","exportName":"with_extern","vectors":[[1,2,1]],"routine":{"kind":"steady","checkMs":60,"discardedLoads":0,"isCalibrated":true},"parameters":{},"artifactKind":"wasm-module","artifactPath":"p","copiesFolder":"c","inputSeed":4294967295,"warmUpNs":1e6,"targetNs":2e6,"batch":null,"sampleCount":3}"#;
        let Ok(Request::Prepare(prepare)) = serde_json::from_str(line) else { panic!("not a prepare") };
        assert_eq!((prepare.routine.kind, prepare.seed(), prepare.batch), (RoutineKind::Steady, -1, None));
        assert_eq!((prepare.asked.function().export.as_str(), prepare.asked.vectors), ("with_extern", vec![(1, 2, 1)]));
        assert!(matches!(
            serde_json::from_str(r#"{"type":"sample","batch":null}"#),
            Ok(Request::Sample { batch: None })
        ));
        let line = r#"{"type":"sample","batch":{"iterationsPerSample":8,"leadInIterations":2}}"#;
        let Ok(Request::Sample { batch: Some(batch) }) = serde_json::from_str(line) else { panic!("not a sample") };
        assert_eq!(batch, Batch { iterations_per_sample: 8, lead_in_iterations: 2 });
        let reply = Reply::Sample {
            iterations: 8,
            sample: Sample { duration_ns: 5, phases_ns: BTreeMap::from([("load", 5)]), first_call_ns: None },
        };
        let text = serde_json::to_string(&reply).unwrap();
        assert_eq!(text, r#"{"type":"sample","iterations":8,"sample":{"durationNs":5,"phasesNs":{"load":5}}}"#);
        let ready = serde_json::to_string(&Reply::Ready { protocol: VERSION, batch: Batch::SINGLE }).unwrap();
        assert_eq!(ready, r#"{"type":"ready","protocol":6,"batch":{"iterationsPerSample":1,"leadInIterations":0}}"#);
    }
}
