//! The plugin as a Node-API addon, in the terms of that C interface itself (https://nodejs.org/api/n-api.html), so that it
//! builds without network and without headers.

#[path = "../../min/src/functions.rs"]
#[macro_use]
mod plugin;

use std::ffi::{c_char, c_void};

type Env = *mut c_void;
type Value = *mut c_void;
type CallbackInfo = *mut c_void;
type Callback = unsafe extern "C" fn(Env, CallbackInfo) -> Value;
type Status = i32;
const OK: Status = 0;

extern "C" {
    fn napi_get_cb_info(env: Env, info: CallbackInfo, count: *mut usize, arguments: *mut Value, this: *mut Value, data: *mut *mut c_void) -> Status;
    fn napi_get_value_int32(env: Env, value: Value, result: *mut i32) -> Status;
    fn napi_create_int32(env: Env, value: i32, result: *mut Value) -> Status;
    fn napi_create_function(env: Env, name: *const c_char, length: usize, callback: Callback, data: *mut c_void, result: *mut Value) -> Status;
    fn napi_set_named_property(env: Env, object: Value, name: *const c_char, value: Value) -> Status;
    fn napi_get_typedarray_info(env: Env, array: Value, kind: *mut i32, length: *mut usize, data: *mut *const u8, buffer: *mut Value, offset: *mut usize) -> Status;
    fn napi_create_uint32(env: Env, value: u32, result: *mut Value) -> Status;
    fn napi_throw_type_error(env: Env, code: *const c_char, message: *const c_char) -> Status;
}

/// `NAPI_AUTO_LENGTH`: names end with a zero byte.
const AUTO_LENGTH: usize = usize::MAX;

/// Reads two numbers as `i32`, calls, and gives a number back. Missing arguments are `undefined`, which is no number.
unsafe fn call(env: Env, info: CallbackInfo, function: extern "C" fn(i32, i32) -> i32) -> Value {
    let null = std::ptr::null_mut();
    let mut arguments = [null; 2];
    let (mut count, mut a, mut b, mut result) = (arguments.len(), 0, 0, null);
    napi_get_cb_info(env, info, &mut count, arguments.as_mut_ptr(), null.cast(), null.cast());
    if napi_get_value_int32(env, arguments[0], &mut a) != OK || napi_get_value_int32(env, arguments[1], &mut b) != OK {
        napi_throw_type_error(env, std::ptr::null(), b"expected two numbers\0".as_ptr().cast());
        return null;
    }
    napi_create_int32(env, function(a, b), &mut result);
    result
}

/// `napi_uint8_array` of `napi_typedarray_type`.
const UINT8_ARRAY: i32 = 1;

/// Reads a `Uint8Array` where it lies, calls, and gives a number back.
unsafe fn call_with_bytes(env: Env, info: CallbackInfo, function: fn(&[u8]) -> u32) -> Value {
    let null = std::ptr::null_mut();
    let mut arguments = [null];
    let (mut count, mut kind, mut length, mut data, mut result) = (arguments.len(), 0, 0, std::ptr::null(), null);
    napi_get_cb_info(env, info, &mut count, arguments.as_mut_ptr(), null.cast(), null.cast());
    let status = napi_get_typedarray_info(env, arguments[0], &mut kind, &mut length, &mut data, null.cast(), null.cast());
    if status != OK || kind != UINT8_ARRAY {
        napi_throw_type_error(env, std::ptr::null(), b"expected a Uint8Array\0".as_ptr().cast());
        return null;
    }
    napi_create_uint32(env, function(plugin::bytes::at(data, length)), &mut result);
    result
}

macro_rules! callbacks {
    ($($name:ident as $c_name:ident),*) => {
        $(
            unsafe extern "C" fn $name(env: Env, info: CallbackInfo) -> Value {
                call(env, info, plugin::$name)
            }
        )*
        /// Names end with a zero byte.
        const NUMBER_CALLBACKS: &[(&str, Callback)] = &[$((concat!(stringify!($name), "\0"), $name)),*];
    };
}
for_each_function!(callbacks);

macro_rules! bytes_callbacks {
    ($($name:ident),*) => {
        $(
            unsafe extern "C" fn $name(env: Env, info: CallbackInfo) -> Value {
                call_with_bytes(env, info, plugin::bytes::$name)
            }
        )*
        const BYTES_CALLBACKS: &[(&str, Callback)] = &[$((concat!(stringify!($name), "\0"), $name)),*];
    };
}
for_each_bytes_function!(bytes_callbacks);

/// What Node.js calls when it loads the addon.
///
/// # Safety
/// Only a Node-API host may call it, with what the interface promises.
#[no_mangle]
pub unsafe extern "C" fn napi_register_module_v1(env: Env, exports: Value) -> Value {
    for &(name, callback) in NUMBER_CALLBACKS.iter().chain(BYTES_CALLBACKS) {
        let mut function = std::ptr::null_mut();
        let name = name.as_ptr().cast();
        napi_create_function(env, name, AUTO_LENGTH, callback, std::ptr::null_mut(), &mut function);
        napi_set_named_property(env, exports, name, function);
    }
    exports
}
