//! What a generated entry says: a summary, a comment, and references in it.

use super::Repository;
use super::paper::{Paper, one};
use super::random::Random;
use super::words::{COMMENT, LINES, MENTIONS, SUMMARY, SYLLABLES};

/// Bytes of a summary and of a comment, at least.
const LONG: usize = 480;

/// A piece of a comment.
pub enum Piece {
    /// Text that goes on where the piece before it ends.
    Text(String),
    /// A line of its own.
    Line(String),
    /// A reference alone on its line.
    Bullet(u32),
    /// A reference in a sentence: what stands before and behind it.
    Mention(&'static str, u32, &'static str),
}

/// What an entry says.
pub struct Prose {
    pub summary: String,
    pub comment: Vec<Piece>,
}

impl Prose {
    /// What an entry says of a paper.
    pub fn of(repository: &Repository, entry: usize, paper: &Paper) -> Self {
        let mut random = repository.stream(entry, 2);
        let mut summary = sentences(&mut random, SUMMARY, paper);
        if random.below(2) == 0 {
            summary += &format!(" https://arxiv.org/abs/{}", paper.arxiv);
        }
        let mut comment = Vec::new();
        if random.below(4) > 0 {
            comment.push(Piece::Text(format!("元ポスト:{}", post(&mut random))));
            comment.push(Piece::Line(sentences(&mut random, COMMENT, paper)));
        } else {
            comment.push(Piece::Text(sentences(&mut random, COMMENT, paper)));
        }
        if random.below(10) == 0 {
            comment.push(Piece::Line(one(&mut random, LINES).to_owned()));
        }
        for number in repository.references(entry) {
            comment.push(match random.below(5) {
                0 => {
                    let (before, behind) = one(&mut random, MENTIONS);
                    Piece::Mention(before, number, behind)
                }
                _ => Piece::Bullet(number),
            });
        }
        comment.extend(repository.broken(entry).map(Piece::Bullet));
        Self { summary, comment }
    }
}

/// So many sentences as make a paragraph.
fn sentences(random: &mut Random, bank: &[&str], paper: &Paper) -> String {
    let mut text = String::new();
    let [a, b] = paper.about;
    let first = paper.name.split([' ', ':']).next().unwrap_or_default();
    while text.len() < LONG {
        text += &one(random, bank).replace("{a}", a).replace("{b}", b).replace("{s}", first);
    }
    text
}

/// The address of a post.
fn post(random: &mut Random) -> String {
    let user: String = (0..3).map(|_| one(random, SYLLABLES)).collect();
    let status = 1_000_000_000_000_000_000 + random.next() % 900_000_000_000_000_000;
    format!("https://x.com/{user}/status/{status}?s=46&t={:022}", random.next())
}
