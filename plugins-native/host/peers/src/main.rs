//! Loops that need nothing of this project, timed by Criterion: what the suite's rows have to agree with. Calls and instances of
//! Wasmtime in the manner of its own benches (`benches/call.rs`, `benches/instantiation.rs`), with the suite's arguments.
//!
//! `PLUGIN_LIBRARY` and `PLUGIN_MODULE` are the paths of the built plugin.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};

const PAIRS: usize = 4096;

/// Arguments that no compiler can know, by Marsaglia's xorshift32.
fn arguments() -> Vec<(i32, i32)> {
    let mut state: i32 = black_box(0x1234_5677);
    let mut next = || {
        state ^= state << 13;
        state ^= ((state as u32) >> 17) as i32;
        state ^= state << 5;
        state
    };
    (0..PAIRS).map(|_| (next(), next())).collect()
}

fn calls(iterations: u64, pairs: &[(i32, i32)], mut min: impl FnMut(i32, i32) -> i32) -> Duration {
    let pairs: &[(i32, i32); PAIRS] = pairs.try_into().expect("the table has its size");
    let (mut result, mut checksum) = (0, 0_i32);
    let start = Instant::now();
    for i in 0..iterations {
        let (a, b) = pairs[i as usize % PAIRS];
        result = min(result ^ a, b);
        checksum = checksum.rotate_left(1) ^ result;
    }
    let elapsed = start.elapsed();
    black_box(checksum);
    elapsed
}

fn path(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| panic!("{variable} is not set"))
}

fn libloading_call(criterion: &mut Criterion) {
    // SAFETY: it is this project's plugin, with the signature of its contract.
    let library = unsafe { libloading::Library::new(path("PLUGIN_LIBRARY")) }.expect("the library opens");
    // SAFETY: as above.
    let min = unsafe { library.get::<unsafe extern "C" fn(i32, i32) -> i32>("with_extern") }.expect("it is exported");
    let min = *min;
    let pairs = arguments();
    criterion.bench_function("libloading_call", |bencher| {
        // SAFETY: as above.
        bencher.iter_custom(|iterations| calls(iterations, &pairs, |a, b| unsafe { min(a, b) }));
    });
}

fn wasmtime_call(criterion: &mut Criterion) {
    use wasmtime::{Engine, Instance, Module, Store};
    let engine = Engine::default();
    let module = Module::from_file(&engine, path("PLUGIN_MODULE")).expect("the module compiles");
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).expect("it has an instance");
    let min = instance.get_typed_func::<(i32, i32), i32>(&mut store, "with_extern").expect("it is exported");
    let pairs = arguments();
    criterion.bench_function("wasmtime_call", |bencher| {
        bencher.iter_custom(|iterations| {
            calls(iterations, &pairs, |a, b| min.call(&mut store, (a, b)).expect("it does not trap"))
        });
    });
    criterion.bench_function("wasmtime_instantiate", |bencher| {
        bencher.iter(|| {
            let mut store = Store::new(&engine, ());
            Instance::new(&mut store, &module, &[]).expect("it has an instance")
        });
    });
}

criterion_group!(benches, libloading_call, wasmtime_call);
criterion_main!(benches);
