//! What went wrong, in one sentence that says what to do.

use std::fmt::{Display, Formatter};

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug)]
pub struct Error(Box<str>);

impl Error {
    pub fn new(message: impl Into<Box<str>>) -> Self {
        Self(message.into())
    }

    /// What was tried, and why it did not work.
    #[cold]
    pub fn because(what: impl Display, why: impl Display) -> Self {
        // Errors of engines come with several lines of context, those of loaders with names that end in a NUL.
        let why = why.to_string().replace('\0', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        Self(format!("{what}: {}", why.trim_end_matches('.')).into())
    }
}

impl Display for Error {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

impl std::error::Error for Error {}
