//! How an entry has a word, and how much that says.

use crate::index::key::Key;

/// Where an entry has a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The title.
    Title,
    /// An author.
    Author,
    /// The venue, or the year.
    Venue,
    /// A tag.
    Tag,
    /// The summary or the comment.
    Text,
}

impl Field {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Title, Self::Author, Self::Venue, Self::Tag, Self::Text];

    /// So many bits tell one from the others.
    pub const BITS: u32 = 3;
}

/// How an entry has a word, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// As it was typed.
    Whole,
    /// A word begins with it.
    Beginning,
    /// Words in a row begin with its letters.
    Initials,
    /// A word has it inside.
    Part,
    /// A word is it with a letter mistyped.
    Mistyped,
    /// With two letters mistyped.
    Mistyped2,
    /// A word has its letters in their order.
    Letters,
}

/// Who has a word, how well, and where: for each entry the best way in which it has it.
#[derive(Debug)]
pub struct Hits {
    /// By key. There are few keys that nobody has, and a common word is had by very many.
    of: Vec<Option<Hit>>,
    keys: Vec<Key>,
}

impl Hits {
    /// None, of the keys below `most`.
    pub fn new(most: usize) -> Self {
        Self { of: vec![None; most], keys: Vec::new() }
    }

    /// Keeps the better of two ways in which an entry has a word.
    pub fn add(&mut self, key: Key, hit: Hit) {
        let Some(best) = self.of.get_mut(key.0 as usize) else { return };
        match best {
            None => self.keys.push(key),
            Some(best) if hit.quality() <= best.quality() => return,
            Some(_) => {}
        }
        *best = Some(hit);
    }

    /// How an entry has the word.
    pub fn get(&self, key: Key) -> Option<Hit> {
        self.of.get(key.0 as usize).copied().flatten()
    }

    /// Who has the word, in no order.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Hit {
    /// Where.
    pub field: Field,
    /// In which way.
    pub how: How,
    /// How many words the title has, for what is found in it.
    pub among: u8,
}

impl Hit {
    /// How much it says: how likely a person who means an entry types what it has there, so.
    pub fn quality(self) -> f64 {
        let field = match self.field {
            // Of a long title each word is less likely the one that is typed.
            Field::Title => 4.0 / f64::from(self.among.max(1)),
            Field::Author => 0.9,
            Field::Tag | Field::Venue => 0.02,
            Field::Text => 0.001,
        };
        let how = match self.how {
            How::Whole => 1.0,
            How::Beginning => 0.3,
            How::Initials => 0.3,
            How::Part => 0.01,
            How::Mistyped => 0.01,
            How::Mistyped2 => 0.001,
            How::Letters => 0.001,
        };
        field * how
    }
}
