//! What epochs and fuel are for: an endless plugin is ended, and its host lives. Every engine refuses what is no plugin.

use std::time::Duration;

use engines::Function;
use engines::mechanisms::{named, wasmtime_epoch, wasmtime_fuel};
use wasmtime::{Config, Engine, Instance, Module, Store};

/// (module (func (export "with_extern") (param i32 i32) (result i32) (loop br 0) unreachable))
const ENDLESS: &[u8] = &[
    0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 127, 127, 1, 127, 3, 2, 1, 0, 7, 15, 1, 11, 119, 105, 116, 104, 95,
    101, 120, 116, 101, 114, 110, 0, 0, 10, 10, 1, 8, 0, 3, 64, 12, 0, 11, 0, 11,
];

fn call_endless(config: &Config, prepare: impl Fn(&mut Store<()>)) -> String {
    let engine = Engine::new(config).unwrap();
    let module = Module::from_binary(&engine, ENDLESS).unwrap();
    let mut store = Store::new(&engine, ());
    prepare(&mut store);
    let ticking = engine.clone();
    let ticks = std::thread::spawn(move || {
        for _ in 0..20 {
            std::thread::sleep(Duration::from_millis(5));
            ticking.increment_epoch();
        }
    });
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    let min = instance.get_typed_func::<(i32, i32), i32>(&mut store, "with_extern").unwrap();
    let outcome = min.call(&mut store, (1, 2)).unwrap_err();
    ticks.join().unwrap();
    format!("{outcome:#}")
}

#[test]
fn an_epoch_ends_an_endless_loop() {
    let why = call_endless(&wasmtime_epoch::config(), |store| store.set_epoch_deadline(2));
    assert!(why.contains("interrupt"), "{why}");
}

#[test]
fn a_loop_ends_when_its_fuel_does() {
    let why = call_endless(&wasmtime_fuel::config(), |store| store.set_fuel(100_000).unwrap());
    assert!(why.contains("fuel"), "{why}");
}

#[test]
fn every_mechanism_refuses_a_file_that_is_no_plugin() {
    let path = std::env::temp_dir().join(format!("no-plugin-{}", std::process::id()));
    std::fs::write(&path, b"this is no plugin").unwrap();
    for mechanism in engines::mechanisms::ALL {
        // Nothing is loaded there.
        if ["null", "static-link", "static-link-inlined"].contains(&mechanism.name) {
            continue;
        }
        let host = (mechanism.open_host)().unwrap();
        let Err(error) = host.load(&path, &Function::named("min"), &mut |_| {}) else {
            panic!("{} loaded it", mechanism.name)
        };
        assert!(!error.to_string().is_empty() && !error.to_string().contains('\n'), "{}: {error}", mechanism.name);
    }
    std::fs::remove_file(path).unwrap();
}

#[test]
fn an_unknown_mechanism_is_named_beside_those_that_are_known() {
    let Err(error) = named("nothing") else { panic!("there is no such mechanism") };
    assert!(error.to_string().contains("wasmtime-aot"), "{error}");
}
