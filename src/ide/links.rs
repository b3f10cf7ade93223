//! Document links: addresses in the text, cut where the text goes on, ids of papers, and the number of an entry as
//! its issue.

use std::sync::LazyLock;

use regex::Regex;

use crate::index::{FileId, Index};
use crate::syntax::link;
use crate::text::Span;

/// A place that leads out of the notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its bytes.
    pub span: Span,
    /// The address, `http:` or `https:`.
    pub target: String,
}

/// The links of a page, in order. A reference is none: it leads to a note.
#[must_use]
pub fn document_links(index: &Index, file: FileId) -> Vec<Link> {
    if !index.file(file).is_page() {
        return Vec::new();
    }
    let text = index.file(file).text.to_string();
    let whole = Span::new(0, text.len());
    let urls = link::urls(&text, whole);
    let named = urls.iter().filter(|span| !text[span.range()].ends_with("://"));
    let mut found: Vec<Link> =
        named.map(|span| Link { span: *span, target: text[span.range()].to_owned() }).collect();
    found.extend(ids(&text).filter(|link| !link::covers(&urls, link.span)));
    for (_, entry) in index.entries_of(file) {
        let own = entry.number.as_ref().filter(|own| own.repository.is_none() && !own.span.is_empty());
        let issue = own.and_then(|own| Some(Link { span: own.span, target: index.issue_url(own.number)? }));
        found.extend(issue);
    }
    found.sort_by_key(|link| link.span);
    found
}

/// Ids of papers that are written as such: `arXiv:2406.08464`, `doi:10.1145/3292500`.
fn ids(text: &str) -> impl Iterator<Item = Link> + '_ {
    // arXiv's identifiers (<https://info.arxiv.org/help/arxiv_identifier.html>) and DOIs as Crossref matches them
    // (<https://www.crossref.org/blog/dois-and-matching-regular-expressions/>), in ASCII.
    static IDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\barxiv:\s?(?<arxiv>[0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?|[a-z-]+(?:\.[a-z]{2})?/[0-9]{7})|\bdoi:\s?(?<doi>10\.[0-9]{4,9}/[-._;()/:a-z0-9]+)",
        )
        .unwrap()
    });
    IDS.captures_iter(text).filter_map(|found| {
        let whole = found.get(0)?;
        let (id, address) = match (found.name("arxiv"), found.name("doi")) {
            (Some(id), _) => (id, "https://arxiv.org/abs/"),
            (_, Some(id)) => (id, "https://doi.org/"),
            _ => return None,
        };
        let id = id.as_str().trim_end_matches(['.', ',', ';', ':', ')']);
        let end = whole.end() - (found.name("arxiv").or(found.name("doi"))?.len() - id.len());
        Some(Link { span: Span::new(whole.start(), end), target: format!("{address}{id}") })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &str, expected: &[&str]) {
        let fixture = Fixture::new(fixture);
        let links = document_links(&fixture.index, fixture.file);
        let shown = links
            .iter()
            .map(|link| format!("{} → {}", fixture.index.slice(fixture.file, link.span), link.target));
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn addresses_end_where_the_text_goes_on() {
        check(
            "Issue Date: 2025-01-01\nT, B+, ACL'23\nComment元ポスト:https://x.com/a/status/12?s=46&t=Y6UuIHB0Lv0IpmFAjlc2-QHF:https://huggingface.co/o/r、よい(https://e.org/a_(b))\n",
            &[
                "https://x.com/a/status/12?s=46&t=Y6UuIHB0Lv0IpmFAjlc2-Q → https://x.com/a/status/12?s=46&t=Y6UuIHB0Lv0IpmFAjlc2-Q",
                "https://huggingface.co/o/r → https://huggingface.co/o/r",
                "https://e.org/a_(b) → https://e.org/a_(b)",
            ],
        );
    }

    #[test]
    fn ids_of_papers_and_numbers() {
        let settings = "//- .paper-notes.toml\nrepository = 'https://github.com/o/r'\n//- page.txt\n";
        let page = "Issue: 12\nIssue Date: 2025-01-01\nT, B+, ACL'23\nComment arXiv:2406.08464v2、doi:10.1145/3292500.3330701. ・13 #14 https://arxiv.org/abs/2406.08464\n";
        let ids = [
            "arXiv:2406.08464v2 → https://arxiv.org/abs/2406.08464v2",
            "doi:10.1145/3292500.3330701 → https://doi.org/10.1145/3292500.3330701",
            "https://arxiv.org/abs/2406.08464 → https://arxiv.org/abs/2406.08464",
        ];
        let own = "12 → https://github.com/o/r/issues/12";
        check(&format!("{settings}{page}"), &[&[own][..], &ids].concat());
        check(page, &ids);
    }

    #[test]
    fn what_is_no_link() {
        check(
            "Issue Date: 2025-01-01\nT, arXiv'23\nComment arXiv:24 doi:1.2 http:// ・12 arxiv: 日本語\n",
            &[],
        );
        check("//- issues.json\n[{\"number\":1,\"title\":\"https://e.org\"}]\n", &[]);
    }
}
