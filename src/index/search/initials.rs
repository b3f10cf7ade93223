//! The first letters of words in a row, by which `dpo` finds Direct Preference Optimization.

/// As many letters in a row are kept.
const MOST: usize = 8;

/// The first letters of some words in a row of a folded title: ASCII, and zeros behind them. Their order is that of the
/// letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Initials([u8; MOST]);

impl Initials {
    /// Those of ASCII letters from each on, but for the last: one letter is none in a row.
    pub fn all(letters: &[u8]) -> impl Iterator<Item = Self> {
        (0..letters.len().saturating_sub(1)).map(|from| {
            let row = &letters[from..letters.len().min(from + MOST)];
            let mut initials = [0; MOST];
            initials[..row.len()].copy_from_slice(row);
            Self(initials)
        })
    }

    /// The first letter.
    pub fn first(&self) -> char {
        self.0[0].into()
    }

    /// Whether they begin with `letters`.
    pub fn start_with(&self, letters: &str) -> bool {
        self.0.starts_with(letters.as_bytes())
    }

    /// Whether they stand before `letters` in order.
    pub fn are_before(&self, letters: &str) -> bool {
        self.0[..] < *letters.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_each_letter_on() {
        let all: Vec<Initials> = Initials::all(b"dpomakesnolm").collect();
        assert_eq!(all.len(), 11);
        assert_eq!((all[0].0, all[10].0), (*b"dpomakes", *b"lm\0\0\0\0\0\0"));
        assert!(Initials::all(b"d").next().is_none() && Initials::all(b"").next().is_none());
    }

    #[test]
    fn they_are_in_the_order_of_their_letters() {
        let mut all: Vec<Initials> = Initials::all(b"abcabdab").collect();
        all.sort();
        let with = |letters: &str| {
            let from = all.partition_point(|initials| initials.are_before(letters));
            all[from..].iter().take_while(|initials| initials.start_with(letters)).count()
        };
        assert_eq!(["ab", "abc", "b", "bd", "x", "abdabxxxx", ""].map(with), [3, 1, 2, 1, 0, 0, 7]);
        assert_eq!(all[0].first(), 'a');
    }
}
