//! Invitations and new passwords go out by mail.
//!
//! # Contract
//! Each is mailed at least once while it can be used: not when its time is over, when it was taken back or when a newer one stands for
//! it. The link is made anew from the event, so that no mail is lost when the process stops between the event and the server. While
//! the server is away it is tried again with growing, jittered pauses; what it refuses for good is a dead letter, where people see it.
//! An owner's invitation waits until their business is open: it says which it is.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    Event, StreamId,
    business::Business,
    ids::UserId,
    ports::{Clock, Entropy},
    user::{Grant, User, UserEvent},
};
use eventlog::{CommandBus, Reactor, ReactorError, Recorded};
use jiff::{SignedDuration, Timestamp};

use crate::{
    auth::{Grants, Purpose},
    mail::{Mail, Mailer, NotSent},
    twilio::PublicUrl,
};

/// The reactor's name in its checkpoint and keys.
const NAME: &str = "post";
/// The pause before the next try, at least; up to twice as long, so that nodes and mails spread.
const PAUSE: SignedDuration = SignedDuration::from_secs(30);
/// The pause before a business that is not open yet is looked at again, at first; then as long again as it has been waited for.
const MOMENT: SignedDuration = SignedDuration::from_secs(1);

/// Writes and posts mail.
#[derive(Clone)]
pub struct Post {
    /// Where the names in a mail come from.
    pub bus: CommandBus,
    /// How it is sent.
    pub mailer: Mailer,
    /// What makes the links' tokens.
    pub grants: Grants,
    /// Where the links lead.
    pub public: PublicUrl,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Chance, for the pauses.
    pub entropy: Arc<dyn Entropy>,
}

#[async_trait]
impl Reactor for Post {
    fn name(&self) -> &'static str {
        NAME
    }

    fn concerns(&self, recorded: &Recorded) -> bool {
        matches!(
            recorded.event,
            Event::User(UserEvent::Invited { .. } | UserEvent::PasswordResetAsked { .. })
        )
    }

    async fn react(&self, recorded: &Recorded) -> Result<(), ReactorError> {
        let Event::User(event) = &recorded.event else { return Ok(()) };
        let Ok(user) = recorded.stream.key().parse::<UserId>() else { return Ok(()) };
        let held = self.bus.state::<User>(&recorded.stream).await.map_err(again)?;
        let (grant, mail) = match event {
            UserEvent::Invited { email, name, business, grant, .. } => {
                if held.invitation().is_none_or(|asked| asked.grant != *grant) {
                    return Ok(());
                }
                let agency =
                    self.bus.state::<Business>(&StreamId::business(*business)).await.map_err(again)?;
                let Some(settings) = agency.settings() else {
                    let now = self.clock.now();
                    let waited = now.duration_since(recorded.metadata.recorded_at);
                    return wait(grant, now, waited.max(MOMENT), "the business was not opened".to_owned());
                };
                let link = self.link("join", Purpose::Invitation, user, grant);
                (grant, invitation(email, name, &settings.name, &link))
            }
            UserEvent::PasswordResetAsked { grant } => {
                let asked = held.active().filter(|account| account.reset.as_ref() == Some(grant));
                let Some(account) = asked else { return Ok(()) };
                let link = self.link("reset", Purpose::Reset, user, grant);
                (grant, reset(&account.email, &account.name, &link))
            }
            UserEvent::Registered { .. }
            | UserEvent::InvitationAccepted { .. }
            | UserEvent::PasswordChanged { .. }
            | UserEvent::RoleChanged { .. }
            | UserEvent::Deactivated
            | UserEvent::Reactivated
            | UserEvent::Removed
            | UserEvent::SignedIn { .. }
            | UserEvent::SignInRefused { .. }
            | UserEvent::SessionRenewed { .. }
            | UserEvent::SessionEnded { .. }
            | UserEvent::SecondFactorBegun { .. }
            | UserEvent::SecondFactorEnabled { .. }
            | UserEvent::SecondFactorDisabled
            | UserEvent::BusinessEntered { .. }
            | UserEvent::BusinessLeft { .. }
            | UserEvent::ScheduleChanged { .. }
            | UserEvent::CalendarFeedIssued { .. }
            | UserEvent::CalendarFeedRevoked
            | UserEvent::PushAllowed { .. }
            | UserEvent::PushStopped { .. } => return Ok(()),
        };
        self.post(grant, &mail).await
    }
}

impl Post {
    async fn post(&self, grant: &Grant, mail: &Mail) -> Result<(), ReactorError> {
        let now = self.clock.now();
        if now >= grant.expires_at {
            return Ok(());
        }
        match self.mailer.send(mail).await {
            Ok(()) => Ok(()),
            Err(NotSent::Never(why)) => Err(ReactorError::Never(why)),
            Err(NotSent::Again(why)) => {
                metrics::counter!("mail_delayed_total").increment(1);
                tracing::warn!(%why, "a mail waits");
                let jitter = i64::try_from(self.entropy.next_u64() % 30).unwrap_or(0);
                wait(grant, now, PAUSE + SignedDuration::from_secs(jitter), why)
            }
        }
    }

    /// The token stands behind `#`: browsers do not send that part, so no server's log has it.
    fn link(&self, page: &str, purpose: Purpose, user: UserId, grant: &Grant) -> String {
        format!(
            "{}#{}",
            self.public.path(&format!("/{page}")),
            self.grants.token(purpose, user, &grant.nonce)
        )
    }
}

/// Another try after a pause; none once the grant cannot be used any more.
fn wait(grant: &Grant, now: Timestamp, pause: SignedDuration, why: String) -> Result<(), ReactorError> {
    let next = now.saturating_add(pause).unwrap_or(now);
    Err(if next < grant.expires_at { ReactorError::Later(next) } else { ReactorError::Never(why) })
}

fn again(error: impl std::fmt::Display) -> ReactorError {
    ReactorError::Again(error.to_string())
}

fn invitation(email: &str, name: &str, agency: &str, link: &str) -> Mail {
    Mail {
        to: email.to_owned(),
        subject: format!("הזמנה להצטרף אל {agency}"),
        text: format!(
            "שלום {name},\n\nהוזמנת להצטרף אל {agency} ב־AgentLocator. כדי לבחור סיסמה ולהיכנס:\n\n{link}\n\n\
             הקישור טוב לשבוע אחד ולפעם אחת. אם לא ציפית להזמנה, אפשר להתעלם ממנה.\n"
        ),
    }
}

fn reset(email: &str, name: &str, link: &str) -> Mail {
    Mail {
        to: email.to_owned(),
        subject: "בחירת סיסמה חדשה".to_owned(),
        text: format!(
            "שלום {name},\n\nמישהו ביקש לבחור סיסמה חדשה לחשבון שלך ב־AgentLocator. כדי לבחור אותה:\n\n{link}\n\n\
             הקישור טוב לשעה אחת ולפעם אחת. אם לא ביקשת, אין צורך לעשות דבר: הסיסמה לא השתנתה.\n"
        ),
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        business::Settings,
        ids::BusinessId,
        user::{Role, UserCommand},
    };
    use eventlog::Position;

    use super::*;
    use crate::{agency, cause::Cause, config, post_office::PostOffice, testing::Bench};

    fn post(bench: &Bench, url: &str) -> Post {
        let from = Some("AgentLocator <crm@example.com>".parse().unwrap());
        let settings = config::Mail { smtp_url: Some(config::Secret::new(url)), from };
        Post {
            bus: bench.app.bus.clone(),
            mailer: Mailer::new(&settings, false).unwrap(),
            grants: Grants::new(config::Secret::new("0123456789abcdef0123456789abcdef")),
            public: PublicUrl::new("https://crm.example.com".parse().unwrap()),
            clock: bench.app.clock.clone(),
            entropy: bench.app.entropy.clone(),
        }
    }

    fn business() -> BusinessId {
        BusinessId::named("new")
    }

    fn gal() -> UserId {
        UserId::of_email("gal@example.com")
    }

    impl Post {
        async fn tell(&self, key: &str, command: UserCommand) {
            let context = Cause::system(key.to_owned()).within(business()).of("InviteUser");
            self.bus.execute::<User>(&StreamId::user(gal()), command, &context).await.unwrap();
        }

        async fn invite(&self, key: &str) {
            let now = self.clock.now();
            let invite = UserCommand::Invite {
                email: "gal@example.com".to_owned(),
                name: "גל".to_owned(),
                business: business(),
                role: Role::Owner,
                grant: self.grants.issue(Purpose::Invitation, gal(), now, self.entropy.as_ref()),
            };
            self.tell(key, invite).await;
        }

        async fn concerning(&self) -> Vec<Recorded> {
            let mut events = self.bus.log().read_after(Position::START, 100).await.unwrap();
            events.retain(|event| self.concerns(event));
            events
        }
    }

    #[tokio::test]
    async fn an_owner_is_asked_to_join_once_their_business_has_a_name() {
        let bench = Bench::new().await;
        let (office, url) = PostOffice::open(None).await;
        let post = post(&bench, &url);
        post.invite("invite").await;
        let events = post.concerning().await;
        let [invited] = &events[..] else { panic!("one invitation") };
        assert!(matches!(post.react(invited).await, Err(ReactorError::Later(_))));
        assert_eq!(office.take(), None);
        agency::open(&bench.app.bus, business(), Settings::usual("נדל״ן הגליל"), "prompt").await.unwrap();
        post.react(invited).await.unwrap();
        assert!(office.letter().await.contains("להצטרף אל נדל״ן הגליל ב־AgentLocator"));
    }

    #[tokio::test]
    async fn an_invitation_is_not_mailed_once_a_newer_stands_for_it_or_it_was_taken_back() {
        let bench = Bench::new().await;
        let (office, url) = PostOffice::open(None).await;
        let post = post(&bench, &url);
        agency::open(&bench.app.bus, business(), Settings::usual("נדל״ן הגליל"), "prompt").await.unwrap();
        post.invite("invite").await;
        post.invite("again").await;
        let events = post.concerning().await;
        let [older, newer] = &events[..] else { panic!("two invitations") };
        post.react(older).await.unwrap();
        assert_eq!(office.take(), None);
        post.react(newer).await.unwrap();
        office.letter().await;
        post.tell("take back", UserCommand::Deactivate).await;
        post.react(newer).await.unwrap();
        assert_eq!(office.take(), None);
    }
}
