//! `invalid-setting`: something in the settings file that cannot be taken over.

use super::{Findings, RULES, Rule, Scope, Severity, no_fixes};
use crate::config::{DIAGNOSTICS, SETTINGS, did_you_mean};
use crate::index::{Content, Index};
use crate::language::said;

pub(super) const RULE: Rule = Rule {
    code: "invalid-setting",
    severity: Severity::Warning,
    about: "A setting in `.paper-notes.toml` is unknown or has a value that it cannot have; the others hold.",
    check,
    fixes: no_fixes,
};

fn check(index: &Index, scope: &Scope, findings: &mut Findings) {
    let Content::Settings(settings) = &index.file(scope.file).content else {
        return;
    };
    for problem in &settings.problems {
        findings.push(problem.span, problem.message.to(index.config().language()).to_owned());
    }
    for (code, span) in &settings.codes {
        if RULES.iter().all(|rule| rule.code != &**code) {
            let message = if SETTINGS.iter().any(|setting| setting.key == &**code) {
                said!(
                    "{code} is a setting of its own; put it above [{DIAGNOSTICS}]",
                    "{code} は独立した設定です。[{DIAGNOSTICS}] より上に書いてください"
                )
            } else {
                let message = said!("there is no code {code}", "{code} というコードはありません");
                did_you_mean(message, code, RULES.iter().map(|rule| rule.code))
            };
            findings.push(*span, message.to(index.config().language()).to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ide::diagnostics::tests::{check, check_no};

    #[test]
    fn keys_values_and_codes() {
        check(
            "invalid-setting",
            "//- .paper-notes.toml\nhover_length = 3\nexclude = 'x'\n[diagnostics]\nduplicate-entrys = 'off'\nno-numbers = 'never'\n",
            &[
                "hover_length: there is no setting hover_length; did you mean hover-length?",
                "'x': expected a list of patterns, found a text",
                "duplicate-entrys: there is no code duplicate-entrys; did you mean duplicate-entry?",
                "'never': expected one of error, warning, information, hint, off, found \"never\"",
            ],
        );
    }

    #[test]
    fn a_setting_below_the_table() {
        check(
            "invalid-setting",
            "//- .paper-notes.toml\n[diagnostics]\nexclude = ['drafts/']\n",
            &["exclude: exclude is a setting of its own; put it above [diagnostics]"],
        );
    }

    #[test]
    fn one_forgotten_bracket_is_one_mistake() {
        check(
            "invalid-setting",
            "//- .paper-notes.toml\nexclude = ['a'\ninclude = ['x']\nhover-lenght = 1\n",
            &["include: not TOML: missing comma between array elements, expected `,`"],
        );
    }

    #[test]
    fn nothing_is_wrong() {
        check_no(
            "invalid-setting",
            "//- .paper-notes.toml\n# ours\nhover-length = 3\n[diagnostics]\nduplicate-entry = 'off'\n",
        );
        check_no("invalid-setting", "//- .paper-notes.toml\n\n");
    }
}
