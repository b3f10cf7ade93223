//! `--help` and what is said of wrong arguments, in both languages.

use std::collections::BTreeSet;

use expect_test::{Expect, expect};

use crate::support::program;

/// Exit code, standard output and standard error.
fn run(locale: &str, arguments: &[&str]) -> (i32, String, String) {
    let output = program().env("LC_ALL", locale).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// What is printed in English and in Japanese, on whichever stream it is.
#[track_caller]
fn check(arguments: &[&str], english: Expect, japanese: Expect) {
    let (code, out, err) = run("C.UTF-8", arguments);
    let (code_ja, out_ja, err_ja) = run("ja_JP.UTF-8", arguments);
    assert_eq!((code, out.is_empty(), err.is_empty()), (code_ja, out_ja.is_empty(), err_ja.is_empty()));
    assert_eq!(
        names(&(out.clone() + &err)),
        names(&(out_ja.clone() + &err_ja)),
        "the same options and values"
    );
    english.assert_eq(&trimmed(&(out + &err)));
    japanese.assert_eq(&trimmed(&(out_ja + &err_ja)));
}

/// clap indents empty lines too; the ends of lines are not compared.
fn trimmed(text: &str) -> String {
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// What is not translated: options, and the names of what they take.
fn names(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii() || c.is_whitespace() || "[](),'=:|".contains(c));
    let names = words.filter(|word| word.starts_with('-') && word.len() > 1 || word.starts_with('<'));
    names.map(str::to_owned).collect()
}

#[test]
fn the_program() {
    check(
        &["--help"],
        expect![[r#"
        A language server and checker for repositories of research-paper notes

        Usage: paper-notes-lsp [OPTIONS]
               paper-notes-lsp <COMMAND>

        Commands:
          lsp     Serve an editor over standard input and output (the default)
          check   Print what is wrong with the notes. Exit code 1 for warnings and errors, 2 if it could not run, else 0
          format  Put pages into block style: a line a part, an empty line between entries. Only white space changes, and whatever is doubtful stays as it is. Exit code 1 where --check finds a page to change, 2 if it could not run, else 0
          graph   Draw the citation graph: a page, a picture, for Graphviz, or as data. Exit code 2 if it could not run, else 0
          export  Print what was understood of the notes, as JSON
          config  Print the settings that hold and where each comes from, as a settings file
          help    Print this message or the help of the given subcommand(s)

        Options:
              --log <FILE>  Write the log to this file instead of standard error. PAPER_NOTES_LOG sets the level (error, warn, info, debug)
          -h, --help        Print help
          -V, --version     Print version
    "#]],
        expect![[r#"
        論文ノートのリポジトリのための言語サーバーと検査ツール

        使い方: paper-notes-lsp [OPTIONS]
                paper-notes-lsp <COMMAND>

        コマンド:
          lsp     標準入出力でエディタと通信する(既定)
          check   ノートの問題を表示する。終了コードは、警告かエラーがあれば 1、実行できなければ 2、それ以外は 0
          format  ページを整形する: 部分ごとに 1 行、ノートの間に空行を 1 つ。変わるのは空白だけで、疑わしいところはそのまま残す。終了コードは、--check で変更が必要なページがあれば 1、実行できなければ 2、それ以外は 0
          graph   引用グラフを描く: ページ、画像、Graphviz 用、データのいずれか。終了コードは、実行できなければ 2、それ以外は 0
          export  ノートから読み取った内容を JSON で表示する
          config  有効な設定とその出どころを、設定ファイルの形で表示する
          help    このヘルプ、または指定したコマンドのヘルプを表示する

        オプション:
              --log <FILE>  標準エラー出力の代わりにこのファイルにログを書く。レベルは PAPER_NOTES_LOG で決まる(error、warn、info、debug)
          -h, --help        ヘルプを表示する
          -V, --version     バージョンを表示する
    "#]],
    );
}

#[test]
fn a_command_in_full() {
    check(
        &["graph", "--help"],
        expect![[r#"
        Draw the citation graph: a page, a picture, for Graphviz, or as data. Exit code 2 if it could not run, else 0

        Usage: paper-notes-lsp graph [OPTIONS] [PATHS]...

        Arguments:
          [PATHS]...
                  Folders, each a repository, or files: the papers that are noted in them. Default: here

        Options:
              --format <FORMAT>
                  What to make. Default: what the name of the file says that it is written to

                  Possible values:
                  - html: A page that stands for itself
                  - svg:  A picture
                  - dot:  The language of Graphviz
                  - json: What the command `paperNotes.showGraph` of the server gives

              --around <NUMBER|FILE:LINE>
                  Draw what is around an entry: a number, or a file and a line, as in reading.txt:12

              --depth <N>
                  With --around: how many references away papers may be

                  [default: 1]

              --tag <TAG>
                  Only papers with this tag, or with one of several

              --links <LINKS>
                  What a click on a paper opens: its issue where it has one, its file, or its line in VS Code

                  Possible values:
                  - issues: Its issue, where the repository is known and it has a number, else its file
                  - files:  Its file, in whatever opens it
                  - vscode: Its line, in VS Code

                  [default: issues]

          -o, --output <FILE>
                  Write to this file instead of standard output

              --outside-links
                  Follow symbolic links out of the repository

          -h, --help
                  Print help (see a summary with '-h')
    "#]],
        expect![[r#"
        引用グラフを描く: ページ、画像、Graphviz 用、データのいずれか。終了コードは、実行できなければ 2、それ以外は 0

        使い方: paper-notes-lsp graph [OPTIONS] [PATHS]...

        引数:
          [PATHS]...
                  フォルダ(それぞれをリポジトリとみなす)またはファイル: そこにノートのある論文を描く。既定値は現在のフォルダ

        オプション:
              --format <FORMAT>
                  出力の形式。既定値は出力先のファイル名が示す形式

                  値:
                  - html: 単独で開けるページ
                  - svg:  画像
                  - dot:  Graphviz の言語
                  - json: サーバーのコマンド `paperNotes.showGraph` が返すもの

              --around <NUMBER|FILE:LINE>
                  1 つのノートの周りを描く: 番号、または reading.txt:12 のようなファイルと行

              --depth <N>
                  --around とともに: 参照をいくつたどるか [既定値: 1]

              --tag <TAG>
                  このタグの付いた論文だけ(複数あればそのいずれか)

              --links <LINKS>
                  論文をクリックすると開くもの: issue(あれば)、ファイル、VS Code でのその行

                  値:
                  - issues: issue(リポジトリと番号がわかる場合)、それ以外はファイル
                  - files:  ファイル(関連付けられたアプリで)
                  - vscode: VS Code でのその行

                  [既定値: issues]

          -o, --output <FILE>
                  標準出力の代わりにこのファイルに書く

              --outside-links
                  リポジトリの外へのシンボリックリンクもたどる

          -h, --help
                  ヘルプを表示する(要約は '-h')
    "#]],
    );
}

#[test]
fn a_command_in_short() {
    check(
        &["check", "-h"],
        expect![[r#"
        Print what is wrong with the notes. Exit code 1 for warnings and errors, 2 if it could not run, else 0

        Usage: paper-notes-lsp check [OPTIONS] [PATHS]...

        Arguments:
          [PATHS]...  Folders, each a repository, or files, each checked within its repository. Default: here

        Options:
              --format <FORMAT>  How to print the findings [default: human] [possible values: human, json]
              --fix              Make the changes that lose nothing: remove copies of which everything is in the first, and tags that an entry has twice
              --diff             With --fix: print the changes as a diff and write nothing
              --outside-links    Follow symbolic links out of the repository
          -h, --help             Print help (see more with '--help')
    "#]],
        expect![[r#"
        ノートの問題を表示する。終了コードは、警告かエラーがあれば 1、実行できなければ 2、それ以外は 0

        使い方: paper-notes-lsp check [OPTIONS] [PATHS]...

        引数:
          [PATHS]...  フォルダ(それぞれをリポジトリとみなす)またはファイル(それぞれのリポジトリの中で検査する)。既定値は現在のフォルダ

        オプション:
              --format <FORMAT>  結果の表示形式 [既定値: human] [値: human, json]
              --fix              何も失われない修正を行う: 内容がすべて最初のノートにある写しと、1 つのノートに 2 度付いたタグを消す
              --diff             --fix とともに: 変更を差分で表示し、何も書き込まない
              --outside-links    リポジトリの外へのシンボリックリンクもたどる
          -h, --help             ヘルプを表示する(詳しくは '--help')
    "#]],
    );
}

#[test]
fn the_command_help() {
    check(
        &["help", "help"],
        expect![[r#"
        Print this message or the help of the given subcommand(s)

        Usage: paper-notes-lsp help [COMMAND]...

        Arguments:
          [COMMAND]...  Print help for the subcommand(s)
    "#]],
        expect![[r#"
        このヘルプ、または指定したコマンドのヘルプを表示する

        使い方: paper-notes-lsp help [COMMAND]...

        引数:
          [COMMAND]...  ヘルプを表示するコマンド
    "#]],
    );
}

#[test]
fn a_slip_of_an_option() {
    check(
        &["--hepl"],
        expect![[r#"
        error: unexpected argument '--hepl' found

          tip: a similar argument exists: '--help'

        Usage: paper-notes-lsp --help

        For more information, try '--help'.
    "#]],
        expect![[r#"
        エラー: 引数 '--hepl' は使えません

          ヒント: 似た引数があります: '--help'

        使い方: paper-notes-lsp --help

        詳しくは '--help' を見てください。
    "#]],
    );
}

#[test]
fn a_slip_of_a_command() {
    check(
        &["chek"],
        expect![[r#"
        error: unrecognized subcommand 'chek'

          tip: a similar subcommand exists: 'check'

        Usage: paper-notes-lsp [OPTIONS]
               paper-notes-lsp <COMMAND>

        For more information, try '--help'.
    "#]],
        expect![[r#"
        エラー: コマンド 'chek' はありません

          ヒント: 似たコマンドがあります: 'check'

        使い方: paper-notes-lsp [OPTIONS]
                paper-notes-lsp <COMMAND>

        詳しくは '--help' を見てください。
    "#]],
    );
}

#[test]
fn a_value_that_looks_like_an_option() {
    check(
        &["check", "-x"],
        expect![[r#"
        error: unexpected argument '-x' found

          tip: to pass '-x' as a value, use '-- -x'

        Usage: paper-notes-lsp check [OPTIONS] [PATHS]...

        For more information, try '--help'.
    "#]],
        expect![[r#"
        エラー: 引数 '-x' は使えません

          ヒント: '-x' を値として渡すには '-- -x' とします

        使い方: paper-notes-lsp check [OPTIONS] [PATHS]...

        詳しくは '--help' を見てください。
    "#]],
    );
}

#[test]
fn a_slip_of_a_value() {
    check(
        &["check", "--format", "hmuan"],
        expect![[r#"
        error: invalid value 'hmuan' for '--format <FORMAT>'
          [possible values: human, json]

          tip: a similar value exists: 'human'

        For more information, try '--help'.
    "#]],
        expect![[r#"
        エラー: '--format <FORMAT>' の値 'hmuan' は正しくありません
          [値: human, json]

          ヒント: 似た値があります: 'human'

        詳しくは '--help' を見てください。
    "#]],
    );
}

#[test]
fn a_missing_value() {
    check(
        &["graph", "-o"],
        expect![[r#"
        error: a value is required for '--output <FILE>' but none was supplied

        For more information, try '--help'.
    "#]],
        expect![[r#"
        エラー: '--output <FILE>' には値が必要です

        詳しくは '--help' を見てください。
    "#]],
    );
}

#[test]
fn a_missing_argument() {
    check(
        &["check", "--diff"],
        expect![[r#"
        error: the following required arguments were not provided:
          --fix

        Usage: paper-notes-lsp check --fix --diff [PATHS]...

        For more information, try '--help'.
    "#]],
        expect![[r#"
        エラー: 次の引数が必要です:
          --fix

        使い方: paper-notes-lsp check --fix --diff [PATHS]...

        詳しくは '--help' を見てください。
    "#]],
    );
}

#[test]
fn one_option_twice() {
    check(
        &["check", "--fix", "--fix"],
        expect![[r#"
        error: the argument '--fix' cannot be used multiple times

        Usage: paper-notes-lsp check [OPTIONS] [PATHS]...

        For more information, try '--help'.
    "#]],
        expect![[r#"
        エラー: 引数 '--fix' は 1 度しか指定できません

        使い方: paper-notes-lsp check [OPTIONS] [PATHS]...

        詳しくは '--help' を見てください。
    "#]],
    );
}

#[test]
fn a_value_too_many() {
    check(
        &["check", "--fix=1"],
        expect![[r#"
        error: unexpected value '1' for '--fix' found; no more were expected

        Usage: paper-notes-lsp check --fix [PATHS]...

        For more information, try '--help'.
    "#]],
        expect![[r#"
        エラー: '--fix' に余分な値 '1' があります

        使い方: paper-notes-lsp check --fix [PATHS]...

        詳しくは '--help' を見てください。
    "#]],
    );
}

#[test]
fn a_conflict() {
    check(
        &["--log", "x", "check"],
        expect![[r#"
        error: the subcommand 'check' cannot be used with '--log <FILE>'

        Usage: paper-notes-lsp [OPTIONS]
               paper-notes-lsp <COMMAND>

        For more information, try '--help'.
    "#]],
        expect![[r#"
        エラー: コマンド 'check' は '--log <FILE>' と併用できません

        使い方: paper-notes-lsp [OPTIONS]
                paper-notes-lsp <COMMAND>

        詳しくは '--help' を見てください。
    "#]],
    );
}

#[test]
fn a_place_that_is_none() {
    check(
        &["graph", "--around", "x", "--format", "svg"],
        expect![[r#"
        error: invalid value 'x' for '--around <NUMBER|FILE:LINE>': neither a number (2094) nor a file with a line (reading.txt:12)

        For more information, try '--help'.
    "#]],
        expect![[r#"
        エラー: '--around <NUMBER|FILE:LINE>' の値 'x' は正しくありません: 番号 (2094) でも、ファイルと行 (reading.txt:12) でもありません

        詳しくは '--help' を見てください。
    "#]],
    );
}

#[test]
fn a_number_that_is_none() {
    check(
        &["graph", "--around", "1", "--depth", "x", "--format", "svg"],
        expect![[r#"
        error: invalid value 'x' for '--depth <N>': invalid digit found in string

        For more information, try '--help'.
    "#]],
        expect![[r#"
        エラー: '--depth <N>' の値 'x' は正しくありません: 数ではありません

        詳しくは '--help' を見てください。
    "#]],
    );
}

#[test]
fn a_file_without_a_format() {
    check(
        &["graph", "-o", "x.pdf"],
        expect![[r#"
        error: the name of the file says no format; say --format html, svg, dot or json

        Usage: paper-notes-lsp [OPTIONS]
               paper-notes-lsp <COMMAND>

        For more information, try '--help'.
    "#]],
        expect![[r#"
        エラー: ファイル名から形式がわかりません。--format で html、svg、dot、json のいずれかを指定してください

        使い方: paper-notes-lsp [OPTIONS]
                paper-notes-lsp <COMMAND>

        詳しくは '--help' を見てください。
    "#]],
    );
}

#[test]
fn a_diff_as_data() {
    check(
        &["check", "--fix", "--diff", "--format", "json"],
        expect![[r#"
        error: --diff prints a diff; it cannot be used with '--format json'

        Usage: paper-notes-lsp [OPTIONS]
               paper-notes-lsp <COMMAND>

        For more information, try '--help'.
    "#]],
        expect![[r#"
        エラー: --diff は差分を表示します。'--format json' とは併用できません

        使い方: paper-notes-lsp [OPTIONS]
                paper-notes-lsp <COMMAND>

        詳しくは '--help' を見てください。
    "#]],
    );
}
