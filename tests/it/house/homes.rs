//! Things that live in one place, and that place only.

use super::tree::{Written, files, none};

/// A name, where it may be said, and why nowhere else.
struct Home {
    name: &'static str,
    within: &'static str,
    may: &'static [&'static str],
    why: &'static str,
}

const HOMES: [Home; 10] = [
    Home {
        name: "ScopeMint",
        within: "",
        may: &["gateway/src/auth/", "projections/src/scope.rs", "projections/src/lib.rs"],
        why: "only authentication makes a BusinessScope",
    },
    Home {
        name: "EventLog::open",
        within: "gateway/src",
        may: &["gateway/src/compose.rs"],
        why: "compose.rs alone names the concrete store",
    },
    Home {
        name: "ScriptedRecognizer",
        within: "gateway/src",
        may: &["gateway/src/compose.rs"],
        why: "compose.rs alone names concrete providers",
    },
    Home {
        name: "EspeakSynthesizer",
        within: "gateway/src",
        may: &["gateway/src/compose.rs"],
        why: "compose.rs alone names concrete providers",
    },
    Home {
        name: "google::services",
        within: "gateway/src",
        may: &["gateway/src/compose.rs"],
        why: "compose.rs alone names concrete providers",
    },
    Home {
        name: "Receptionist",
        within: "gateway/src",
        may: &["gateway/src/compose.rs"],
        why: "compose.rs alone names concrete providers",
    },
    Home {
        name: "sqlx::",
        within: "gateway/src",
        may: &[],
        why: "the log and the read models have the SQL; the process keeps nothing of its own",
    },
    Home {
        name: "Timestamp::now",
        within: "",
        may: &["gateway/src/system.rs"],
        why: "the clock has one home, and it is an input everywhere else",
    },
    Home {
        name: "SystemTime::now",
        within: "",
        may: &["gateway/src/system.rs"],
        why: "the clock has one home, and it is an input everywhere else",
    },
    Home {
        name: "std::env::var",
        within: "gateway/src",
        may: &["gateway/src/config/"],
        why: "settings are read in one place, which tells all that is wrong with them at once",
    },
];

/// Tests and measurements may say anything.
fn is_test(path: &str) -> bool {
    path.contains("/tests/")
        || path.contains("/examples/")
        || path.starts_with("tests/")
        || path.ends_with("/tests.rs")
}

fn says(file: &Written, name: &str) -> Vec<String> {
    let code = file.text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    code.filter(|(_, line)| line.contains(name))
        .map(|(index, _)| format!("{}:{}", file.path, index + 1))
        .collect()
}

#[test]
fn each_thing_is_named_in_its_home_only() -> anyhow::Result<()> {
    let mut wrong = Vec::new();
    for home in HOMES {
        for file in files(home.within, ".rs")? {
            let at_home = home.may.iter().any(|place| file.path.starts_with(place));
            if !at_home && !is_test(&file.path) {
                wrong.extend(
                    says(&file, home.name)
                        .iter()
                        .map(|place| format!("{place} names {}: {}", home.name, home.why)),
                );
            }
        }
    }
    none("not at home", &wrong);
    Ok(())
}

#[test]
fn nothing_is_left_for_later() -> anyhow::Result<()> {
    // Written apart, so that this file does not find itself.
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("unimple", "mented!")];
    let mut wrong = Vec::new();
    for (folder, ending) in [("", ".rs"), ("web/src", ".ts"), ("web/src", ".tsx")] {
        for file in files(folder, ending)? {
            wrong.extend(words.iter().flat_map(|word| says(&file, word)));
            let comments = file
                .text
                .lines()
                .enumerate()
                .filter(|(_, line)| words.iter().any(|word| line.contains(word)));
            wrong.extend(comments.map(|(index, _)| format!("{}:{}", file.path, index + 1)));
        }
    }
    wrong.sort();
    wrong.dedup();
    none("left for later", &wrong);
    Ok(())
}
