//! `--help` in the reader's language: the texts of the arguments, and what clap writes around them.
//!
//! The English texts are the comments on the arguments, as clap reads them. Here each stands again beside its
//! translation, and a test goes through all arguments and finds the one that does not.

use clap::builder::styling::Styles;
use clap::builder::{PossibleValue, StyledStr};
use clap::{Arg, Command};

use crate::language::{Language, Said, said};

/// A command with all of its texts in a language. In English clap speaks for itself.
pub fn in_language(mut command: Command, language: Language) -> Command {
    match language {
        Language::English => command,
        Language::Japanese => {
            command.set_bin_name(command.get_name().to_owned());
            // Only then it has the options and the command that clap adds.
            command.build();
            in_japanese(command).mut_subcommand("help", |_| help_command())
        }
    }
}

/// A text of clap's or of the arguments in a language; as it is where it has no translation.
pub fn text(english: &str, language: Language) -> String {
    let known = texts().into_iter().chain(reasons()).find(|said| said.english == english);
    known.map_or_else(|| english.to_owned(), |said| said.to(language).to_owned())
}

/// The usage that clap has written, under a Japanese heading.
pub fn usage(written: &StyledStr) -> String {
    // The heading is a column wider, and further lines stand under the first.
    written.ansi().to_string().replacen("Usage:", "使い方:", 1).replace("\n       ", "\n        ")
}

fn in_japanese(mut command: Command) -> Command {
    let styles = command.get_styles();
    let heading = |text: &str| format!("{0}{text}:{0:#}\n", styles.get_header());
    let mut template = "{about-with-newline}\n".to_owned();
    let (commands, arguments, options) = (heading("コマンド"), heading("引数"), heading("オプション"));
    template += &usage(&command.render_usage());
    if command.get_subcommands().any(|command| !command.is_hide_set()) {
        template += &format!("\n\n{commands}{{subcommands}}");
    }
    if command.get_positionals().next().is_some() {
        template += &format!("\n\n{arguments}{{positionals}}");
    }
    if command.get_opts().next().is_some()
        || command.get_arguments().any(|argument| !argument.is_positional())
    {
        template += &format!("\n\n{options}{{options}}");
    }
    let about = command.get_about().map(japanese).unwrap_or_default();
    command.about(about).help_template(template).mut_args(argument).mut_subcommands(in_japanese)
}

/// The command `help` as clap makes it for one that is not built; for one that is, it names every command again.
fn help_command() -> Command {
    let names =
        Arg::new("subcommand").num_args(..).value_name("COMMAND").help("Print help for the subcommand(s)");
    let about = "Print this message or the help of the given subcommand(s)";
    in_japanese(
        Command::new("help").bin_name("paper-notes-lsp help").about(about).arg(names).disable_help_flag(true),
    )
}

/// An argument with its help in Japanese, and in it what clap would say in English: the default and the values.
fn argument(argument: Arg) -> Arg {
    let help = argument.get_help().map(japanese).unwrap_or_default();
    let default = argument.get_default_values().iter().map(|value| value.to_string_lossy());
    let default: Vec<_> = default.collect();
    let default = if argument.get_action().takes_values() && !default.is_empty() {
        format!("[既定値: {}]", default.join(" "))
    } else {
        String::new()
    };
    let values = argument.get_possible_values();
    let values: Vec<&PossibleValue> = values.iter().filter(|value| !value.is_hide_set()).collect();
    if values.is_empty() || !argument.get_action().takes_values() {
        let long = argument.get_long_help().map(japanese);
        let argument = argument.hide_default_value(true).help(beside(&help, &[&default]));
        return match long {
            Some(long) => argument.long_help(long),
            None => argument,
        };
    }
    let names: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
    let short = beside(&help, &[&default, &format!("[値: {}]", names.join(", "))]);
    let longest = names.iter().map(|name| name.len()).max().unwrap_or_default();
    let styles = Styles::styled();
    let literal = styles.get_literal();
    let described = values.iter().map(|value| {
        let (name, padding) = (value.get_name(), " ".repeat(longest - value.get_name().len()));
        let help = value.get_help().map(japanese).unwrap_or_default();
        format!("\n- {literal}{name}{literal:#}: {padding}{help}")
    });
    let mut long = format!("{help}\n\n値:{}", described.collect::<String>());
    if !default.is_empty() {
        long += &format!("\n\n{default}");
    }
    argument.hide_default_value(true).hide_possible_values(true).help(short).long_help(long)
}

/// Texts that are there, in one line.
fn beside(help: &str, notes: &[&str]) -> String {
    let there = [help].into_iter().chain(notes.iter().copied()).filter(|text| !text.is_empty());
    there.collect::<Vec<_>>().join(" ")
}

fn japanese(english: &StyledStr) -> String {
    text(&english.to_string(), Language::Japanese)
}

/// What `--help` says.
fn texts() -> Vec<Said> {
    vec![
        // The program and its commands.
        said!(
            "A language server and checker for repositories of research-paper notes",
            "論文ノートのリポジトリのための言語サーバーと検査ツール"
        ),
        said!(
            "Serve an editor over standard input and output (the default)",
            "標準入出力でエディタと通信する(既定)"
        ),
        said!(
            "Print what is wrong with the notes. Exit code 1 for warnings and errors, 2 if it could not run, else 0",
            "ノートの問題を表示する。終了コードは、警告かエラーがあれば 1、実行できなければ 2、それ以外は 0"
        ),
        said!(
            "Put pages into block style: a line a part, an empty line between entries. Only white space changes, and \
             whatever is doubtful stays as it is. Exit code 1 where --check finds a page to change, 2 if it could not \
             run, else 0",
            "ページを整形する: 部分ごとに 1 行、ノートの間に空行を 1 つ。変わるのは空白だけで、疑わしいところはそのまま残す。\
             終了コードは、--check で変更が必要なページがあれば 1、実行できなければ 2、それ以外は 0"
        ),
        said!(
            "Draw the citation graph: a page, a picture, for Graphviz, or as data. Exit code 2 if it could not run, \
             else 0",
            "引用グラフを描く: ページ、画像、Graphviz 用、データのいずれか。終了コードは、実行できなければ 2、それ以外は 0"
        ),
        said!(
            "Print what was understood of the notes, as JSON",
            "ノートから読み取った内容を JSON で表示する"
        ),
        said!(
            "Print the settings that hold and where each comes from, as a settings file",
            "有効な設定とその出どころを、設定ファイルの形で表示する"
        ),
        // Their arguments.
        said!(
            "Folders, each a repository, or files, each checked within its repository. Default: here",
            "フォルダ(それぞれをリポジトリとみなす)またはファイル(それぞれのリポジトリの中で検査する)。既定値は現在のフォルダ"
        ),
        said!("How to print the findings", "結果の表示形式"),
        said!(
            "Make the changes that lose nothing: remove copies of which everything is in the first, and tags that an \
             entry has twice",
            "何も失われない修正を行う: 内容がすべて最初のノートにある写しと、1 つのノートに 2 度付いたタグを消す"
        ),
        said!(
            "With --fix: print the changes as a diff and write nothing",
            "--fix とともに: 変更を差分で表示し、何も書き込まない"
        ),
        said!(
            "Folders, each a repository, or files, each formatted within its repository",
            "フォルダ(それぞれをリポジトリとみなす)またはファイル(それぞれのリポジトリの中で整形する)"
        ),
        said!(
            "Say which pages would change, and write nothing",
            "変更が必要なページを表示し、何も書き込まない"
        ),
        said!("Print the changes as a diff, and write nothing", "変更を差分で表示し、何も書き込まない"),
        said!("The folder of the repository", "リポジトリのフォルダ"),
        said!(
            "The folder of the repository, or a file in it",
            "リポジトリのフォルダ、またはその中のファイル"
        ),
        said!("Follow symbolic links out of the repository", "リポジトリの外へのシンボリックリンクもたどる"),
        said!(
            "Folders, each a repository, or files: the papers that are noted in them. Default: here",
            "フォルダ(それぞれをリポジトリとみなす)またはファイル: そこにノートのある論文を描く。既定値は現在のフォルダ"
        ),
        said!(
            "What to make. Default: what the name of the file says that it is written to",
            "出力の形式。既定値は出力先のファイル名が示す形式"
        ),
        said!(
            "Draw what is around an entry: a number, or a file and a line, as in reading.txt:12",
            "1 つのノートの周りを描く: 番号、または reading.txt:12 のようなファイルと行"
        ),
        said!(
            "With --around: how many references away papers may be",
            "--around とともに: 参照をいくつたどるか"
        ),
        said!(
            "Only papers with this tag, or with one of several",
            "このタグの付いた論文だけ(複数あればそのいずれか)"
        ),
        said!(
            "What a click on a paper opens: its issue where it has one, its file, or its line in VS Code",
            "論文をクリックすると開くもの: issue(あれば)、ファイル、VS Code でのその行"
        ),
        said!("Write to this file instead of standard output", "標準出力の代わりにこのファイルに書く"),
        said!(
            "Write the log to this file instead of standard error. PAPER_NOTES_LOG sets the level (error, warn, info, \
             debug)",
            "標準エラー出力の代わりにこのファイルにログを書く。レベルは PAPER_NOTES_LOG で決まる(error、warn、info、debug)"
        ),
        said!(
            "Accepted for editors that pass it; standard input and output are used anyway",
            "これを渡すエディタのためにあるだけで、標準入出力は常に使われる"
        ),
        // The values that they take.
        said!("For people", "人が読む形式"),
        said!("For programs", "プログラムが読む形式"),
        said!("A page that stands for itself", "単独で開けるページ"),
        said!("A picture", "画像"),
        said!("The language of Graphviz", "Graphviz の言語"),
        said!(
            "What the command `paperNotes.showGraph` of the server gives",
            "サーバーのコマンド `paperNotes.showGraph` が返すもの"
        ),
        said!(
            "Its issue, where the repository is known and it has a number, else its file",
            "issue(リポジトリと番号がわかる場合)、それ以外はファイル"
        ),
        said!("Its file, in whatever opens it", "ファイル(関連付けられたアプリで)"),
        said!("Its line, in VS Code", "VS Code でのその行"),
        // What clap adds.
        said!("Print help", "ヘルプを表示する"),
        said!("Print help (see more with '--help')", "ヘルプを表示する(詳しくは '--help')"),
        said!("Print help (see a summary with '-h')", "ヘルプを表示する(要約は '-h')"),
        said!("Print version", "バージョンを表示する"),
        said!(
            "Print this message or the help of the given subcommand(s)",
            "このヘルプ、または指定したコマンドのヘルプを表示する"
        ),
        said!("Print help for the subcommand(s)", "ヘルプを表示するコマンド"),
    ]
}

/// Why a value cannot be read.
fn reasons() -> Vec<Said> {
    vec![
        said!(
            "neither a number (2094) nor a file with a line (reading.txt:12)",
            "番号 (2094) でも、ファイルと行 (reading.txt:12) でもありません"
        ),
        said!("invalid digit found in string", "数ではありません"),
        said!("cannot parse integer from empty string", "数がありません"),
        said!("number too large to fit in target type", "大きすぎます"),
        said!("number too small to fit in target type", "小さすぎます"),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::*;
    use crate::command_line::Arguments;

    /// Every text of a command and all below it, as clap has it.
    fn english(command: &Command, found: &mut BTreeSet<String>) {
        let abouts = [
            command.get_about(),
            command.get_long_about(),
            command.get_after_help(),
            command.get_before_help(),
        ];
        found.extend(abouts.into_iter().flatten().map(ToString::to_string));
        for argument in command.get_arguments() {
            let helps = [argument.get_help(), argument.get_long_help()];
            found.extend(helps.into_iter().flatten().map(ToString::to_string));
            let values = argument.get_possible_values();
            let takes_value = argument.get_action().takes_values();
            let values = values.iter().filter(|_| takes_value).filter_map(PossibleValue::get_help);
            found.extend(values.map(ToString::to_string));
        }
        command.get_subcommands().for_each(|command| english(command, found));
    }

    fn every_english() -> BTreeSet<String> {
        let mut command = Arguments::command();
        command.build();
        let mut found = BTreeSet::new();
        english(&command, &mut found);
        // Of the command `help`, before clap names every command below it.
        found.insert("Print help for the subcommand(s)".to_owned());
        found
    }

    /// Whether a text has letters that only Japanese has.
    fn is_japanese(text: &str) -> bool {
        text.chars().any(|c| ('\u{3041}'..='\u{30ff}').contains(&c) || ('\u{4e00}'..='\u{9fff}').contains(&c))
    }

    fn rendered(command: &mut Command, found: &mut Vec<(String, String)>) {
        let name = command.get_bin_name().unwrap().to_owned();
        for help in [command.render_help(), command.render_long_help()] {
            found.push((name.clone(), help.to_string()));
        }
        command.get_subcommands_mut().for_each(|command| rendered(command, found));
    }

    #[test]
    fn every_text_has_its_translation() {
        for text in every_english() {
            let said = texts().into_iter().find(|said| said.english == text);
            assert!(said.is_some_and(|said| is_japanese(&said.japanese)), "not in Japanese: {text}");
        }
    }

    #[test]
    fn every_translation_is_of_a_text() {
        let known: Vec<String> = texts().into_iter().map(|said| said.english).collect();
        let used = every_english();
        for (at, text) in known.iter().enumerate() {
            assert!(used.contains(text), "nothing says: {text}");
            assert!(!known[..at].contains(text), "twice: {text}");
        }
    }

    #[test]
    fn help_has_no_english_left() {
        let mut command = in_language(Arguments::command(), Language::Japanese);
        let mut found = Vec::new();
        rendered(&mut command, &mut found);
        assert_eq!(found.len(), 2 * 8, "the program and seven commands");
        let of_clap = ["Usage", "Commands:", "Arguments:", "Options:", "default", "ossible values", "Print"];
        for (name, help) in found {
            assert!(help.contains(&format!("使い方: {name}")), "{help}");
            for english in every_english().iter().map(String::as_str).chain(of_clap) {
                assert!(!help.contains(english), "{name}: {english} in {help}");
            }
        }
    }
}
