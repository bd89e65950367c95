use anyhow::Context as _;
use domain::{
    hebrew::time::{self, PartOfDay, Understanding},
    values::time_zone,
};
use jiff::{Timestamp, Zoned};

use super::Out;
use crate::system::SystemClock;

/// How the agent understands Hebrew.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// What a time said in Hebrew means.
    Time(Time),
}

/// A time to understand.
#[derive(Debug, clap::Args)]
pub(super) struct Time {
    /// As it was said: "מחר בארבע וחצי".
    text: String,
    /// The present, RFC 3339; by default the clock's.
    #[arg(long)]
    now: Option<String>,
}

pub(super) fn run(Command::Time(ask): &Command, out: Out) -> anyhow::Result<()> {
    let now: Timestamp = match &ask.now {
        Some(text) => text.parse().context("--now: expected an instant such as 2026-11-20T10:00+02:00")?,
        None => domain::ports::Clock::now(&SystemClock),
    };
    let now: Zoned = now.to_zoned(time_zone());
    let understood = time::understand(&ask.text, &now);
    Ok(out.result(&understood, || told(&understood))?)
}

/// In words, with the weekday: that is what somebody who checks a reading looks at.
fn told(understood: &Understanding) -> String {
    match understood {
        Understanding::Instant { at } => at.strftime("%A %-d %B %Y, %H:%M (%:z)").to_string(),
        Understanding::Day { date } => date.strftime("%A %-d %B %Y").to_string(),
        Understanding::Part { date, part } => {
            let part = match part {
                PartOfDay::Morning => "in the morning",
                PartOfDay::Noon => "at noon",
                PartOfDay::Afternoon => "in the afternoon",
                PartOfDay::Evening => "in the evening",
            };
            format!("{}, {part}", date.strftime("%A %-d %B %Y"))
        }
        Understanding::Question { options } if options.is_empty() => {
            "a time whose day cannot be told: to be asked".to_owned()
        }
        Understanding::Question { options } => {
            let options = options.iter().map(|option| format!("\n  {}", told(option)));
            std::iter::once("one of these: to be asked".to_owned()).chain(options).collect()
        }
        Understanding::None => "nothing that tells a time".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reading_is_told_in_words() {
        let now = "2026-11-20T10:00+02:00".parse::<Timestamp>().unwrap().to_zoned(time_zone());
        for (text, words) in [
            ("מחר בארבע וחצי", "Saturday 21 November 2026, 16:30 (+02:00)"),
            ("ביום שלישי", "Tuesday 24 November 2026"),
            ("מחר בבוקר", "Saturday 21 November 2026, in the morning"),
            ("אחרי החגים בעשר", "a time whose day cannot be told: to be asked"),
            ("אולי כדאי לחשוב על זה", "nothing that tells a time"),
        ] {
            assert_eq!(told(&time::understand(text, &now)), words, "{text}");
        }
        let doubtful = told(&time::understand("ב-17", &now));
        assert!(doubtful.starts_with("one of these: to be asked\n  "), "{doubtful}");
        assert_eq!(doubtful.lines().count(), 3, "{doubtful}");
    }
}
