//! Plugins that are not as they should be, for the table of ABIs: one source, one `--cfg` for each way to be wrong. Needs nothing
//! but the standard library, so that any compiler can build it.
//!
//! - none: as it should be, for compilers and layouts that differ from the host's
//! - `wrong_type`: the same names with other signatures
//! - `missing`: none of the names
//! - `other_version`: a vtable of another version
//! - `panics`: every function panics

#![allow(unexpected_cfgs)]

#[cfg(not(missing))]
pub use exports::*;

#[cfg(missing)]
#[no_mangle]
pub extern "C" fn another_name() {}

#[cfg(not(any(missing, wrong_type)))]
mod exports {
    include!("record.rs");

    fn answer(a: i32, b: i32) -> i32 {
        if cfg!(panics) {
            panic!("a plugin that panics");
        }
        a.min(b)
    }

    #[no_mangle]
    pub extern "C" fn with_extern(a: i32, b: i32) -> i32 {
        answer(a, b)
    }

    #[no_mangle]
    pub extern "C" fn spin(x: i32, _k: i32) -> i32 {
        x
    }

    /// Rust's own calling convention, with a structure in a layout of the compiler's choice.
    #[no_mangle]
    pub fn min_of_record(record: Record) -> Record {
        Record { result: answer(record.a, record.b), ..record }
    }

    super::vtable!(i32);
}

#[cfg(wrong_type)]
mod exports {
    /// A field more, and others wider: what a plugin has that was built from another revision of the shared source.
    pub struct Record {
        pub flag: u8,
        pub extra: [u64; 2],
        pub a: i64,
        pub tag: u16,
        pub b: i64,
        pub wide: u64,
        pub result: i64,
    }

    #[no_mangle]
    pub extern "C" fn with_extern(a: f64, b: f64) -> f64 {
        a.min(b)
    }

    #[no_mangle]
    pub extern "C" fn spin(x: f64, _k: f64) -> f64 {
        x
    }

    #[no_mangle]
    pub fn min_of_record(record: Record) -> Record {
        Record { result: record.a.min(record.b), ..record }
    }

    fn answer(a: f64, b: f64) -> f64 {
        a.min(b)
    }

    super::vtable!(f64);
}

/// `struct plugin_data` of `include/plugin.h`, for arguments of some type.
#[macro_export]
macro_rules! vtable {
    ($number:ty) => {
        #[repr(C)]
        pub struct PluginData {
            abi_version: u32,
            name: *const std::os::raw::c_char,
            kind: *const std::os::raw::c_char,
            new: extern "C" fn() -> *mut std::os::raw::c_void,
            min: extern "C" fn(*mut std::os::raw::c_void, $number, $number) -> $number,
            free: extern "C" fn(*mut std::os::raw::c_void),
        }

        // SAFETY: constant, and so is all it points to.
        unsafe impl Sync for PluginData {}

        #[no_mangle]
        pub static PLUGIN_DATA: PluginData = PluginData {
            abi_version: if cfg!(other_version) { 2 } else { 1 },
            name: b"min\0".as_ptr().cast(),
            kind: b"arithmetic\0".as_ptr().cast(),
            new,
            min,
            free,
        };

        extern "C" fn new() -> *mut std::os::raw::c_void {
            std::ptr::null_mut()
        }

        extern "C" fn min(_state: *mut std::os::raw::c_void, a: $number, b: $number) -> $number {
            answer(a, b)
        }

        extern "C" fn free(_state: *mut std::os::raw::c_void) {}
    };
}
