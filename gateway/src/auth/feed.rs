//! Whoever has the secret address of somebody's calendar reads it as that person, and nothing else.

use domain::{
    StreamId,
    user::{Account, User},
};
use projections::BusinessScope;

use super::{grants, scope::scope_in};
use crate::{app::App, problem::Problem};

/// Whose calendar a secret opens; `None`: nobody's, whatever is wrong with it.
pub async fn feed_of(app: &App, secret: &str) -> Result<Option<(BusinessScope, Account)>, Problem> {
    let Some((user, hash)) = grants::read(secret) else { return Ok(None) };
    let held = app.bus.state::<User>(&StreamId::user(user)).await;
    let held = held.map_err(|error| Problem::unavailable(&error))?;
    let Some(account) = held.account().filter(|account| account.feeds(&hash)) else { return Ok(None) };
    let scope = scope_in(app, account.business, user, account.role).await?;
    Ok(scope.map(|scope| (scope, account.clone())))
}
