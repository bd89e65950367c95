//! `GET /calendar/{secret}.ics`: a person's meetings, for a program that has the address and cannot sign in.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest as _, Sha256};

use crate::{app::App, auth::feed_of, feed, problem::Problem};

/// Its address, whose last part nobody else is to know: the log names it so.
pub(super) const ROUTE: &str = "/calendar/{file}";

/// Sends the file, or says that it has not changed. One address that is nobody's is like another.
pub(crate) async fn handler(
    State(app): State<App>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let unknown = || Problem::not_found("there is no such calendar");
    let secret = file.strip_suffix(".ics").ok_or_else(unknown)?;
    let (scope, account) = feed_of(&app, secret).await?.ok_or_else(unknown)?;
    let name = format!("הפגישות של {}", account.name);
    let (reader, now) = (app.projections.reader(), app.clock.now());
    let body = feed::file(&reader, &scope, &name, &app.public, now).await;
    let body = body.map_err(|error| Problem::unavailable(&error))?;
    // Weak: what goes over the line may be compressed.
    let tag = format!("W/\"{:x}\"", Sha256::digest(&body));
    let shared =
        [(header::ETAG, value(&tag)), (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))];
    if known(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, shared).into_response());
    }
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
    let shown = HeaderValue::from_static("inline; filename=\"agentlocator.ics\"");
    let own = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, shown)];
    Ok((shared, own, body).into_response())
}

fn value(tag: &str) -> HeaderValue {
    HeaderValue::from_str(tag).unwrap_or_else(|_| HeaderValue::from_static("W/\"\""))
}

/// Whether the program has this very file (RFC 9110, section 13.1.2: the comparison is weak).
fn known(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let named = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    named.flat_map(|value| value.split(',')).any(|named| named.trim() == "*" || opaque(named) == opaque(tag))
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::Request};
    use domain::{
        StreamId,
        calendar::{Calendar, CalendarCommand},
        ids::{BusinessId, MeetingId, UserId},
        policy::booking::{Diary, Wish},
        user::{CalendarWish, PasswordHash, Role, User, UserCommand},
    };
    use jiff::{SignedDuration, Timestamp};
    use projections::ReadModel;

    use super::*;
    use crate::{
        cause::Cause,
        demo,
        testing::{Answer, Bench},
    };

    /// An office and another, each with a meeting of somebody's own.
    struct Office {
        bench: Bench,
    }

    const OURS: &str = "dana@example.com";
    const THEIRS: &str = "stranger@example.com";

    impl Office {
        async fn new() -> Self {
            let bench = Bench::new().await;
            bench.demo().await;
            let office = Self { bench };
            for (email, business) in [(OURS, demo::KEY), (THEIRS, "theirs")] {
                let business = BusinessId::named(business);
                let register = UserCommand::Register {
                    email: email.to_owned(),
                    name: email.to_owned(),
                    business,
                    role: Role::Agent,
                    password: PasswordHash::from_phc("$"),
                };
                office.tell::<User>(business, &StreamId::user(UserId::of_email(email)), register).await;
            }
            office
        }

        async fn tell<D: domain::Decider>(
            &self,
            business: BusinessId,
            stream: &StreamId,
            command: D::Command,
        ) {
            let app = &self.bench.app;
            let cause = Cause::system(format!("test:{}", app.entropy.uuid())).within(business);
            app.bus.execute::<D>(stream, command, &cause.of("Test")).await.unwrap();
        }

        /// A new address of somebody's calendar.
        async fn issue(&self, email: &str, business: &str) -> String {
            let (app, user) = (&self.bench.app, UserId::of_email(email));
            let feed = app.grants.feed(user, app.clock.now(), app.entropy.as_ref());
            let secret = app.grants.feed_again(user, &feed).unwrap();
            let wish = UserCommand::Calendar(CalendarWish::IssueFeed { feed });
            self.tell::<User>(BusinessId::named(business), &StreamId::user(user), wish).await;
            format!("/calendar/{secret}.ics")
        }

        fn diary(email: &str, business: &str) -> Diary {
            let settings = domain::business::Settings::usual("");
            Diary::new(BusinessId::named(business), UserId::of_email(email), &settings, &User::Unknown)
        }

        /// The n-th free hour from tomorrow on.
        fn free(&self, diary: &Diary, n: usize) -> Timestamp {
            let now = self.bench.app.clock.now() + SignedDuration::from_hours(24);
            let mut free =
                diary.days_from(now, 60).flat_map(|day| diary.free(day, &Calendar::default(), now, None));
            free.nth(n * 2).unwrap().start()
        }

        async fn book(&self, email: &str, business: &str, subject: &str) -> MeetingId {
            let (diary, now) = (Self::diary(email, business), self.bench.app.clock.now());
            let slot = diary.slot(self.free(&diary, 0), None).unwrap();
            let id = MeetingId::derive(subject);
            let step =
                diary.book(id, Wish { lead: None, slot, subject: subject.to_owned(), source: None }, now);
            self.tell::<Calendar>(BusinessId::named(business), &step.stream, step.command).await;
            id
        }

        async fn get(&self, path: &str, tag: Option<&str>) -> Answer {
            let projections = &self.bench.app.projections;
            let tip = self.bench.app.bus.log().tip().await.unwrap();
            assert!(projections.wait_for(tip, &ReadModel::ALL, std::time::Duration::from_secs(20)).await);
            let request = Request::get(path).header(header::IF_NONE_MATCH, tag.unwrap_or("W/\"other\""));
            self.bench.send(request.body(Body::empty()).unwrap()).await
        }
    }

    #[tokio::test]
    async fn a_program_with_the_address_reads_the_meetings_of_that_person_alone() {
        let office = Office::new().await;
        office.book(OURS, demo::KEY, "סיור שלנו").await;
        office.book(THEIRS, "theirs", "סוד שלהם").await;
        let path = office.issue(OURS, demo::KEY).await;
        let answer = office.get(&path, None).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.headers[header::CONTENT_TYPE], "text/calendar; charset=utf-8");
        assert!(answer.body.contains("SUMMARY:סיור שלנו"), "{}", answer.body);
        assert!(!answer.body.contains("סוד שלהם"));
        let other = office.issue(THEIRS, "theirs").await;
        let other = office.get(&other, None).await.body;
        assert!(other.contains("סוד שלהם") && !other.contains("סיור שלנו"), "{other}");
    }

    #[tokio::test]
    async fn what_has_not_changed_is_not_sent_again_and_what_has_is_told_apart() {
        let office = Office::new().await;
        let (business, id) = (BusinessId::named(demo::KEY), office.book(OURS, demo::KEY, "סיור").await);
        let path = office.issue(OURS, demo::KEY).await;
        let first = office.get(&path, None).await;
        let tag = first.headers[header::ETAG].to_str().unwrap().to_owned();
        let same = office.get(&path, Some(&format!("\"x\", {tag}"))).await;
        assert_eq!((same.status, same.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
        assert!(
            first.body.contains("SEQUENCE:0") && first.body.contains("STATUS:CONFIRMED"),
            "{}",
            first.body
        );

        let diary = Office::diary(OURS, demo::KEY);
        let stream = diary.stream(domain::policy::booking::civil_day(office.free(&diary, 0)));
        office.tell::<Calendar>(business, &stream, CalendarCommand::Cancel { id, reason: None }).await;
        let gone = office.get(&path, Some(&tag)).await;
        assert_eq!(gone.status, StatusCode::OK);
        let uid = format!("UID:{id}@agentlocator");
        assert!(first.body.contains(&uid) && gone.body.contains(&uid), "{}", gone.body);
        assert!(gone.body.contains("SEQUENCE:1") && gone.body.contains("STATUS:CANCELLED"), "{}", gone.body);
    }

    #[tokio::test]
    async fn an_address_that_was_replaced_taken_back_or_guessed_is_nobody_s() {
        let office = Office::new().await;
        let (business, user) = (BusinessId::named(demo::KEY), UserId::of_email(OURS));
        let old = office.issue(OURS, demo::KEY).await;
        let new = office.issue(OURS, demo::KEY).await;
        assert_eq!(office.get(&old, None).await.status, StatusCode::NOT_FOUND);
        assert_eq!(office.get(&new, None).await.status, StatusCode::OK);
        let guessed = new.replace(&user.to_string(), &UserId::of_email(THEIRS).to_string());
        for path in [guessed.as_str(), "/calendar/x.ics", &new.replace(".ics", ""), "/calendar/.ics"] {
            assert_eq!(office.get(path, None).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let revoke = UserCommand::Calendar(CalendarWish::RevokeFeed);
        office.tell::<User>(business, &StreamId::user(user), revoke).await;
        assert_eq!(office.get(&new, None).await.status, StatusCode::NOT_FOUND);
        let again = office.issue(OURS, demo::KEY).await;
        office.tell::<User>(business, &StreamId::user(user), UserCommand::Deactivate).await;
        assert_eq!(office.get(&again, None).await.status, StatusCode::NOT_FOUND);
    }
}
