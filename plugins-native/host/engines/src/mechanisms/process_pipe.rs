//! A native program that lives as long as the plugin: calls as length-prefixed frames over its standard input and output.
//! Blocking reads and writes, which a Rust host may do and Node.js may not.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use crate::{EndPhase, Error, Function, Host, LoadPhase, Mechanism, Plugin, Result};

pub const MECHANISM: Mechanism = Mechanism { name: "process-pipe", open_host: || Ok(Box::new(ProcessPipe)) };

/// How long the program may take to end after its input has.
const GRACE: Duration = Duration::from_secs(2);
const POLL: Duration = Duration::from_micros(200);

struct ProcessPipe;

impl Host for ProcessPipe {
    fn load(&self, artifact: &Path, function: &Function, end_phase: EndPhase) -> Result<Box<dyn Plugin>> {
        let mut command = Command::new(artifact);
        command.args(["--function", &function.name]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|why| Error::because("The program cannot be started", why))?;
        let ends = child.stdin.take().zip(child.stdout.take());
        let (questions, answers) = ends.ok_or_else(|| Error::new("The program has no pipes."))?;
        end_phase(LoadPhase::Load);
        Ok(Box::new(Running { child, questions: Some(questions), answers }))
    }
}

struct Running {
    child: Child,
    /// Closed first, because the end of its input ends the program.
    questions: Option<ChildStdin>,
    answers: ChildStdout,
}

impl Plugin for Running {
    fn call(&mut self, a: i32, b: i32) -> Result<i32> {
        let mut question = [8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        question[4..8].copy_from_slice(&a.to_le_bytes());
        question[8..].copy_from_slice(&b.to_le_bytes());
        let mut answer = [0; 8];
        let questions = self.questions.as_mut().ok_or_else(|| Error::new("The program has ended."))?;
        let exchange = questions.write_all(&question).and_then(|()| self.answers.read_exact(&mut answer));
        exchange.map_err(|why| Error::because("The process of the plugin does not answer", why))?;
        let [.., w, x, y, z] = answer;
        Ok(i32::from_le_bytes([w, x, y, z]))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.questions = None;
        let end = Instant::now() + GRACE;
        // What it ended with does not matter any more.
        while matches!(self.child.try_wait(), Ok(None)) {
            if Instant::now() >= end {
                let _ = self.child.kill();
                let _ = self.child.wait();
                return;
            }
            std::thread::sleep(POLL);
        }
    }
}
