//! Puts the pieces together.

use jiff::{RoundMode, ToSpan, Unit, Zoned, ZonedRound, civil::Date};

use super::{
    Exactness, Understanding,
    clock::Clock,
    day::DayRef,
    part::Part,
    place::{answer, dates, instants, next_sunday},
    scan::Piece,
};

/// What was said, sorted by kind.
#[derive(Debug, Default)]
struct Said {
    days: Vec<DayRef>,
    clocks: Vec<Clock>,
    parts: Vec<(Part, bool)>,
    next_week: bool,
    minutes: Option<i64>,
    hour_or_day: Option<i8>,
    unplaced: Option<Exactness>,
}

/// The meaning of the pieces at `now`.
pub(super) fn resolve(pieces: Vec<Piece>, now: &Zoned) -> Understanding {
    let mut said = sort(attach_parts(pieces));
    if let Some(minutes) = said.minutes {
        return from_now(minutes, now);
    }
    let hour_or_day = said.settle_hour_or_day(now);
    if said.unplaced > said.exactness() {
        let nothing_else = hour_or_day.is_none() && said.clocks.is_empty() && said.parts.is_empty();
        return if nothing_else { Understanding::None } else { Understanding::Question { options: vec![] } };
    }
    if let Some(options) = hour_or_day {
        return options;
    }
    let days = said.dates(now.date());
    if (!said.days.is_empty() || said.next_week) && days.is_empty() {
        return Understanding::None;
    }
    if said.clocks.is_empty() {
        return said.parts_of(&days, now);
    }
    said.at(&days, now)
}

/// A part of the day belongs to the hour it stands beside: "בעשר בבוקר או בארבע אחרי הצהריים".
fn attach_parts(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::new();
    pieces.reverse();
    while let Some(piece) = pieces.pop() {
        if let Piece::Part { part, today } = piece {
            let before = kept.last_mut();
            let follows_free_clock = matches!(before, Some(Piece::Clock(Clock { part: None, .. })));
            let precedes_clock = matches!(pieces.last(), Some(Piece::Clock(_)));
            let clock = if follows_free_clock {
                before
            } else if precedes_clock {
                pieces.last_mut()
            } else {
                None
            };
            if let Some(Piece::Clock(clock)) = clock {
                clock.part = Some(part);
                if today {
                    kept.push(Piece::Day(DayRef::Offset(0)));
                }
                continue;
            }
        }
        kept.push(piece);
    }
    kept
}

fn sort(pieces: Vec<Piece>) -> Said {
    let mut said = Said::default();
    for piece in pieces {
        match piece {
            Piece::Day(day) if !said.days.contains(&day) => said.days.push(day),
            Piece::Clock(clock) => said.clocks.push(clock),
            Piece::Part { part, today } => said.parts.push((part, today)),
            Piece::In { minutes } => said.minutes = Some(minutes),
            Piece::HourOrDay(number) => said.hour_or_day = Some(number),
            Piece::NextWeek => said.next_week = true,
            Piece::Unplaced(needed) => said.unplaced = said.unplaced.max(Some(needed)),
            Piece::Day(_) | Piece::Nothing => {}
        }
    }
    // A from–to pair is a question by itself; "from" alone is not at that time.
    if said.clocks.len() > 1 {
        for clock in &mut said.clocks {
            clock.bound = None;
        }
    }
    said
}

/// Minutes are counted on the time line, so daylight saving does not bend them; seconds are dropped.
fn from_now(minutes: i64, now: &Zoned) -> Understanding {
    let minute = now.round(ZonedRound::new().smallest(Unit::Minute).mode(RoundMode::Trunc));
    let at = minute.and_then(|at| at.checked_add(minutes.clamp(0, 10_000_000).minutes()));
    at.map_or(Understanding::None, |at| Understanding::Instant { at })
}

fn hour(hour: i8) -> Clock {
    Clock { hour, minutes: 0, exact: true, part: None, bound: None }
}

impl Said {
    /// `ב-17`: an hour beside a day or a fitting part, a day beside an hour, a question alone.
    fn settle_hour_or_day(&mut self, now: &Zoned) -> Option<Understanding> {
        let number = self.hour_or_day.take()?;
        let day = DayRef::Date { day: number, month: None, year: None };
        let fits_part = self.parts.first().map(|(part, _)| part.holds(number));
        match (self.clocks.is_empty(), !self.days.is_empty() || self.next_week, fits_part) {
            (false, ..) | (true, false, Some(false)) => self.days.push(day),
            (true, true, _) | (true, false, Some(true)) => {
                self.clocks.push(hour(number));
                self.parts.clear();
            }
            (true, false, None) => {
                let dates = dates(day, false, now.date()).into_iter().map(|date| Understanding::Day { date });
                let hours =
                    instants(hour(number), None, now).into_iter().map(|at| Understanding::Instant { at });
                return Some(answer(hours.chain(dates).collect()));
            }
        }
        None
    }

    /// How exactly the day was said.
    fn exactness(&self) -> Option<Exactness> {
        let today = self.parts.iter().any(|(_, today)| *today).then_some(Exactness::Year);
        let week = self.next_week.then_some(Exactness::Weekday);
        self.days.iter().map(|day| day.exactness()).max().max(today).max(week)
    }

    /// The dates the days mean. A weekday beside a date it falls on adds nothing; one that does not is another date.
    fn dates(&self, today: Date) -> Vec<Date> {
        let of = |day: &DayRef| dates(*day, self.next_week, today);
        let is_weekday = |day: &&DayRef| matches!(day, DayRef::Weekday(_));
        let fixed: Vec<Date> = self.days.iter().filter(|day| !is_weekday(day)).flat_map(of).collect();
        let mut found = Vec::new();
        for day in &self.days {
            let told = matches!(day, DayRef::Weekday(weekday) if fixed.iter().any(|date| date.weekday() == *weekday));
            for date in of(day) {
                if !told && !found.contains(&date) {
                    found.push(date);
                }
            }
        }
        if self.days.is_empty() && self.next_week {
            // Working days of that week: which one is the question.
            let sunday = next_sunday(today);
            found = (0..5_i64).filter_map(|day| sunday?.checked_add(day.days()).ok()).collect();
        }
        found
    }

    fn implied_part(&self) -> Option<Part> {
        self.days.iter().find_map(|day| day.implied_part())
    }

    fn parts_of(&self, days: &[Date], now: &Zoned) -> Understanding {
        let implied = self.implied_part().map(|part| (part, false));
        let parts: Vec<(Part, bool)> =
            if self.parts.is_empty() { implied.into_iter().collect() } else { self.parts.clone() };
        if parts.is_empty() {
            return answer(days.iter().map(|date| Understanding::Day { date: *date }).collect());
        }
        let of = |date: Date, part: Part| Understanding::Part { date, part: part.answered() };
        if days.is_empty() {
            let day = |(part, today): (Part, bool)| {
                let over = !today && now.hour() >= part.over_from();
                let date = if over { now.date().tomorrow().unwrap_or(now.date()) } else { now.date() };
                of(date, part)
            };
            return answer(parts.into_iter().map(day).collect());
        }
        if days.len() == parts.len() {
            return answer(days.iter().zip(&parts).map(|(date, (part, _))| of(*date, *part)).collect());
        }
        answer(days.iter().flat_map(|date| parts.iter().map(|(part, _)| of(*date, *part))).collect())
    }

    fn at(&self, days: &[Date], now: &Zoned) -> Understanding {
        let general = self.parts.first().map(|(part, _)| *part).or_else(|| self.implied_part());
        let today = self.parts.iter().any(|(_, today)| *today);
        let clocks: Vec<Clock> =
            self.clocks.iter().map(|clock| Clock { part: clock.part.or(general), ..*clock }).collect();
        let pairs: Vec<(Clock, Option<Date>)> = match days {
            [] if today => clocks.iter().map(|clock| (*clock, Some(now.date()))).collect(),
            [] => clocks.iter().map(|clock| (*clock, None)).collect(),
            // "מחר בארבע או ביום שלישי בחמש": each day with its hour.
            days if days.len() == clocks.len() => {
                clocks.iter().copied().zip(days.iter().copied().map(Some)).collect()
            }
            days => days.iter().flat_map(|date| clocks.iter().map(|clock| (*clock, Some(*date)))).collect(),
        };
        let found = pairs.into_iter().flat_map(|(clock, date)| instants(clock, date, now));
        answer(found.map(|at| Understanding::Instant { at }).collect())
    }
}
