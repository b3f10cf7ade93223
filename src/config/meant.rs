//! What was meant by a name that is none.

use crate::language::{Said, said};

/// `message` with the name that was most likely meant, if there is one.
#[must_use]
pub fn did_you_mean<'a>(message: Said, typed: &str, names: impl Iterator<Item = &'a str>) -> Said {
    let Some(name) = nearest(typed, names) else { return message };
    let Said { english, japanese } = message;
    said!("{english}; did you mean {name}?", "{japanese}。{name} でしょうか")
}

fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // `nlp` is `NLP` before it is anything else.
    let like = |name: &str| {
        let folded = strsim::jaro_winkler(&typed.to_lowercase(), &name.to_lowercase());
        strsim::jaro_winkler(typed, name).max(folded)
    };
    let scored = names.map(|name| (like(name), name));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.8).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_in_any_case() {
        let names = || ["NLP", "LanguageModel", "hover-length"].into_iter();
        assert_eq!(nearest("nlp", names()), Some("NLP"));
        assert_eq!(nearest("hover-lenght", names()), Some("hover-length"));
        assert_eq!(nearest("Vision", names()), None);
    }
}
