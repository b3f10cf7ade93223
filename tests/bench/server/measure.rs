//! What is measured, each a row of the table.

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    Floor,
    Words,
    ColdStart,
    Settled,
    Hover,
    Definition,
    References,
    Tag,
    TagBytes,
    Number,
    NumberBytes,
    Title,
    TitleBytes,
    Symbol,
    Rename,
    Answered,
    Diagnosed,
    Typing,
    FastKey,
    Burst,
    CheckoutShown,
    CheckoutSettled,
    CheckoutHover,
    WatchedShown,
    WatchedSettled,
    WatchedHover,
    MemorySettled,
    MemoryEnd,
    Right,
    Faults,
}

/// What a ratio beside a figure is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Reading all files.
    Floor,
    /// The size of all files.
    Size,
    /// Nothing that is read from a disk.
    Nothing,
}

impl Measure {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 30] = [
        Self::Floor,
        Self::Words,
        Self::ColdStart,
        Self::Settled,
        Self::Hover,
        Self::Definition,
        Self::References,
        Self::Tag,
        Self::TagBytes,
        Self::Number,
        Self::NumberBytes,
        Self::Title,
        Self::TitleBytes,
        Self::Symbol,
        Self::Rename,
        Self::Answered,
        Self::Diagnosed,
        Self::Typing,
        Self::FastKey,
        Self::Burst,
        Self::CheckoutShown,
        Self::CheckoutSettled,
        Self::CheckoutHover,
        Self::WatchedShown,
        Self::WatchedSettled,
        Self::WatchedHover,
        Self::MemorySettled,
        Self::MemoryEnd,
        Self::Right,
        Self::Faults,
    ];

    /// What the table calls it, with its unit.
    pub fn name(self) -> &'static str {
        match self {
            Self::Floor => "floor: all files read, ms",
            Self::Words => "`wc -w` over them, ms",
            Self::ColdStart => "cold start, ms",
            Self::Settled => "all diagnostics settled, ms",
            Self::Hover => "hover, ms",
            Self::Definition => "definition, ms",
            Self::References => "references, ms",
            Self::Tag => "completion of a tag, a letter, ms",
            Self::TagBytes => "completion of a tag, its answer, KiB",
            Self::Number => "completion of a number, a digit, ms",
            Self::NumberBytes => "completion of a number, its answer, KiB",
            Self::Title => "completion of a title, a letter, ms",
            Self::TitleBytes => "completion of a title, its answer, KiB",
            Self::Symbol => "workspace symbol, ms",
            Self::Rename => "rename preview of a tag, ms",
            Self::Answered => "keystroke until the new text answers, ms",
            Self::Diagnosed => "keystroke until its diagnostics are out, ms",
            Self::Typing => "CPU for 1,000 keystrokes, s",
            Self::FastKey => "CPU for a keystroke, one each 6 ms, ms",
            Self::Burst => "5 % of files changed on disk, settled, ms",
            Self::CheckoutShown => "quarter of files checked out: until answers know, ms",
            Self::CheckoutSettled => "quarter of files checked out: settled, ms",
            Self::CheckoutHover => "quarter of files checked out: slowest hover meanwhile, ms",
            Self::WatchedShown => "the same, own watch: until answers know, ms",
            Self::WatchedSettled => "the same, own watch: settled, ms",
            Self::WatchedHover => "the same, own watch: slowest hover meanwhile, ms",
            Self::MemorySettled => "memory when settled, MiB",
            Self::MemoryEnd => "memory at the end, MiB",
            Self::Right => "right answers, %",
            Self::Faults => "planted faults told, %",
        }
    }

    /// What its ratio is of, in the column of the server that is measured.
    pub fn beside(self) -> Beside {
        match self {
            Self::MemorySettled | Self::MemoryEnd => Beside::Size,
            Self::Floor
            | Self::Words
            | Self::ColdStart
            | Self::Settled
            | Self::Hover
            | Self::Definition
            | Self::References
            | Self::Tag
            | Self::Number
            | Self::Title
            | Self::Symbol
            | Self::Rename
            | Self::Answered
            | Self::Diagnosed
            | Self::Burst
            | Self::CheckoutShown
            | Self::CheckoutSettled
            | Self::CheckoutHover
            | Self::WatchedShown
            | Self::WatchedSettled
            | Self::WatchedHover => Beside::Floor,
            Self::TagBytes
            | Self::NumberBytes
            | Self::TitleBytes
            | Self::Typing
            | Self::FastKey
            | Self::Right
            | Self::Faults => Beside::Nothing,
        }
    }

    /// Whether it is measured on the files, whoever reads them.
    pub fn is_of_files(self) -> bool {
        matches!(self, Self::Floor | Self::Words)
    }
}
