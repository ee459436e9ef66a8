//! The plugin: `min(i32, i32) -> i32`, exported twice, as the article "Plugins in Rust: Getting Started" does.
//!
//! One source for every artifact: a C dynamic library here, a WebAssembly core module and a WASI command in
//! `plugins-wasm/`. It compiles with Rust 1.63, the oldest compiler that the build falls back to.

/// The signature that host and plugin agree on.
pub type MinFunction = extern "C" fn(i32, i32) -> i32;

/// Looked up by name and called.
#[no_mangle]
pub extern "C" fn with_extern(a: i32, b: i32) -> i32 {
    a.min(b)
}

/// Looked up by name and *read*: the symbol is a variable that holds the function's address.
#[no_mangle]
#[allow(non_upper_case_globals)]
pub static with_static: MinFunction = with_extern;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_exports_answer_the_contract() {
        for (a, b, expected) in [(1, 2, 1), (-10, 10, -10), (2000, 2000, 2000), (i32::MIN, i32::MAX, i32::MIN)] {
            assert_eq!(with_extern(a, b), expected);
            assert_eq!(with_static(b, a), expected);
        }
    }
}
