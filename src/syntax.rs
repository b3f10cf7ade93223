//! The notes language: from the text of a hand-edited page to its entries. Bad notes are normal
//! input, so reading never fails; what is not understood stays prose.

pub mod body;
pub mod counter;
pub mod front_matter;
pub mod ignore;
pub mod link;
pub mod note;
pub mod page;
pub mod reference;
pub mod section;
pub mod tag;
pub mod title;

use crate::entry::Placed;
use crate::text::Span;

/// A file that holds entries one after another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The text before the first entry, without white space around it; `None` where there is none or
    /// no entry follows.
    pub heading: Option<Span>,
    /// The entries, in the order written. They do not overlap.
    pub entries: Vec<Placed>,
}
