/// Whether a name of a person or a business is one and nothing else. Names are mailed to people who did not ask for it: a mail of ours
/// has no lines and no links of somebody else's.
pub fn is_plain(name: &str) -> bool {
    let name = name.to_lowercase();
    !name.contains(char::is_control) && !["://", "www."].iter().any(|link| name.contains(link))
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn a_name_has_no_lines_and_no_links() {
        assert!(
            ["דנה כהן", "אחים לוי נדל״ן בע״מ", "Ben-Gurion & Co. (1948)"].iter().all(|name| is_plain(name))
        );
        assert!(
            !["דנה\n\nחשבונך נחסם", "דנה HTTPS://example.com", "Www.example.com"]
                .iter()
                .any(|name| is_plain(name))
        );
    }
}
