//! The plugin with arguments and result in linear memory, as the article's second option: the host asks for room, writes
//! there, passes pointer and length, and reads the answer at the pointer it gets.

#[path = "../plugins-native/min/src/functions.rs"]
#[macro_use]
mod plugin;

use std::alloc::{alloc, dealloc, Layout};

const ALIGNMENT: usize = 8;

fn layout(size: usize) -> Layout {
    Layout::from_size_align(size, ALIGNMENT).expect("a size below 2 GiB")
}

/// Room for `size` bytes in linear memory, aligned to 8; null when there is none.
#[no_mangle]
pub extern "C" fn allocate(size: usize) -> *mut u8 {
    // SAFETY: the size is not zero.
    unsafe { alloc(layout(size.max(1))) }
}

/// Gives back what `allocate` gave.
///
/// # Safety
/// Pointer and size must be those of one `allocate`.
#[no_mangle]
pub unsafe extern "C" fn release(pointer: *mut u8, size: usize) {
    dealloc(pointer, layout(size.max(1)));
}

macro_rules! exports {
    ($($name:ident as $c_name:ident),*) => {
        $(
            #[export_name = concat!(stringify!($name), "_in_memory")]
            pub unsafe extern "C" fn $name(pointer: *mut u8, length: usize) -> usize {
                answer(|a, b| plugin::$name(a, b), pointer, length)
            }
        )*
    };
}
for_each_function!(exports);

macro_rules! exports_of_bytes {
    ($($name:ident),*) => {
        $(
            /// # Safety
            /// The pointer must be of `length` bytes that `allocate` gave.
            #[no_mangle]
            pub unsafe extern "C" fn $name(pointer: *const u8, length: usize) -> u32 {
                plugin::bytes::$name(plugin::bytes::at(pointer, length))
            }
        )*
    };
}
for_each_bytes_function!(exports_of_bytes);

/// Reads two little-endian `i32` at the pointer, writes the answer over the first of them, and returns its length: 4. Any
/// other length than 8 is answered with 0.
///
/// # Safety
/// The pointer must be of `length` bytes that `allocate` gave.
#[inline(always)]
unsafe fn answer(function: impl Fn(i32, i32) -> i32, pointer: *mut u8, length: usize) -> usize {
    let bytes = std::slice::from_raw_parts_mut(pointer, length);
    let arguments: [u8; 8] = match (&*bytes).try_into() {
        Ok(arguments) => arguments,
        Err(_) => return 0,
    };
    let packed = u64::from_le_bytes(arguments);
    let answer = function(packed as i32, (packed >> 32) as i32).to_le_bytes();
    bytes[..4].copy_from_slice(&answer);
    answer.len()
}
