//! The process that is measured. It holds one loaded plugin, takes a sample when told to, and knows nothing of blocks or
//! statistics.

use std::io::{BufRead, Lines, StdinLock, Write};
use std::process::ExitCode;
use std::time::Duration;

use engines::{Error, Result};

use crate::protocol::{Batch, Prepare, Reply, Request};
use crate::sample::Routine;
use crate::{calibrate, sample, scenarios};

/// About as long as a runner sleeps between two samples of a small run.
const PAUSE: Duration = Duration::from_millis(20);

pub fn serve() -> ExitCode {
    leave_interrupts_to_the_parent();
    let mut requests = Requests(std::io::stdin().lock().lines());
    let outcome = match requests.next() {
        Ok(Request::Prepare(prepare)) => answer(&prepare, &mut requests),
        Ok(_) => Err(Error::new("The first request must be \"prepare\".")),
        Err(error) => Err(error),
    };
    match outcome.and_then(|()| send(&Reply::Finished)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A parent that is gone hears nothing.
            let _ = send(&Reply::Failed { error: error.to_string() });
            ExitCode::FAILURE
        }
    }
}

/// Ctrl-C reaches the whole process group; the parent decides what to do and ends its runners itself.
fn leave_interrupts_to_the_parent() {
    #[cfg(unix)]
    // SAFETY: before any thread is started, and no handler is installed that could run.
    unsafe {
        libc::signal(libc::SIGINT, libc::SIG_IGN);
    }
}

fn answer(prepare: &Prepare, requests: &mut Requests) -> Result<()> {
    let (mut routine, is_calibrated) = scenarios::prepare(prepare)?;
    let own = if is_calibrated { make_ready(routine.as_mut(), prepare)? } else { Batch::SINGLE };
    send(&Reply::Ready { batch: own })?;
    loop {
        match requests.next()? {
            Request::Sample { batch } => {
                send(&Reply::Sample { sample: sample::take(routine.as_mut(), batch.unwrap_or(own))? })?;
            }
            Request::Finish => return Ok(()),
            Request::Prepare(_) => return Err(Error::new("\"prepare\" was requested twice.")),
        }
    }
}

/// From the second block on the size of a sample is given, but the process is as cold as in the first.
fn make_ready(routine: &mut dyn Routine, prepare: &Prepare) -> Result<Batch> {
    let Prepare { warm_up_ns, target_ns, batch, .. } = *prepare;
    let ns_per_iteration = calibrate::warm_up(routine, warm_up_ns, target_ns)?;
    match batch {
        Some(batch) => Ok(batch),
        None => calibrate::calibrate(routine, target_ns, ns_per_iteration, || std::thread::sleep(PAUSE)),
    }
}

struct Requests(Lines<StdinLock<'static>>);

impl Requests {
    fn next(&mut self) -> Result<Request> {
        let Some(line) = self.0.next() else {
            // End of input: the parent is gone or no longer interested.
            std::process::exit(0);
        };
        let line = line.map_err(|why| Error::because("No request can be read", why))?;
        serde_json::from_str(&line).map_err(|why| Error::because("That is not a message of the runner protocol", why))
    }
}

fn send(reply: &Reply) -> Result<()> {
    let text = serde_json::to_string(reply).map_err(|why| Error::because("The reply is no JSON", why))?;
    let mut output = std::io::stdout().lock();
    let written = writeln!(output, "{text}").and_then(|()| output.flush());
    written.map_err(|why| Error::because("The reply cannot be written", why))
}
