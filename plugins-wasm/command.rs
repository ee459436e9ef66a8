//! The plugin as a program, for hosts that run programs: as a WASI command here, natively in `plugins-native/command`.
//!
//! - `command A B` prints `min(A, B)` in decimal and a newline: one run per call.
//! - `command` answers calls on standard input until its end, as frames: four bytes of length, then two `i32`; the answer is
//!   four bytes of length, then one `i32`. All little-endian.
//! - `command --json` answers lines `[A,B]` with lines of one number.
//! - `command --socket PATH` connects to a Unix domain socket and answers frames there.
//!
//! A function of bytes gets frames of any length up to 16 MiB, answers with a `u32`, and has none of the other forms but `--socket PATH`.
//!
//! `--function NAME` before any of these answers another function of the plugin than `min`.

#[path = "../plugins-native/min/src/functions.rs"]
#[macro_use]
mod plugin;

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};

type Outcome = Result<(), String>;

/// A function of the plugin, by what it takes.
#[derive(Clone, Copy)]
enum Function {
    Numbers(extern "C" fn(i32, i32) -> i32),
    Bytes(fn(&[u8]) -> u32),
}
use Function::{Bytes, Numbers};

macro_rules! table {
    ($($name:ident as $c_name:ident),*) => {
        const FUNCTIONS: &[(&str, Function)] = &[$((stringify!($name), Numbers(plugin::$name))),*];
    };
}
for_each_function!(table);

macro_rules! table_of_bytes {
    ($($name:ident),*) => {
        const BYTES_FUNCTIONS: &[(&str, Function)] = &[$((stringify!($name), Bytes(plugin::bytes::$name))),*];
    };
}
for_each_bytes_function!(table_of_bytes);

fn function_named(name: &str) -> Result<Function, String> {
    let found = FUNCTIONS.iter().chain(BYTES_FUNCTIONS).find(|(known, _)| *known == name);
    found.map(|&(_, function)| function).ok_or_else(|| format!("the plugin has no function '{name}'"))
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["--function", name, rest @ ..] => function_named(name).and_then(|function| answer(function, rest)),
        all => answer(Numbers(plugin::min), all),
    };
    if let Err(message) = outcome {
        eprintln!("{message}");
        std::process::exit(2);
    }
}

fn answer(function: Function, arguments: &[&str]) -> Outcome {
    match (function, arguments) {
        (_, []) => answer_frames(function, std::io::stdin().lock(), std::io::stdout()),
        (_, ["--socket", path]) => answer_socket(function, path),
        (Numbers(function), ["--json"]) => answer_lines(function, std::io::stdin().lock(), std::io::stdout()),
        (Numbers(function), [a, b]) => {
            println!("{}", function(parse(a)?, parse(b)?));
            Ok(())
        }
        (Numbers(_), _) => Err("expected nothing, two numbers, --json, or --socket PATH".to_string()),
        (Bytes(_), _) => Err("expected nothing or --socket PATH".to_string()),
    }
}

fn parse(text: &str) -> Result<i32, String> {
    text.trim().parse::<i32>().map_err(|error| format!("'{text}' is not an i32: {error}"))
}

fn answer_frames(function: Function, input: impl Read, output: impl Write) -> Outcome {
    match function {
        Numbers(function) => answer_numbers(function, input, output),
        Bytes(function) => answer_bytes(function, input, output),
    }
}

/// The longest payload.
const MOST_BYTES: usize = 1 << 24;

fn answer_bytes(function: fn(&[u8]) -> u32, mut input: impl Read, mut output: impl Write) -> Outcome {
    let mut payload = Vec::new();
    let mut length = [0u8; 4];
    loop {
        match input.read_exact(&mut length) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(format!("cannot read a call: {error}")),
        }
        let length = u32::from_le_bytes(length) as usize;
        if length > MOST_BYTES {
            return Err(format!("a call has {length} bytes, and {MOST_BYTES} are the most"));
        }
        // Room is kept for later calls; what was in it is overwritten, not cleared.
        if payload.len() < length {
            payload.resize(length, 0);
        }
        input.read_exact(&mut payload[..length]).map_err(|error| format!("cannot read a call: {error}"))?;
        let mut answer = [4, 0, 0, 0, 0, 0, 0, 0];
        answer[4..].copy_from_slice(&function(&payload[..length]).to_le_bytes());
        output.write_all(&answer).and_then(|()| output.flush()).map_err(|error| format!("cannot answer: {error}"))?;
    }
}

fn answer_numbers(function: extern "C" fn(i32, i32) -> i32, mut input: impl Read, mut output: impl Write) -> Outcome {
    let mut question = [0u8; 12];
    loop {
        match input.read_exact(&mut question) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(format!("cannot read a call: {error}")),
        }
        let [length, a, b] = [0, 4, 8].map(|at| i32::from_le_bytes([0, 1, 2, 3].map(|i| question[at + i])));
        if length != 8 {
            return Err(format!("a call has 8 bytes, not {length}"));
        }
        let mut answer = [4, 0, 0, 0, 0, 0, 0, 0];
        answer[4..].copy_from_slice(&function(a, b).to_le_bytes());
        output.write_all(&answer).and_then(|()| output.flush()).map_err(|error| format!("cannot answer: {error}"))?;
    }
}

fn answer_lines(function: extern "C" fn(i32, i32) -> i32, input: impl Read, mut output: impl Write) -> Outcome {
    for line in BufReader::new(input).lines() {
        let line = line.map_err(|error| format!("cannot read a call: {error}"))?;
        let numbers = line.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).and_then(|list| list.split_once(','));
        let (a, b) = numbers.ok_or_else(|| format!("'{line}' is not a list of two numbers"))?;
        writeln!(output, "{}", function(parse(a)?, parse(b)?))
            .and_then(|()| output.flush())
            .map_err(|error| format!("cannot answer: {error}"))?;
    }
    Ok(())
}

#[cfg(unix)]
fn answer_socket(function: Function, path: &str) -> Outcome {
    let stream = std::os::unix::net::UnixStream::connect(path).map_err(|error| format!("cannot connect to {path}: {error}"))?;
    answer_frames(function, &stream, &stream)
}

#[cfg(not(unix))]
fn answer_socket(_function: Function, _path: &str) -> Outcome {
    Err("this platform has no Unix domain sockets".to_string())
}
