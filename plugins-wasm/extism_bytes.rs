//! The functions of bytes in the shape of Extism, see `extism.rs`. A module of their own: they need an allocator, which is sixteen times
//! as large as the plugin of numbers.

#[path = "../plugins-native/min/src/functions.rs"]
#[macro_use]
mod plugin;

#[link(wasm_import_module = "extism:host/env")]
extern "C" {
    fn input_length() -> u64;
    fn input_load_u64(offset: u64) -> u64;
    fn input_load_u8(offset: u64) -> u32;
    fn alloc(length: u64) -> u64;
    fn store_u64(pointer: u64, value: u64);
    fn output_set(pointer: u64, length: u64);
}

macro_rules! exports_of_bytes {
    ($($name:ident),*) => {
        $(
            /// Input: any bytes. Output: one little-endian `u32`.
            #[no_mangle]
            pub extern "C" fn $name() -> i32 {
                answer_bytes(plugin::bytes::$name)
            }
        )*
    };
}
for_each_bytes_function!(exports_of_bytes);

/// Copies the input out of the kernel, eight bytes at a time, as the kit does; the kernel's memory is not the plugin's.
#[inline(always)]
fn answer_bytes(function: impl Fn(&[u8]) -> u32) -> i32 {
    // SAFETY: the host gives these functions their meaning.
    unsafe {
        let length = input_length() as usize;
        let mut bytes = vec![0; length];
        let mut words = bytes.chunks_exact_mut(8);
        let mut offset = 0;
        for word in &mut words {
            word.copy_from_slice(&input_load_u64(offset).to_le_bytes());
            offset += 8;
        }
        for byte in words.into_remainder() {
            *byte = input_load_u8(offset) as u8;
            offset += 1;
        }
        let pointer = alloc(8);
        store_u64(pointer, u64::from(function(&bytes)));
        output_set(pointer, 4);
    }
    0
}
