//! The plugin in the shape of Extism's plugin development kit: an export without parameters, whose input and output are
//! bytes that the host's kernel holds. What the kit's macros would generate stands here in the terms of the kernel itself
//! (https://extism.org/docs/concepts/pdk), so that it builds without network.

#[path = "../plugins-native/min/src/functions.rs"]
#[macro_use]
mod plugin;

#[link(wasm_import_module = "extism:host/env")]
extern "C" {
    fn input_length() -> u64;
    fn input_load_u64(offset: u64) -> u64;
    fn alloc(length: u64) -> u64;
    fn store_u64(pointer: u64, value: u64);
    fn output_set(pointer: u64, length: u64);
}

const FAILURE: i32 = 1;

macro_rules! exports {
    ($($name:ident as $c_name:ident),*) => {
        $(
            /// Input: two little-endian `i32`. Output: one. Returns 0, or 1 for an input of any other length.
            #[no_mangle]
            pub extern "C" fn $name() -> i32 {
                answer(|a, b| plugin::$name(a, b))
            }
        )*
    };
}
for_each_function!(exports);

#[inline(always)]
fn answer(function: impl Fn(i32, i32) -> i32) -> i32 {
    // SAFETY: the host gives these functions their meaning.
    unsafe {
        if input_length() != 8 {
            return FAILURE;
        }
        let packed = input_load_u64(0);
        let answer = function(packed as i32, (packed >> 32) as i32);
        let pointer = alloc(8);
        store_u64(pointer, u64::from(answer as u32));
        output_set(pointer, 4);
    }
    0
}
