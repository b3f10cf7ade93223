//! `invalid-date`: an issue date that is no day of the calendar.

use super::{Findings, Rule, Scope, Severity, no_fixes};
use crate::index::Index;
use crate::language::say;

pub(super) const RULE: Rule = Rule {
    code: "invalid-date",
    severity: Severity::Error,
    about: "An `Issue Date:` is not a day of the calendar, written `YYYY-MM-DD`.",
    check,
    fixes: no_fixes,
};

fn check(index: &Index, scope: &Scope, findings: &mut Findings) {
    if !index.file(scope.file).is_page() {
        return;
    }
    let language = index.config().language();
    let dates = scope.entries(index).filter_map(|(_, entry)| entry.date.as_ref());
    for date in dates.filter(|date| date.day.is_none()) {
        let written = date.written();
        let message = if written.len() == 10 && written.matches('-').count() == 2 {
            say!(language, "there is no day {written}", "{written} という日はありません")
        } else {
            say!(
                language,
                "{written} is not a date of the form YYYY-MM-DD",
                "{written} は YYYY-MM-DD の形の日付ではありません"
            )
        };
        findings.push(date.span, message);
    }
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_no};

    #[test]
    fn no_such_day() {
        let page = "Issue Date: 2025-13-40\nT, A+, ACL'23\n#NLP Issue Date: 2025-02-30 T, A+, ACL'23\n#NLP\nIssue Date: 2025/07/30\nT\n";
        check(
            "invalid-date",
            page,
            &[
                "2025-13-40: there is no day 2025-13-40",
                "2025-02-30: there is no day 2025-02-30",
                "2025/07/30: 2025/07/30 is not a date of the form YYYY-MM-DD",
            ],
        );
    }

    #[test]
    fn a_day_or_nothing_yet() {
        check_no("invalid-date", "Issue Date: 2024-02-29\nT, A+, ACL'23\n#NLP\nIssue Date:\n");
        check_no("invalid-date", "書式は Issue Date: 日付 です。\n");
    }
}
