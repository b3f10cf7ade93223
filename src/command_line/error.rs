//! What is wrong with the arguments, in Japanese. clap finds what it is and hands over its parts; here they become
//! sentences. In English clap speaks for itself.

use std::error::Error as _;

use clap::Command;
use clap::builder::styling::{Style, Styles};
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use super::help;
use crate::language::Language;

/// Ends the process with what clap has to say.
pub fn exit(error: &Error, language: Language) -> ! {
    let message = match language {
        Language::English => None,
        Language::Japanese => sentence(error),
    };
    // Help is no error, and speaks the language already.
    let Some(mut message) = message else { error.exit() };
    for tip in tips(error) {
        let valid = Styles::styled().get_valid().to_owned();
        message += &format!("\n\n  {valid}ヒント:{valid:#} {tip}");
    }
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => Some(help::usage(usage)),
        _ => None,
    };
    end(&message, usage, error.exit_code())
}

/// Ends the process with what is wrong and clap does not see.
pub fn refuse(command: &mut Command, message: &str, language: Language) -> ! {
    match language {
        Language::English => command.error(ErrorKind::ArgumentConflict, message).exit(),
        Language::Japanese => end(message, Some(help::usage(&command.render_usage())), 2),
    }
}

fn end(message: &str, usage: Option<String>, code: i32) -> ! {
    let styles = Styles::styled();
    let (error, literal) = (styles.get_error(), styles.get_literal());
    let usage = usage.map(|usage| format!("\n\n{usage}")).unwrap_or_default();
    anstream::eprintln!(
        "{error}エラー:{error:#} {message}{usage}\n\n詳しくは '{literal}--help{literal:#}' を見てください。"
    );
    std::process::exit(code)
}

/// What is wrong; nothing for what our arguments cannot give, and for what is no error.
fn sentence(error: &Error) -> Option<String> {
    let styles = Styles::styled();
    let (valid, invalid, literal) = (styles.get_valid(), styles.get_invalid(), styles.get_literal());
    let one = |kind, style| match error.get(kind)? {
        ContextValue::String(text) => Some(quoted(text, style)),
        _ => None,
    };
    let argument = || one(ContextKind::InvalidArg, literal);
    let value = || one(ContextKind::InvalidValue, invalid);
    let is_missing =
        matches!(error.get(ContextKind::InvalidValue), Some(ContextValue::String(value)) if value.is_empty());
    Some(match error.kind() {
        ErrorKind::UnknownArgument => {
            format!("引数 {} は使えません", one(ContextKind::InvalidArg, invalid)?)
        }
        ErrorKind::InvalidSubcommand => {
            format!("コマンド {} はありません", one(ContextKind::InvalidSubcommand, invalid)?)
        }
        ErrorKind::MissingRequiredArgument => {
            format!("次の引数が必要です:{}", below(error.get(ContextKind::InvalidArg)?, valid))
        }
        ErrorKind::InvalidValue => {
            let message = if is_missing {
                format!("{} には値が必要です", one(ContextKind::InvalidArg, invalid)?)
            } else {
                format!("{} の値 {} は正しくありません", argument()?, value()?)
            };
            message + &possible_values(error)
        }
        ErrorKind::ValueValidation => {
            let why = error.source().map(|why| help::text(&why.to_string(), Language::Japanese));
            let why = why.map(|why| format!(": {why}")).unwrap_or_default();
            format!("{} の値 {} は正しくありません{why}", argument()?, value()?)
        }
        ErrorKind::TooManyValues => format!("{} に余分な値 {} があります", argument()?, value()?),
        ErrorKind::ArgumentConflict => conflict(error, invalid)?,
        ErrorKind::InvalidUtf8 => "引数が正しい UTF-8 ではありません".to_owned(),
        _ => return None,
    })
}

fn conflict(error: &Error, style: &Style) -> Option<String> {
    let argument = error.get(ContextKind::InvalidArg).map(|argument| ("引数", argument));
    let (what, wrong) = argument
        .or_else(|| error.get(ContextKind::InvalidSubcommand).map(|command| ("コマンド", command)))?;
    let ContextValue::String(name) = wrong else { return None };
    let name = quoted(name, style);
    Some(match error.get(ContextKind::PriorArg)? {
        prior if prior == wrong => format!("{what} {name} は 1 度しか指定できません"),
        ContextValue::String(prior) => format!("{what} {name} は {} と併用できません", quoted(prior, style)),
        prior => format!("{what} {name} は次のものと併用できません:{}", below(prior, style)),
    })
}

fn possible_values(error: &Error) -> String {
    let styles = Styles::styled();
    let valid = styles.get_valid();
    match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(values)) if !values.is_empty() => {
            let values = values.iter().map(|value| format!("{valid}{value}{valid:#}"));
            format!("\n  [値: {}]", values.collect::<Vec<_>>().join(", "))
        }
        _ => String::new(),
    }
}

/// What may have been meant.
fn tips(error: &Error) -> Vec<String> {
    let styles = Styles::styled();
    let similar = [
        (ContextKind::SuggestedSubcommand, "コマンド"),
        (ContextKind::SuggestedArg, "引数"),
        (ContextKind::SuggestedValue, "値"),
    ];
    let similar = similar.into_iter().filter_map(|(kind, what)| {
        let names = match error.get(kind)? {
            ContextValue::String(name) => quoted(name, styles.get_valid()),
            ContextValue::Strings(names) => {
                names.iter().map(|name| quoted(name, styles.get_valid())).collect::<Vec<_>>().join(", ")
            }
            _ => return None,
        };
        Some(format!("似た{what}があります: {names}"))
    });
    let mut tips: Vec<String> = similar.collect();
    if let Some(ContextValue::StyledStrs(written)) = error.get(ContextKind::Suggested) {
        tips.extend(written.iter().map(|tip| advice(&tip.ansi().to_string())));
    }
    tips
}

/// A piece of advice that clap gives as a sentence only.
fn advice(english: &str) -> String {
    let dashes = english.strip_prefix("to pass ").and_then(|rest| rest.split_once(" as a value, use "));
    if let Some((value, how)) = dashes {
        return format!("{value} を値として渡すには {how} とします");
    }
    let between = |before, after| english.strip_prefix(before)?.split_once(after);
    if let Some((command, dashes)) = between("subcommand ", " exists; to use it, remove the ") {
        let dashes = dashes.trim_end_matches(" before it");
        return format!("コマンド {command} があります。使うには前の {dashes} を取ってください");
    }
    let other = english.strip_suffix(" exists").map(|other| format!("{other} があります"));
    other.unwrap_or_else(|| english.to_owned())
}

fn quoted(text: &str, style: &Style) -> String {
    format!("'{style}{text}{style:#}'")
}

/// Each in a line of its own.
fn below(names: &ContextValue, style: &Style) -> String {
    let names = match names {
        ContextValue::String(name) => std::slice::from_ref(name),
        ContextValue::Strings(names) => names,
        _ => &[],
    };
    names.iter().map(|name| format!("\n  {style}{name}{style:#}")).collect()
}
