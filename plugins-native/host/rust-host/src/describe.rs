//! What this host is, for environments of reports.

use std::collections::BTreeMap;

use engines::mechanisms;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Description {
    /// Of the compiler, as it prints it.
    rustc: &'static str,
    /// How it was compiled; `Cargo.toml` of the workspace is where it is decided.
    profile: &'static str,
    crates: BTreeMap<&'static str, &'static str>,
    mechanisms: Vec<&'static str>,
}

const PROFILE: &str = if cfg!(debug_assertions) {
    "debug"
} else {
    "release (opt-level 3, no LTO across crates, one codegen unit in crates of ours and four in engines, panic unwind)"
};

pub fn describe() -> Description {
    Description {
        rustc: env!("RUSTC_VERSION"),
        profile: PROFILE,
        crates: env!("CRATE_VERSIONS").split(',').filter_map(|entry| entry.split_once(' ')).collect(),
        mechanisms: mechanisms::ALL.iter().map(|mechanism| mechanism.name).collect(),
    }
}
