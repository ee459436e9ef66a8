//! The plugin as a WASI command, for hosts that can only run programs.
//!
//! - `command A B` prints `min(A, B)` in decimal and a newline: one run per call.
//! - `command` answers a stream of calls until end of input: 8 bytes in (two little-endian `i32`), 4 bytes out.

#[path = "../plugins-native/min/src/lib.rs"]
mod plugin;

use std::io::{ErrorKind, Read, Write};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.as_slice() {
        [] => answer_stream(),
        [a, b] => answer_once(a, b),
        _ => Err("expected no argument (a stream of calls) or two (one call)".to_string()),
    };
    if let Err(message) = outcome {
        eprintln!("{message}");
        std::process::exit(2);
    }
}

fn answer_once(a: &str, b: &str) -> Result<(), String> {
    let parse = |text: &str| text.parse::<i32>().map_err(|error| format!("'{text}' is not an i32: {error}"));
    println!("{}", plugin::with_extern(parse(a)?, parse(b)?));
    Ok(())
}

fn answer_stream() -> Result<(), String> {
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout());
    let mut frame = [0u8; 8];
    loop {
        match input.read_exact(&mut frame) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(format!("cannot read a call: {error}")),
        }
        let a = i32::from_le_bytes([frame[0], frame[1], frame[2], frame[3]]);
        let b = i32::from_le_bytes([frame[4], frame[5], frame[6], frame[7]]);
        let answer = plugin::with_extern(a, b).to_le_bytes();
        output.write_all(&answer).and_then(|()| output.flush()).map_err(|error| format!("cannot answer: {error}"))?;
    }
}
