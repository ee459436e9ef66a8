//! The process that is measured. It holds one loaded plugin, takes a sample when told to, and knows nothing of blocks or
//! statistics.

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::process::ExitCode;
use std::time::Duration;

use engines::{Error, Result};

use crate::protocol::{Batch, PIPE_VARIABLE, Prepare, Reply, Request, VERSION};
use crate::sample::Routine;
use crate::{calibrate, routines, sample};

/// About as long as a runner sleeps between two samples of a small run.
const PAUSE: Duration = Duration::from_millis(20);

pub fn serve() -> ExitCode {
    leave_interrupts_to_the_parent();
    let (input, output) = match open_pipe() {
        Ok(pipe) => pipe,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let mut parent = Parent { requests: BufReader::new(input).lines(), replies: output };
    let outcome = match parent.next() {
        Ok(Request::Prepare(prepare)) => answer(&prepare, &mut parent),
        Ok(_) => Err(Error::new("The first request must be \"prepare\".")),
        Err(error) => Err(error),
    };
    match outcome.and_then(|()| parent.send(&Reply::Finished)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A parent that is gone hears nothing.
            let _ = parent.send(&Reply::Failed { error: error.to_string() });
            ExitCode::FAILURE
        }
    }
}

type Pipe = (Box<dyn Read>, Box<dyn Write>);

/// A pipe that plugins do not print to, if the parent has opened one.
fn open_pipe() -> Result<Pipe> {
    let Ok(number) = std::env::var(PIPE_VARIABLE) else {
        return Ok((Box::new(std::io::stdin()), Box::new(std::io::stdout())));
    };
    #[cfg(unix)]
    {
        use std::os::fd::FromRawFd;
        let number = number.parse().map_err(|why| Error::because(format!("{PIPE_VARIABLE} is no number"), why))?;
        // SAFETY: the parent has opened it for this process, and nothing else here takes it.
        let file = unsafe {
            // What a plugin starts must not hold it open.
            libc::fcntl(number, libc::F_SETFD, libc::FD_CLOEXEC);
            std::fs::File::from_raw_fd(number)
        };
        let output = file.try_clone().map_err(|why| Error::because("The pipe to the parent cannot be used", why))?;
        Ok((Box::new(file), Box::new(output)))
    }
    #[cfg(not(unix))]
    Err(Error::new(format!("{PIPE_VARIABLE} names a pipe ({number}), which this platform does not hand on.")))
}

/// Ctrl-C reaches the whole process group; the parent decides what to do and ends its runners itself.
fn leave_interrupts_to_the_parent() {
    #[cfg(unix)]
    // SAFETY: before any thread is started, and no handler is installed that could run.
    unsafe {
        libc::signal(libc::SIGINT, libc::SIG_IGN);
    }
}

fn answer(prepare: &Prepare, parent: &mut Parent) -> Result<()> {
    if prepare.protocol != VERSION {
        let theirs = prepare.protocol;
        return Err(Error::new(format!(
            "It speaks version {VERSION} of the runner protocol, not {theirs}: run \"npm run build:engines\"."
        )));
    }
    let mut routine = routines::prepare(prepare)?;
    let own = if prepare.routine.is_calibrated { make_ready(routine.as_mut(), prepare)? } else { Batch::SINGLE };
    parent.send(&Reply::Ready { protocol: VERSION, batch: own })?;
    loop {
        match parent.next()? {
            Request::Sample { batch } => {
                let batch = batch.unwrap_or(own);
                let sample = sample::take(routine.as_mut(), batch)?;
                parent.send(&Reply::Sample { iterations: batch.iterations_per_sample, sample })?;
            }
            Request::Finish => return Ok(()),
            Request::Prepare(_) => return Err(Error::new("\"prepare\" was requested twice.")),
        }
    }
}

/// From the second block on the size of a sample is given, but the process is as cold as in the first.
fn make_ready(routine: &mut dyn Routine, prepare: &Prepare) -> Result<Batch> {
    let Prepare { warm_up_ns, target_ns, batch, .. } = *prepare;
    let mut run_batch = |iterations| sample::run_batch(routine, iterations);
    let ns_per_iteration = calibrate::warm_up(&mut run_batch, warm_up_ns, target_ns)?;
    match batch {
        Some(batch) => Ok(batch),
        None => calibrate::calibrate(run_batch, target_ns, ns_per_iteration, || std::thread::sleep(PAUSE)),
    }
}

struct Parent {
    requests: Lines<BufReader<Box<dyn Read>>>,
    replies: Box<dyn Write>,
}

impl Parent {
    fn next(&mut self) -> Result<Request> {
        let Some(line) = self.requests.next() else {
            // End of input: the parent is gone or no longer interested.
            std::process::exit(0);
        };
        let line = line.map_err(|why| Error::because("No request can be read", why))?;
        serde_json::from_str(&line).map_err(|why| Error::because("That is not a message of the runner protocol", why))
    }

    fn send(&mut self, reply: &Reply) -> Result<()> {
        let text = serde_json::to_string(reply).map_err(|why| Error::because("The reply is no JSON", why))?;
        // In one piece: a plugin behind standard output may print meanwhile.
        let written = self.replies.write_all(format!("{text}\n").as_bytes()).and_then(|()| self.replies.flush());
        written.map_err(|why| Error::because("The reply cannot be written", why))
    }
}
