//! The address of the repository as git knows it.

/// `host/owner/name` of the remote `origin` in the text of a `.git/config`
/// (<https://git-scm.com/docs/git-config#_syntax>).
#[must_use]
pub fn origin_in_git_config(text: &str) -> Option<Box<str>> {
    let mut in_origin = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            in_origin = line == "[remote \"origin\"]";
        } else if in_origin
            && let Some((key, value)) = line.split_once('=')
            && key.trim().eq_ignore_ascii_case("url")
        {
            return repository_of_remote(value.trim());
        }
    }
    None
}

/// `host/owner/name` of a git remote: `https://github.com/o/r.git`, `git@github.com:o/r.git`,
/// `ssh://git@github.com:22/o/r`.
#[must_use]
pub fn repository_of_remote(url: &str) -> Option<Box<str>> {
    let url = url.trim_matches('"');
    let (host, path) = match url.split_once("://") {
        Some(("http" | "https" | "ssh" | "git", rest)) => rest.split_once('/')?,
        Some(_) => return None,
        None => url.split_once(':')?,
    };
    let host = host.rsplit('@').next()?.split(':').next()?;
    // GitHub takes ssh at port 443 by another name (https://docs.github.com/en/authentication/troubleshooting-ssh).
    let host = if host == "ssh.github.com" { "github.com" } else { host };
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    // A host without a dot is an alias of the user's ssh, or the drive of a path.
    // It is put into links: what hosts, owners and repositories are called, and nothing else.
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "._~%-".contains(c));
    let is_named =
        path.split('/').count() == 2 && path.split('/').all(plain) && host.contains('.') && plain(host);
    is_named.then(|| format!("{host}/{path}").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_origin() {
        for url in [
            "https://github.com/o/r.git",
            "https://user@github.com/o/r",
            "git@github.com:o/r.git",
            "ssh://git@github.com:22/o/r",
            "ssh://git@ssh.github.com:443/o/r.git",
            "\"git@github.com:o/r.git\"",
        ] {
            let text = format!("[core]\n\turl = no\n[remote \"origin\"]\n\turl = {url}\n\tfetch = x\n");
            assert_eq!(origin_in_git_config(&text).as_deref(), Some("github.com/o/r"), "{url}");
        }
    }

    #[test]
    fn what_is_no_address_of_a_repository() {
        for url in [
            "/srv/git/notes.git",
            "../notes",
            "file:///srv/notes",
            "https://github.com/o",
            "git@github-work:o/r.git",
            "C:/repos/notes",
            "https://github.com/o/r)![x](y.png",
            "https://git<b>.com/o/r",
            "https://github.com/o/r [x](command:y)",
        ] {
            let text = format!("[remote \"origin\"]\nurl = {url}\n");
            assert_eq!(origin_in_git_config(&text), None, "{url}");
        }
        assert_eq!(origin_in_git_config("[remote \"fork\"]\nurl = https://github.com/o/r\n"), None);
    }
}
