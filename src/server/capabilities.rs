//! What the editor can do, negotiated once, and what we tell it that we can. Every editor's quirk that
//! we know of lives here.

use serde_json::{Value, json};
use tower_lsp::ls_types::*;

use crate::config::FILE_NAME;
use crate::disk::IGNORE_FILES;
use crate::language::Language;
use crate::server::commands::COMMANDS;
use crate::server::from_proto::SECTION;
use crate::server::to_proto::{TOKEN_MODIFIERS, TOKEN_TYPES};
use crate::text::Encoding;

/// The kind of the action that makes all changes that lose nothing.
pub const FIX_ALL: &str = "source.fixAll.paperNotes";

/// What the editor can do, as far as it changes what we send.
#[derive(Debug, Clone, Default)]
pub struct Editor {
    /// What it counts columns in.
    pub encoding: Encoding,
    /// It shows Markdown in hovers and beside completions.
    pub markdown: bool,
    /// It shows a fainter text behind a completion's label.
    pub label_details: bool,
    /// It fetches documentation when an item is selected.
    pub resolves_documentation: bool,
    /// It takes snippets in completions.
    pub snippets: bool,
    /// It shows other places of a finding.
    pub related_information: bool,
    /// It greys text that can go.
    pub unnecessary: bool,
    /// It takes code actions with edits in them.
    pub code_action_literals: bool,
    /// It takes edits of documents by version.
    pub document_changes: bool,
    /// It has changes confirmed that ask for it.
    pub change_annotations: bool,
    /// It makes changes that we ask it to make.
    pub applies_edits: bool,
    /// It shows a place that we ask it to show.
    pub shows_documents: bool,
    /// It takes the origin of a definition.
    pub definition_links: bool,
    /// It asks again for inlay hints, code lenses and tokens if told to.
    pub redraws_hints: bool,
    /// See above.
    pub redraws_lenses: bool,
    /// See above.
    pub redraws_tokens: bool,
    /// It asks what would be renamed.
    pub prepares_rename: bool,
    /// It has documents formatted.
    pub formats: bool,
    /// It has parts of documents formatted.
    pub formats_ranges: bool,
    /// It has what is typed formatted.
    pub formats_on_type: bool,
    /// It shows symbols in symbols.
    pub nested_symbols: bool,
    /// It shows the progress of our work.
    pub progress: bool,
    /// It watches files for us if asked to.
    pub watches_files: bool,
    /// It tells us our settings if asked.
    pub tells_settings: bool,
    /// It tells us when they change if asked to.
    pub announces_settings: bool,
    /// It asks for findings itself, and again if told to. One that cannot be told to would miss what a change
    /// in one file makes true of another.
    pub pulls_diagnostics: bool,
    /// It wants to be told how much there is, which is no part of LSP.
    pub hears_status: bool,
    /// The language of its menus.
    pub language: Language,
    /// Neovim up to 0.11 puts in a plain completion only up to the first space, see `to_proto`.
    pub cuts_words_at_spaces: bool,
}

impl Editor {
    /// What `params` says.
    pub fn negotiate(params: &InitializeParams) -> Self {
        let capabilities = &params.capabilities;
        let text = capabilities.text_document.clone().unwrap_or_default();
        let workspace = capabilities.workspace.clone().unwrap_or_default();
        let window = capabilities.window.clone().unwrap_or_default();
        let completion = text.completion.clone().unwrap_or_default();
        let item = completion.completion_item.unwrap_or_default();
        let publish = text.publish_diagnostics.unwrap_or_default();
        let hover_formats = text.hover.and_then(|hover| hover.content_format).unwrap_or_default();
        let resolved = item.resolve_support.map(|support| support.properties);
        let tags = publish.tag_support.map(|tags| tags.value_set).unwrap_or_default();
        let edit = workspace.workspace_edit.unwrap_or_default();
        let watch = workspace.did_change_watched_files.unwrap_or_default();
        Self {
            encoding: encoding(params),
            // No list of formats is an old client; they all show Markdown.
            markdown: hover_formats.is_empty() || hover_formats.contains(&MarkupKind::Markdown),
            label_details: item.label_details_support.unwrap_or_default(),
            // Who does not say what it asks for later asks for this.
            resolves_documentation: resolved
                .is_none_or(|properties| properties.iter().any(|property| property == "documentation")),
            snippets: item.snippet_support.unwrap_or_default(),
            related_information: publish.related_information.unwrap_or_default(),
            unnecessary: tags.contains(&DiagnosticTag::UNNECESSARY),
            code_action_literals: text
                .code_action
                .is_some_and(|action| action.code_action_literal_support.is_some()),
            document_changes: edit.document_changes.unwrap_or_default(),
            change_annotations: edit.change_annotation_support.is_some(),
            applies_edits: workspace.apply_edit.unwrap_or_default(),
            shows_documents: window.show_document.is_some_and(|show| show.support),
            definition_links: text
                .definition
                .and_then(|definition| definition.link_support)
                .unwrap_or_default(),
            redraws_hints: workspace.inlay_hint.and_then(|hint| hint.refresh_support).unwrap_or_default(),
            redraws_lenses: workspace.code_lens.and_then(|lens| lens.refresh_support).unwrap_or_default(),
            redraws_tokens: workspace
                .semantic_tokens
                .and_then(|tokens| tokens.refresh_support)
                .unwrap_or_default(),
            prepares_rename: text.rename.and_then(|rename| rename.prepare_support).unwrap_or_default(),
            formats: text.formatting.is_some(),
            formats_ranges: text.range_formatting.is_some(),
            formats_on_type: text.on_type_formatting.is_some(),
            nested_symbols: text
                .document_symbol
                .and_then(|symbol| symbol.hierarchical_document_symbol_support)
                .unwrap_or_default(),
            progress: window.work_done_progress.unwrap_or_default(),
            watches_files: watch.dynamic_registration.unwrap_or_default(),
            tells_settings: workspace.configuration.unwrap_or_default(),
            announces_settings: workspace
                .did_change_configuration
                .and_then(|configuration| configuration.dynamic_registration)
                .unwrap_or_default(),
            pulls_diagnostics: text.diagnostic.is_some()
                && workspace
                    .diagnostics
                    .and_then(|diagnostics| diagnostics.refresh_support)
                    .unwrap_or_default(),
            hears_status: capabilities
                .experimental
                .as_ref()
                .is_some_and(|extra| extra[SECTION]["status"] == json!(true)),
            language: params.locale.as_deref().map_or_else(Language::of_environment, Language::of_locale),
            cuts_words_at_spaces: params.client_info.as_ref().is_some_and(is_neovim_before_12),
        }
    }
}

/// Whether an editor is a Neovim whose vim/lsp/completion.lua has `word:match('^(%S*)')` in `get_completion_word`. Tag
/// names hold spaces. 0.12 puts them in whole, and filters by what is sent for that.
fn is_neovim_before_12(editor: &ClientInfo) -> bool {
    let minor = |version: &str| version.strip_prefix("0.")?.split('.').next()?.parse::<u32>().ok();
    let version = editor.version.as_deref();
    editor.name.starts_with("Neovim")
        && version.is_none_or(|version| minor(version).is_some_and(|minor| minor < 12))
}

/// UTF-8 where the editor offers it, for then nothing has to be converted; UTF-16, LSP's default, if not.
fn encoding(params: &InitializeParams) -> Encoding {
    let general = params.capabilities.general.as_ref();
    let offered = general.and_then(|general| general.position_encodings.as_deref()).unwrap_or_default();
    if offered.contains(&PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if offered.contains(&PositionEncodingKind::UTF16) || offered.is_empty() {
        Encoding::Utf16
    } else if offered.contains(&PositionEncodingKind::UTF32) {
        Encoding::Utf32
    } else {
        Encoding::Utf16
    }
}

/// What we can do.
pub fn server(editor: &Editor) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(match editor.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            // Settings hold when they are saved, and not every editor watches files.
            save: Some(TextDocumentSyncSaveOptions::Supported(true)),
            ..Default::default()
        })),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        inlay_hint_provider: Some(OneOf::Right(InlayHintServerCapabilities::Options(InlayHintOptions {
            resolve_provider: Some(true),
            ..Default::default()
        }))),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
        semantic_tokens_provider: Some(SemanticTokensServerCapabilities::SemanticTokensOptions(
            SemanticTokensOptions {
                legend: SemanticTokensLegend {
                    token_types: TOKEN_TYPES.to_vec(),
                    token_modifiers: TOKEN_MODIFIERS.to_vec(),
                },
                range: Some(true),
                full: Some(SemanticTokensFullOptions::Bool(true)),
                ..Default::default()
            },
        )),
        rename_provider: Some(match editor.prepares_rename {
            true => OneOf::Right(RenameOptions {
                prepare_provider: Some(true),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            }),
            false => OneOf::Left(true),
        }),
        document_formatting_provider: editor.formats.then_some(OneOf::Left(true)),
        document_range_formatting_provider: editor.formats_ranges.then_some(OneOf::Left(true)),
        document_on_type_formatting_provider: editor.formats_on_type.then(|| {
            DocumentOnTypeFormattingOptions {
                first_trigger_character: "\n".to_owned(),
                more_trigger_character: None,
            }
        }),
        call_hierarchy_provider: Some(CallHierarchyServerCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            resolve_provider: Some(true),
            // A space ends the list in editors, and words are typed with spaces between them.
            trigger_characters: Some(["#", "・", " "].map(str::to_owned).to_vec()),
            ..Default::default()
        }),
        code_action_provider: editor.code_action_literals.then(|| {
            CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(vec![
                    CodeActionKind::QUICKFIX,
                    CodeActionKind::REFACTOR_REWRITE,
                    CodeActionKind::new(FIX_ALL),
                ]),
                ..Default::default()
            })
        }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: COMMANDS.map(str::to_owned).to_vec(),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        diagnostic_provider: editor.pulls_diagnostics.then(|| {
            DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some("paper-notes".to_owned()),
                inter_file_dependencies: true,
                workspace_diagnostics: true,
                ..Default::default()
            })
        }),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: Some(WorkspaceFileOperationsServerCapabilities {
                did_rename: Some(everything()),
                did_delete: Some(everything()),
                ..Default::default()
            }),
        }),
        ..Default::default()
    }
}

/// Files and folders alike: a folder that is moved in the editor may be all that we hear of.
fn everything() -> FileOperationRegistrationOptions {
    let pattern = FileOperationPattern { glob: "**/*".to_owned(), matches: None, options: None };
    let filters = vec![FileOperationFilter { scheme: Some("file".to_owned()), pattern }];
    FileOperationRegistrationOptions { filters }
}

/// What we want to hear of and the editor tells only if it is asked to.
pub fn registrations(editor: &Editor) -> Vec<Registration> {
    let registration = |id: &str, method: &str, options: serde_json::Result<Value>| Registration {
        id: id.to_owned(),
        method: method.to_owned(),
        register_options: options.ok(),
    };
    let notes = "**/*.{txt,md,markdown,html,htm,json,jsonl,xml}".to_owned();
    let said = [FILE_NAME].into_iter().chain(IGNORE_FILES).map(|name| format!("**/{name}"));
    let watcher = |pattern| FileSystemWatcher { glob_pattern: GlobPattern::String(pattern), kind: None };
    let watchers = [notes].into_iter().chain(said).map(watcher).collect();
    let files = DidChangeWatchedFilesRegistrationOptions { watchers };
    let files =
        registration("paper-notes/files", "workspace/didChangeWatchedFiles", serde_json::to_value(files));
    let settings = registration(
        "paper-notes/settings",
        "workspace/didChangeConfiguration",
        Ok(json!({ "section": SECTION })),
    );
    let wanted = [(editor.watches_files, files), (editor.announces_settings, settings)];
    wanted.into_iter().filter(|(wanted, _)| *wanted).map(|(_, registration)| registration).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neovim_cuts_words_up_to_0_11() {
        let of = |name: &str, version: Option<&str>| {
            is_neovim_before_12(&ClientInfo { name: name.to_owned(), version: version.map(str::to_owned) })
        };
        assert!(of("Neovim", Some("0.7.2")));
        assert!(of("Neovim", Some("0.11.4")));
        assert!(of("Neovim", Some("0.11.0-dev-12+g123")));
        assert!(of("Neovim", None));
        assert!(!of("Neovim", Some("0.12.4")));
        assert!(!of("Neovim", Some("1.0.0")));
        assert!(!of("Emacs", Some("0.11.4")));
    }
}
