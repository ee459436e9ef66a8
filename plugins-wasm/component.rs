//! The plugin as the core of a WebAssembly component: `world.wit` says what it exports, and a component of numbers needs no
//! memory to speak of.

#[path = "../plugins-native/min/src/lib.rs"]
mod plugin;

#[no_mangle]
pub extern "C" fn min(a: i32, b: i32) -> i32 {
    plugin::with_extern(a, b)
}
