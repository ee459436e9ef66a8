//! The functions of the plugin, and the one list of them.
//!
//! Each shape of the plugin (C library, Node-API addon, program, module with memory, Extism plugin, component, a library of Rust) makes its
//! exports of [`for_each_function`]: a function is added here, by itself and a line of that list.

/// By way of this file for every shape, wherever it is included from. Shapes that carry no bytes leave it out of what they link.
#[allow(dead_code, unused_macros)]
#[path = "bytes.rs"]
#[macro_use]
pub mod bytes;

/// Calls `shape!` with `name as c_name` for every function: its own name, and the symbol that it has in C.
#[macro_export]
macro_rules! for_each_function {
    ($shape:ident) => {
        $shape! { min as with_extern, spin as spin }
    };
}

/// The smaller of two numbers.
#[inline]
pub extern "C" fn min(a: i32, b: i32) -> i32 {
    number(a.min(b))
}

/// The answer as it is.
#[cfg(not(feature = "counting"))]
#[inline]
fn number(answer: i32) -> i32 {
    answer
}

/// The answer, mixed with how many calls there were: whoever did not make every call cannot know it. The counting build
/// is never timed; it proves that a loader's every call arrives here.
#[cfg(feature = "counting")]
fn number(answer: i32) -> i32 {
    use std::sync::atomic::{AtomicI32, Ordering};
    static CALLS: AtomicI32 = AtomicI32::new(0);
    let count = CALLS.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
    answer ^ count.wrapping_mul(MULTIPLIER)
}

const MULTIPLIER: i32 = 0x2c1b_3c6d;
const FLIPPED_BITS: i32 = 0x297a_2d39;

/// Links in a step of `spin`: so many that a call's own cost, part of which a processor hides behind the chain, is small
/// beside it.
const LINKS_PER_STEP: i32 = 16;

/// `k` steps of links, each of which needs the result of the one before: a multiplication, then an exclusive or. Neither
/// can be folded into its neighbour of the other kind, so no compiler can make the chain shorter, and no processor can
/// overlap its links. A negative `k` is none; at most 2^26 steps.
#[inline]
pub extern "C" fn spin(x: i32, k: i32) -> i32 {
    (0..k * LINKS_PER_STEP).fold(x, |x, _| x.wrapping_mul(MULTIPLIER) ^ FLIPPED_BITS)
}
