//! The functions of the plugin that take bytes, and the one list of them; see `functions.rs`.

/// Calls `shape!` with the name of every function of bytes.
#[macro_export]
macro_rules! for_each_bytes_function {
    ($shape:ident) => {
        $shape! { touch, checksum }
    };
}

/// The length and the two end bytes: (31 * length + first) * 31 + last, modulo 2^32. Next to nothing is computed.
#[inline]
pub fn touch(bytes: &[u8]) -> u32 {
    let end = |byte: Option<&u8>| u32::from(byte.copied().unwrap_or(0));
    let sum = (bytes.len() as u32).wrapping_mul(31).wrapping_add(end(bytes.first()));
    numbered(sum.wrapping_mul(31).wrapping_add(end(bytes.last())))
}

/// The 32-bit FNV-1a hash: every byte is read, and each needs the result of the one before it.
#[inline]
pub fn checksum(bytes: &[u8]) -> u32 {
    numbered(bytes.iter().fold(0x811c_9dc5, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)))
}

/// In the counting build, mixed with how many calls there were.
fn numbered(answer: u32) -> u32 {
    super::number(answer as i32) as u32
}

/// What a pointer and a length mean in C, where nothing may be at a null pointer.
///
/// # Safety
/// So many bytes have to be there, and stay as they are while the slice is used.
#[inline]
pub unsafe fn at<'a>(pointer: *const u8, length: usize) -> &'a [u8] {
    if length == 0 {
        return &[];
    }
    std::slice::from_raw_parts(pointer, length)
}
