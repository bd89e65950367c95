//! What people do to a calendar as a whole: `updateSchedule`, `issueCalendarFeed`, `revokeCalendarFeed`

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use domain::StreamId;
use domain::business::WeeklyHours;
use domain::ids::UserId;
use domain::user::{Account, CalendarWish, Permission, User as State, UserCommand};
use eventlog::CommandError;
use projections::ReadModel;

use super::account::begin;
use super::business::DayHoursInput;
use super::run::Run;
use super::user::refused;
use crate::error::{Fault, UserError, UserErrorCode};
use crate::hebrew;
use crate::model::{CalendarFeed, Schedule};

/// When somebody works. What is not given stays as it is.
#[derive(InputObject)]
pub(crate) struct UpdateScheduleInput {
    /// Whose; one's own when not given. Another's needs `EDIT_SETTINGS`.
    user_id: Option<ID>,
    /// When they meet people; a day that is not among these is closed. Null: as in the business.
    hours: MaybeUndefined<Vec<DayHoursInput>>,
    /// What is kept free between two meetings, 0 to 120 minutes. Null: as in the business.
    buffer_minutes: MaybeUndefined<i32>,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// An address to ask for.
#[derive(InputObject)]
pub(crate) struct IssueCalendarFeedInput {
    /// A repeat with the same key is the same address.
    idempotency_key: Option<String>,
}

/// An address to take back.
#[derive(InputObject)]
pub(crate) struct RevokeCalendarFeedInput {
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// What became of a person's hours.
#[derive(SimpleObject, Debug)]
pub(crate) struct SchedulePayload {
    /// The hours as they stand; null when nothing was done.
    schedule: Option<Schedule>,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
}

impl From<UserError> for SchedulePayload {
    fn from(error: UserError) -> Self {
        Self { schedule: None, user_errors: vec![error] }
    }
}

/// What became of the address.
#[derive(SimpleObject, Debug)]
pub(crate) struct CalendarFeedPayload {
    /// The address that is good from here on; null when there is none.
    feed: Option<CalendarFeed>,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
}

impl From<UserError> for CalendarFeedPayload {
    fn from(error: UserError) -> Self {
        Self { feed: None, user_errors: vec![error] }
    }
}

#[derive(Default)]
pub(crate) struct CalendarMutation;

#[Object]
impl CalendarMutation {
    /// Changes when somebody works: oneself, or one of the business for those who change its settings.
    async fn update_schedule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, and when.")] input: UpdateScheduleInput,
    ) -> Result<SchedulePayload, Fault> {
        let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
            Ok(run) => run,
            Err(refused) => return Ok(refused.into()),
        };
        let (whose, account) = match whose(&run, input.user_id.as_ref()).await? {
            Ok(found) => found,
            Err(refused) => return Ok(refused.into()),
        };
        let wish = match input.read() {
            Ok(wish) => wish,
            Err(field) => return Ok(UserError::invalid(field, hebrew::remedy(field)).into()),
        };
        match carry_out(&run, whose, &account, wish, "UpdateSchedule").await? {
            Ok(account) => Ok(SchedulePayload {
                schedule: Some(Schedule::of(whose, &account.schedule)),
                user_errors: Vec::new(),
            }),
            Err(refused) => Ok(refused.into()),
        }
    }

    /// Gives out an address under which programs read one's own calendar. One that was given out before is good no more.
    async fn issue_calendar_feed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Nothing but the key.")] input: IssueCalendarFeedInput,
    ) -> Result<CalendarFeedPayload, Fault> {
        let (run, account) = match begin(ctx, input.idempotency_key.as_deref()).await? {
            Ok(begun) => begun,
            Err(refused) => return Ok(refused.into()),
        };
        let feed = run.services.credentials.feed(run.session.user());
        feed_after(&run, &account, CalendarWish::IssueFeed { feed }, "IssueCalendarFeed").await
    }

    /// Takes the address back: from here on it shows nothing.
    async fn revoke_calendar_feed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Nothing but the key.")] input: RevokeCalendarFeedInput,
    ) -> Result<CalendarFeedPayload, Fault> {
        let (run, account) = match begin(ctx, input.idempotency_key.as_deref()).await? {
            Ok(begun) => begun,
            Err(refused) => return Ok(refused.into()),
        };
        feed_after(&run, &account, CalendarWish::RevokeFeed, "RevokeCalendarFeed").await
    }
}

impl UpdateScheduleInput {
    /// What changes; the field that cannot be, otherwise.
    fn read(self) -> Result<CalendarWish, &'static str> {
        let hours = match self.hours {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(days) => {
                let mut week = WeeklyHours(std::array::from_fn(|_| Vec::new()));
                for day in days {
                    let (weekday, open) = day.read().ok_or("hours")?;
                    week.0[weekday] = open;
                }
                Some(Some(week))
            }
        };
        let buffer_minutes = match self.buffer_minutes {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(minutes) => {
                Some(Some(u16::try_from(minutes).map_err(|_| "bufferMinutes")?))
            }
        };
        Ok(CalendarWish::Schedule { hours, buffer_minutes })
    }
}

/// Whose calendar is changed, when whoever asks may do it.
async fn whose(run: &Run<'_>, id: Option<&ID>) -> Result<Result<(UserId, Account), UserError>, Fault> {
    let asks = run.session.user();
    let unknown = || UserError::not_found("userId", hebrew::NO_AGENT);
    let Ok(whose) = id.map_or(Ok(asks), |id| id.parse()) else { return Ok(Err(unknown())) };
    if whose != asks && !run.session.may(Permission::EditSettings) {
        return Ok(Err(UserError::of("userId", UserErrorCode::Forbidden, hebrew::NOT_YOUR_SCHEDULE)));
    }
    let held = run.services.bus.state::<State>(&StreamId::user(whose)).await?;
    let ours = |account: &&Account| whose == asks || account.business == run.business();
    Ok(held.active().filter(ours).map(|account| (whose, account.clone())).ok_or_else(unknown))
}

/// Has an account decide about its calendar; the account as it stands then.
async fn carry_out(
    run: &Run<'_>,
    whose: UserId,
    account: &Account,
    wish: CalendarWish,
    name: &'static str,
) -> Result<Result<Account, UserError>, Fault> {
    let stream = StreamId::user(whose);
    // One's account is of the business one works for, whatever one looks at.
    let context = eventlog::Context { business: Some(account.business), ..run.context(name, None) };
    match run.execute::<State>(&stream, UserCommand::Calendar(wish), &context).await {
        Ok(committed) => {
            run.settle(&committed, &[ReadModel::History]).await;
            let held = run.services.bus.state::<State>(&stream).await?;
            Ok(held.active().cloned().ok_or_else(|| UserError::not_found("userId", hebrew::NO_AGENT)))
        }
        Err(CommandError::Refused(refusal)) => Ok(Err(refused(&refusal))),
        Err(CommandError::Conflict | CommandError::OtherTenant) => Ok(Err(UserError::conflict())),
        Err(CommandError::Log(error)) => Err(error.into()),
    }
}

async fn feed_after(
    run: &Run<'_>,
    account: &Account,
    wish: CalendarWish,
    name: &'static str,
) -> Result<CalendarFeedPayload, Fault> {
    let user = run.session.user();
    let url = |feed: &_| CalendarFeed::of(feed, run.services.credentials.feed_url(user, feed));
    match carry_out(run, user, account, wish, name).await? {
        Ok(account) => {
            Ok(CalendarFeedPayload { feed: account.feed.as_ref().map(url), user_errors: Vec::new() })
        }
        Err(refused) => Ok(refused.into()),
    }
}
