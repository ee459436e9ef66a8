//! Writes down what the host is made of: the compiler, and the versions of crates that Cargo.lock pins.

use std::process::Command;

const CRATES: [&str; 6] = ["abi_stable", "dlopen2", "libloading", "wasmer", "wasmi", "wasmtime"];

fn main() {
    println!("cargo:rerun-if-changed=../Cargo.lock");
    let lock = std::fs::read_to_string("../Cargo.lock").expect("Cargo.lock is beside the workspace");
    let versions: Vec<String> = CRATES.iter().map(|name| format!("{name} {}", newest(&lock, name))).collect();
    println!("cargo:rustc-env=CRATE_VERSIONS={}", versions.join(","));
    let compiler = std::env::var("RUSTC").expect("cargo sets RUSTC");
    let version = Command::new(compiler).arg("--version").output().expect("the compiler answers");
    println!("cargo:rustc-env=RUSTC_VERSION={}", String::from_utf8_lossy(&version.stdout).trim());
}

/// Of several versions of a crate, dependencies of dependencies among them, the last one is ours: they are sorted.
fn newest<'a>(lock: &'a str, name: &str) -> &'a str {
    let entry = format!("name = \"{name}\"\nversion = \"");
    let start = lock.rfind(&entry).unwrap_or_else(|| panic!("{name} is not in Cargo.lock")) + entry.len();
    lock[start..].split('"').next().expect("a version ends")
}
