//! The plugin as a program, for hosts that run programs: as a WASI command here, natively in `plugins-native/command`.
//!
//! - `command A B` prints `min(A, B)` in decimal and a newline: one run per call.
//! - `command` answers calls on standard input until its end, as frames: four bytes of length, then two `i32`; the answer is
//!   four bytes of length, then one `i32`. All little-endian.
//! - `command --json` answers lines `[A,B]` with lines of one number.
//! - `command --socket PATH` connects to a Unix domain socket and answers frames there.
//!
//! `--function NAME` before any of these answers another function of the plugin than `min`.

#[path = "../plugins-native/min/src/functions.rs"]
#[macro_use]
mod plugin;

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};

type Outcome = Result<(), String>;
type Function = extern "C" fn(i32, i32) -> i32;

macro_rules! table {
    ($($name:ident as $c_name:ident),*) => {
        const FUNCTIONS: &[(&str, Function)] = &[$((stringify!($name), plugin::$name)),*];
    };
}
for_each_function!(table);

fn function_named(name: &str) -> Result<Function, String> {
    let found = FUNCTIONS.iter().find(|(known, _)| *known == name);
    found.map(|&(_, function)| function).ok_or_else(|| format!("the plugin has no function '{name}'"))
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["--function", name, rest @ ..] => function_named(name).and_then(|function| answer(function, rest)),
        all => answer(plugin::min, all),
    };
    if let Err(message) = outcome {
        eprintln!("{message}");
        std::process::exit(2);
    }
}

fn answer(function: Function, arguments: &[&str]) -> Outcome {
    match arguments {
        [] => answer_frames(function, std::io::stdin().lock(), std::io::stdout()),
        ["--json"] => answer_lines(function, std::io::stdin().lock(), std::io::stdout()),
        ["--socket", path] => answer_socket(function, path),
        [a, b] => answer_once(function, a, b),
        _ => Err("expected nothing, two numbers, --json, or --socket PATH".to_string()),
    }
}

fn answer_once(function: Function, a: &str, b: &str) -> Outcome {
    println!("{}", function(parse(a)?, parse(b)?));
    Ok(())
}

fn parse(text: &str) -> Result<i32, String> {
    text.trim().parse::<i32>().map_err(|error| format!("'{text}' is not an i32: {error}"))
}

fn answer_frames(function: Function, mut input: impl Read, mut output: impl Write) -> Outcome {
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

fn answer_lines(function: Function, input: impl Read, mut output: impl Write) -> Outcome {
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
