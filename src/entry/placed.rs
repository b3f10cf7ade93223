//! An entry in its place. Whoever types on a page moves all that stands below: the entries stay as they were read,
//! and are put where they stand only when somebody looks.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use crate::entry::Entry;
use crate::text::Span;

/// An entry of a file. A copy, moved or not, shares what was read.
#[derive(Clone)]
pub struct Placed {
    read: Arc<Entry>,
    /// `None`: it stands where it was read.
    moved: Option<Arc<Moved>>,
}

struct Moved {
    /// In bytes.
    by: isize,
    entry: OnceLock<Entry>,
}

impl Placed {
    /// The same in a text in which it stands so many bytes farther down; negative: farther up.
    #[must_use]
    pub fn moved(&self, by: isize) -> Self {
        if by == 0 {
            return self.clone();
        }
        let by = self.by() + by;
        let moved = (by != 0).then(|| Arc::new(Moved { by, entry: OnceLock::new() }));
        Self { read: Arc::clone(&self.read), moved }
    }

    /// Whether both were read at once, so that they say the same, wherever each stands.
    #[must_use]
    pub fn was_read_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.read, &other.read)
    }

    /// All of it, as its field says, and cheaper.
    #[must_use]
    pub fn span(&self) -> Span {
        self.read.span.moved(self.by())
    }

    fn by(&self) -> isize {
        self.moved.as_ref().map_or(0, |moved| moved.by)
    }
}

impl From<Entry> for Placed {
    fn from(entry: Entry) -> Self {
        Self { read: Arc::new(entry), moved: None }
    }
}

impl Deref for Placed {
    type Target = Entry;

    fn deref(&self) -> &Entry {
        match &self.moved {
            None => &self.read,
            Some(moved) => moved.entry.get_or_init(|| self.read.moved(moved.by)),
        }
    }
}

impl PartialEq for Placed {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Placed {}

impl fmt::Debug for Placed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Tag;

    #[test]
    fn what_moves_there_and_back_is_what_it_was() {
        let tag = Tag { name: "NLP".into(), span: Span::new(11, 14) };
        let entry = Entry { span: Span::new(10, 30), tags: [tag].into(), ..Entry::default() };
        let read = Placed::from(entry.clone());
        let below = read.moved(7).moved(-2);
        assert_eq!((below.span(), below.span, below.tags[0].span), {
            let span = Span::new(15, 35);
            (span, span, Span::new(16, 19))
        });
        assert!(below.was_read_with(&read));
        let back = below.moved(-5);
        assert_eq!((back.span(), &*back), (entry.span, &entry));
        assert!(!back.was_read_with(&Placed::from(entry)));
    }
}
