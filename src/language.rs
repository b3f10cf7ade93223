//! The languages that people are spoken to in. Whatever is shown is written in all of them at the place where
//! it is said, so that a translation can neither be missing nor stray from what is meant. The log and what other
//! libraries say are English, but for `--help` and what is wrong with the arguments.

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// 日本語.
    Japanese,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 2] = [Language::English, Language::Japanese];

    /// Its name in settings, that of ISO 639.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Japanese => "ja",
        }
    }

    /// The language of a locale: `ja`, `ja-JP` as editors write it, `ja_JP.UTF-8` as the environment does.
    /// English for every one that we do not speak.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let code = locale.split(['-', '_', '.', '@']).next().unwrap_or_default();
        let known = Self::ALL.into_iter().find(|language| code.eq_ignore_ascii_case(language.as_str()));
        known.unwrap_or_default()
    }

    /// The language of the environment, by the variables that POSIX names, in their order
    /// (<https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html>).
    #[must_use]
    pub fn of_environment() -> Self {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
        set.into_iter()
            .find(|locale| !locale.is_empty())
            .map_or_else(Self::default, |locale| Self::of_locale(&locale))
    }
}

/// Something said in every language, where it is not known yet who will read it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Said {
    /// In English.
    pub english: String,
    /// In Japanese.
    pub japanese: String,
}

impl Said {
    /// In one language.
    #[must_use]
    pub fn to(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            Language::Japanese => &self.japanese,
        }
    }
}

/// A [`Said`], from two literals as `format!` takes them: English, Japanese.
macro_rules! said {
    ($english:literal, $japanese:literal $(,)?) => {
        $crate::language::Said { english: format!($english), japanese: format!($japanese) }
    };
}

/// A `String` in one language, from two literals as `format!` takes them: English, Japanese.
macro_rules! say {
    ($language:expr, $english:literal, $japanese:literal $(,)?) => {
        match $language {
            $crate::language::Language::English => format!($english),
            $crate::language::Language::Japanese => format!($japanese),
        }
    };
}

pub(crate) use {said, say};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales() {
        for locale in ["ja", "ja-JP", "ja_JP.UTF-8", "JA"] {
            assert_eq!(Language::of_locale(locale), Language::Japanese, "{locale}");
        }
        for locale in ["en-US", "de", "C.UTF-8", "", "jam"] {
            assert_eq!(Language::of_locale(locale), Language::English, "{locale}");
        }
    }

    #[test]
    fn one_of_both() {
        let n = 3;
        assert_eq!(said!("{n} notes", "{n} 件").to(Language::Japanese), "3 件");
        assert_eq!(say!(Language::English, "{n} notes", "{n} 件"), "3 notes");
    }
}
