//! A generated paper: what the entries that note it share.

use std::collections::HashSet;

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::Repository;
use super::random::Random;
use super::words::{
    ADJECTIVES, ENDINGS, FAMILY, GERUNDS, GIVEN, NOUNS, PREPOSITIONS, SYLLABLES, TAGS, VENUES,
};

/// When the first entry was noted, and how many days later the last one.
const FIRST: Date = date(2016, 1, 4);
const DAYS: usize = 3500;

/// So many of ten tags are those of the topic.
const OF_TOPIC: usize = 4;

/// The tags of a topic.
const TOPIC_TAGS: usize = 6;

/// How many tags there are.
const TAG_COUNT: usize = 600;

/// A paper.
pub struct Paper {
    /// The title without what stands around it.
    pub name: String,
    /// The title line.
    pub line: String,
    /// The first author.
    pub author: String,
    pub tags: Vec<String>,
    /// Its id at arXiv.
    pub arxiv: String,
    /// What it is about.
    pub about: [&'static str; 2],
}

impl Paper {
    /// The paper of an entry that is no copy.
    pub fn of(repository: &Repository, entry: usize) -> Self {
        let mut random = repository.stream(entry, 1);
        let about = [common(&mut random, NOUNS), common(&mut random, NOUNS)];
        let (name, author) = (name(&mut random, entry, about), author(&mut random));
        let noted = noted(repository, entry);
        let year = noted.year() - i16::from(random.below(3) == 0);
        let prefix = if random.below(10) < 7 { "[Paper Note] " } else { "" };
        let several = if random.below(10) < 9 { "+" } else { "" };
        let venue = one(&mut random, VENUES);
        let line = format!("{prefix}{name}, {author}{several}, {venue}'{:02}", year % 100);
        let arxiv = format!("{:02}{:02}.{:05}", year % 100, 1 + entry % 12, entry / 12 % 100_000);
        Self { name, line, author, tags: tags(&mut random, repository, entry), arxiv, about }
    }
}

/// The day on which an entry was written.
pub fn noted(repository: &Repository, entry: usize) -> Date {
    let days = i64::try_from(entry * DAYS / repository.entries).unwrap_or_default();
    FIRST.saturating_add(days.days())
}

/// All tags, the most common first, no two of which are the same letters.
pub fn all_tags() -> Vec<String> {
    let joined = |word: &str| word.replace([' ', '-'], "");
    let single = NOUNS.iter().map(|noun| joined(noun));
    let of_two = NOUNS.iter().flat_map(|a| NOUNS.iter().map(move |b| joined(a) + &joined(b)));
    let all = TAGS.iter().map(|tag| (*tag).to_owned()).chain(single).chain(of_two.step_by(19));
    let mut seen = HashSet::new();
    all.filter(|tag| seen.insert(tag.clone())).take(TAG_COUNT).collect()
}

/// A name that no other paper has: what it begins with spells the entry.
fn name(random: &mut Random, entry: usize, [a, b]: [&str; 2]) -> String {
    let mut system = String::new();
    let mut left = entry;
    for _ in 0..3 {
        system += SYLLABLES[left % SYLLABLES.len()];
        left /= SYLLABLES.len();
    }
    if left > 0 {
        system += SYLLABLES[left % SYLLABLES.len()];
    }
    let system = system[..1].to_uppercase() + &system[1..] + one(random, ENDINGS);
    let (how, of) = (one(random, ADJECTIVES), one(random, ADJECTIVES));
    let between = one(random, PREPOSITIONS);
    match random.below(3) {
        0 => format!("{system}: {} {how} {a} {between} {of} {b}", one(random, GERUNDS)),
        1 => format!("{system}: {how} {a} {between} {of} {b}"),
        _ => format!("{} {how} {a} {between} {b}: The {system} Study", one(random, GERUNDS)),
    }
}

fn author(random: &mut Random) -> String {
    format!("{} {}", one(random, GIVEN), one(random, FAMILY))
}

/// One to three tags; some are those of the entry's topic.
fn tags(random: &mut Random, repository: &Repository, entry: usize) -> Vec<String> {
    let (all, wanted) = (&repository.tags, 1 + random.below(3));
    let mut tags: Vec<String> = Vec::new();
    while tags.len() < wanted {
        let tag = match random.below(10) < OF_TOPIC {
            true => &all[(repository.topic(entry) * TOPIC_TAGS + random.below(TOPIC_TAGS)) % all.len()],
            false => &all[rank(random, all.len())],
        };
        if !tags.contains(tag) {
            tags.push(tag.clone());
        }
    }
    tags
}

/// One of all alike.
pub fn one<T: Copy>(random: &mut Random, all: &[T]) -> T {
    all[random.below(all.len())]
}

/// One of all, the first ones more often.
fn common<T: Copy>(random: &mut Random, all: &[T]) -> T {
    all[rank(random, all.len())]
}

/// A place in a list whose items are as rare as their places are high (Zipf's law): of doublings, each is as likely.
fn rank(random: &mut Random, count: usize) -> usize {
    loop {
        let doubling = random.below(usize::BITS as usize - count.leading_zeros() as usize);
        let rank = (1 << doubling) + random.below(1 << doubling) - 1;
        if rank < count {
            return rank;
        }
    }
}
