//! The plugin as the core of a WebAssembly component: `world.wit` says what it exports, and a component of numbers needs no
//! memory to speak of.

#[path = "../plugins-native/min/src/functions.rs"]
#[macro_use]
mod plugin;

macro_rules! exports {
    ($($name:ident as $c_name:ident),*) => {
        $(
            #[no_mangle]
            pub extern "C" fn $name(a: i32, b: i32) -> i32 {
                plugin::$name(a, b)
            }
        )*
    };
}
for_each_function!(exports);
