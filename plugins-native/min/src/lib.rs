//! The plugin: `min(i32, i32) -> i32`, exported twice, as the article "Plugins in Rust: Getting Started" does, and the
//! ladder `spin`, by which the suite measures its own error.
//!
//! One source for every artifact, in `functions.rs`: a C dynamic library here, a WebAssembly core module and a WASI command in
//! `plugins-wasm/`. It compiles with Rust 1.63, the oldest compiler that the build falls back to.

#[macro_use]
pub mod functions;

/// The signature that host and plugin agree on.
pub type MinFunction = extern "C" fn(i32, i32) -> i32;

macro_rules! c_symbols {
    ($($name:ident as $c_name:ident),*) => {
        $(
            /// Looked up by name and called.
            #[no_mangle]
            pub extern "C" fn $c_name(a: i32, b: i32) -> i32 {
                functions::$name(a, b)
            }
        )*
    };
}
for_each_function!(c_symbols);

#[cfg(not(target_arch = "wasm32"))]
macro_rules! c_symbols_of_bytes {
    ($($name:ident),*) => {
        $(
            /// Looked up by name and called.
            ///
            /// # Safety
            /// So many bytes have to be at the pointer, which may be null where there are none.
            #[no_mangle]
            pub unsafe extern "C" fn $name(pointer: *const u8, length: usize) -> u32 {
                functions::bytes::$name(functions::bytes::at(pointer, length))
            }
        )*
    };
}
// In WebAssembly they are in the module that has memory to give away: plugins-wasm/memory.rs.
#[cfg(not(target_arch = "wasm32"))]
for_each_bytes_function!(c_symbols_of_bytes);

/// Looked up by name and *read*: the symbol is a variable that holds the function's address.
#[no_mangle]
#[allow(non_upper_case_globals)]
pub static with_static: MinFunction = with_extern;

/// The vtable of `include/plugin.h`, which is the published contract: a host reads it and checks it before use.
#[cfg(not(target_arch = "wasm32"))]
pub mod vtable {
    use std::ffi::{c_char, c_void};

    /// Raised whenever a host that was written for an older one would misread the structure.
    pub const ABI_VERSION: u32 = 1;

    /// `struct plugin_data` of the header.
    #[repr(C)]
    pub struct PluginData {
        pub abi_version: u32,
        pub name: *const c_char,
        pub kind: *const c_char,
        pub new: extern "C" fn() -> *mut c_void,
        pub min: extern "C" fn(*mut c_void, i32, i32) -> i32,
        pub free: unsafe extern "C" fn(*mut c_void),
    }

    // SAFETY: constant, and so is all it points to.
    unsafe impl Sync for PluginData {}

    #[no_mangle]
    pub static PLUGIN_DATA: PluginData = PluginData {
        abi_version: ABI_VERSION,
        name: b"min\0".as_ptr().cast(),
        kind: b"arithmetic\0".as_ptr().cast(),
        new,
        min,
        free,
    };

    /// What an instance of the plugin holds.
    struct State {
        calls: u32,
    }

    extern "C" fn new() -> *mut c_void {
        Box::into_raw(Box::new(State { calls: 0 })).cast()
    }

    extern "C" fn min(state: *mut c_void, a: i32, b: i32) -> i32 {
        // SAFETY: the host passes what `new` gave; a null is refused by doing without.
        if let Some(state) = unsafe { state.cast::<State>().as_mut() } {
            state.calls = state.calls.wrapping_add(1);
        }
        super::with_extern(a, b)
    }

    unsafe extern "C" fn free(state: *mut c_void) {
        if !state.is_null() {
            drop(Box::from_raw(state.cast::<State>()));
        }
    }
}

/// Nanoseconds that `spin(x, k)` takes by a clock read in here, next to the chain: the truth that figures of the suite are
/// held against. Saturates at `i32::MAX`.
#[cfg(not(target_arch = "wasm32"))]
#[no_mangle]
pub extern "C" fn spin_ns(x: i32, k: i32) -> i32 {
    let mut end = 0;
    let start = std::time::Instant::now();
    // SAFETY: both pointers are of live local variables. The volatile accesses keep the chain between the two readings.
    unsafe { std::ptr::write_volatile(&mut end, spin(std::ptr::read_volatile(&x), k)) };
    i32::try_from(start.elapsed().as_nanos()).unwrap_or(i32::MAX)
}

#[cfg(all(test, not(feature = "counting")))]
mod tests {
    use super::*;

    #[test]
    fn both_exports_answer_the_contract() {
        for (a, b, expected) in [(1, 2, 1), (-10, 10, -10), (2000, 2000, 2000), (i32::MIN, i32::MAX, i32::MIN)] {
            assert_eq!(with_extern(a, b), expected);
            assert_eq!(with_static(b, a), expected);
        }
    }

    #[test]
    fn spin_is_a_chain() {
        assert_eq!(spin(7, 0), 7);
        assert_eq!(spin(7, -1), 7);
        assert_eq!(spin(7, 5), spin(spin(7, 2), 3));
        assert_ne!(spin(7, 1), spin(8, 1));
    }

    #[test]
    fn the_clock_inside_sees_a_longer_chain_as_longer() {
        assert!(spin_ns(1, 1_000_000) > spin_ns(1, 10));
    }
}
