//! Very many short rows, one behind the other: each for itself would take more memory than what is in it.

/// Rows of things, called by numbers from 0.
#[derive(Debug)]
pub struct Rows<T> {
    all: Vec<T>,
    /// Where each ends.
    ends: Vec<u32>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { all: Vec::new(), ends: Vec::new() }
    }
}

impl<T: Copy> Rows<T> {
    /// Adds a row.
    pub fn push(&mut self, row: &[T]) {
        self.all.extend_from_slice(row);
        self.ends.push(self.all.len() as u32);
    }

    /// A row.
    pub fn get(&self, at: usize) -> &[T] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start as usize..self.ends[at] as usize]
    }

    /// Gives back what was taken for more.
    pub fn shrink(&mut self) {
        self.all.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

/// Words in order.
#[derive(Debug, Default)]
pub struct Sorted {
    all: String,
    ends: Vec<u32>,
}

impl Sorted {
    /// Adds one that comes behind the others.
    pub fn push(&mut self, word: &str) {
        self.all.push_str(word);
        self.ends.push(self.all.len() as u32);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// A word.
    pub fn get(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start as usize..self.ends[at] as usize]
    }

    /// The number of those at the beginning of which `is` says yes, and of no other.
    pub fn count_first(&self, is: impl Fn(&str) -> bool) -> usize {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from + (to - from) / 2;
            match is(self.get(middle)) {
                true => from = middle + 1,
                false => to = middle,
            }
        }
        from
    }

    /// Those from one on.
    pub fn from(&self, at: usize) -> impl Iterator<Item = &str> {
        (at..self.len()).map(|at| self.get(at))
    }

    /// Gives back what was taken for more.
    pub fn shrink(&mut self) {
        self.all.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_what_was_put_in() {
        let rows: [&[u32]; 4] = [&[1, 2], &[], &[3], &[4, 5, 6]];
        let mut all = Rows::default();
        rows.iter().for_each(|row| all.push(row));
        all.shrink();
        assert_eq!([0, 1, 2, 3].map(|at| all.get(at)), rows);
    }

    #[test]
    fn words_are_found_by_their_order() {
        let mut words = Sorted::default();
        ["a", "ab", "b", "言葉"].iter().for_each(|word| words.push(word));
        words.shrink();
        assert_eq!(words.from(1).collect::<Vec<_>>(), ["ab", "b", "言葉"]);
        for (before, count) in [("", 0), ("a", 0), ("aa", 1), ("b", 2), ("x", 3), ("龍", 4)] {
            assert_eq!(words.count_first(|word| word < before), count, "{before}");
        }
        assert_eq!(Sorted::default().count_first(|_| true), 0);
    }
}
