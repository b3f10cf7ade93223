//! Short texts that stand in many entries: names of tags, authors, venues. Equal ones share their storage.

use std::borrow::Borrow;
use std::cell::RefCell;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use foldhash::HashSet;

/// A short text that many entries have. Cloning is cheap, and each takes a word: there are millions of them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Arc<Box<str>>);

/// So many different ones are remembered for each thread that reads notes; then it begins anew, for they are kept alive.
const MOST: usize = 4096;

thread_local! {
    static KNOWN: RefCell<HashSet<Name>> = RefCell::default();
}

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        KNOWN.with_borrow_mut(|known| {
            if let Some(known) = known.get(name) {
                return known.clone();
            }
            if known.len() == MOST {
                known.clear();
            }
            let new = Self(Arc::new(name.into()));
            known.insert(new.clone());
            new
        })
    }
}

impl From<String> for Name {
    fn from(name: String) -> Self {
        Self::from(name.as_str())
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        self
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_are_one_and_few_are_remembered() {
        let a = Name::from("NLP");
        assert!(Arc::ptr_eq(&a.0, &Name::from(String::from("NLP")).0));
        assert_eq!((&*a, format!("{a} {a:?}")), ("NLP", "NLP \"NLP\"".to_owned()));
        for n in 0..3 * MOST {
            assert_eq!(&*Name::from(n.to_string()), n.to_string());
            KNOWN.with_borrow(|known| assert!(known.len() <= MOST));
        }
        assert_eq!(a, Name::from("NLP"));
    }
}
