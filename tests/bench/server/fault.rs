//! Why there is no figure.

use std::fmt;
use std::time::Duration;

/// Why there is no figure.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// The server is gone.
    Ended,
    /// It did not do it in time.
    Silent(Duration),
    /// It answered with an error.
    Refused(String),
    /// It answered, and never what was asked for.
    Wrong,
    /// It does not say that it can.
    NotOffered,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ended => write!(f, "the server ended"),
            Self::Silent(time) => write!(f, "none in {} s", time.as_secs()),
            Self::Refused(message) => write!(f, "error: {message}"),
            Self::Wrong => write!(f, "no answer was right"),
            Self::NotOffered => write!(f, "–"),
        }
    }
}
