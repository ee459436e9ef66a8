//! Loads one plugin that is not as it should be, calls it once, and says what happened: the cells of the table of ABIs, each a
//! process of its own, because some of them end it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use engines::mechanisms::{Library, library_failed, open_library};
use engines::{Error, Function, Plugin, Result, mechanisms};
use serde::Serialize;

/// What the contract says of it is -4.
const ARGUMENTS: (i32, i32) = (3, -4);

#[derive(Serialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
pub enum Outcome {
    /// It was called and gave this.
    Answered { answer: i32 },
    /// The host got an error and lives.
    Refused { error: String },
    /// A panic of the plugin arrived in the host, which caught it.
    Caught,
}

/// `export`: the name by which such a file exports `min`.
pub fn attempt(mechanism: &str, file: &Path, export: &str) -> Result<Outcome> {
    // A mechanism that is not there refuses nothing.
    if !["rust-abi", "vtable"].contains(&mechanism) {
        mechanisms::named(mechanism)?;
    }
    std::panic::set_hook(Box::new(|_| {}));
    let call = || -> Result<i32> {
        let mut plugin = load(mechanism, file, export)?;
        plugin.call(ARGUMENTS.0, ARGUMENTS.1)
    };
    Ok(match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(answer)) => Outcome::Answered { answer },
        Ok(Err(error)) => Outcome::Refused { error: error.to_string() },
        Err(_) => Outcome::Caught,
    })
}

fn load(mechanism: &str, file: &Path, export: &str) -> Result<Box<dyn Plugin>> {
    let function = Function { name: "min".into(), export: export.into() };
    match mechanism {
        "rust-abi" => Ok(Box::new(RustAbi(open_library(file)?))),
        "vtable" => Ok(Box::new(Vtable(open_library(file)?))),
        _ => (mechanisms::named(mechanism)?.open_host)()?.load(file, &function, &mut |_| {}),
    }
}

/// What the article warns of: a structure with the layout of the compiler's choice, passed by Rust's own calling convention.
struct RustAbi(Library);

include!("../../../abnormal/record.rs");

impl Plugin for RustAbi {
    fn call(&mut self, a: i32, b: i32) -> Result<i32> {
        // SAFETY: none. Host and plugin agree on source text only; whether that is enough is what the table shows.
        unsafe {
            let min = self.0.get::<fn(Record) -> Record>("min_of_record");
            let min = min.map_err(|why| library_failed("The library has no \"min_of_record\"", &why))?;
            Ok(min(Record::of(a, b)).answer())
        }
    }
}

/// The structure of `plugins-native/include/plugin.h`, whose version is read before anything else.
struct Vtable(Library);

impl Plugin for Vtable {
    fn call(&mut self, a: i32, b: i32) -> Result<i32> {
        use plugin_min::vtable::{ABI_VERSION, PluginData};
        // SAFETY: the first field of every version of the structure is its version; the rest is read when that is ours.
        unsafe {
            let data = self.0.get::<*const PluginData>("PLUGIN_DATA");
            let data = data.map_err(|why| library_failed("The library has no \"PLUGIN_DATA\"", &why))?;
            let version = (&raw const (**data).abi_version).read();
            if version != ABI_VERSION {
                return Err(Error::new(format!("The plugin has ABI version {version}, this host has {ABI_VERSION}.")));
            }
            let data = &**data;
            let state = (data.new)();
            let answer = (data.min)(state, a, b);
            (data.free)(state);
            Ok(answer)
        }
    }
}
