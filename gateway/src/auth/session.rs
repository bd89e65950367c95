use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
};
use domain::{
    StreamId,
    business::Business,
    ids::{BusinessId, SessionId, UserId},
    user::{Permission, Role, User},
};
use projections::BusinessScope;
use subtle::ConstantTimeEq as _;

use super::{Kind, cookies, scope::scope_in};
use crate::{app::App, problem::Problem};

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who.
    pub user: UserId,
    /// Which of their sessions.
    pub id: SessionId,
    /// The business they see: where they work, or the one a platform admin has entered.
    pub business: BusinessId,
    /// Where they work, whatever they see.
    pub home: BusinessId,
    /// What they may do.
    pub role: Role,
    /// What they may read.
    pub scope: BusinessScope,
}

/// How a token came: it decides whether the request must prove it is no forgery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carried {
    /// In `Authorization: Bearer`.
    Bearer(String),
    /// In a cookie, which a browser sends by itself.
    Cookie(String),
}

impl Carried {
    /// The request's token; the header goes before the cookie.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let bearer = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "));
        match bearer {
            Some(token) => Some(Self::Bearer(token.trim().to_owned())),
            None => cookies::get(headers, cookies::ACCESS).map(Self::Cookie),
        }
    }

    /// The token itself.
    pub fn token(&self) -> &str {
        match self {
            Self::Bearer(token) | Self::Cookie(token) => token,
        }
    }
}

impl Session {
    /// The session of a token, with the user and the business as the log has them now.
    pub async fn open(app: &App, kind: Kind, token: &str) -> Result<Self, Problem> {
        let refused = || Problem::unauthorized("sign in first");
        let bearing = app.tokens.read(kind, token, app.clock.now()).ok_or_else(refused)?;
        Self::of(app, bearing.user, bearing.session).await?.ok_or_else(refused)
    }

    /// A user's session as it is now; `None`: it is over.
    pub async fn of(app: &App, user: UserId, id: SessionId) -> Result<Option<Self>, Problem> {
        let held = app.bus.state::<User>(&StreamId::user(user)).await;
        let held = held.map_err(|error| Problem::unavailable(&error))?;
        let Some(account) = held.active() else { return Ok(None) };
        let Some(session) = account.session(id, app.clock.now()) else { return Ok(None) };
        let (role, home) = (account.role, account.business);
        let business = session.within.unwrap_or(home);
        let scope = scope_in(app, business, user, role).await?;
        Ok(scope.map(|scope| Self { user, id, business, home, role, scope }))
    }

    /// That a request which changes something was made by this person's own page, and is theirs to make.
    pub fn permit(&self, headers: &HeaderMap, needed: Permission) -> Result<(), Problem> {
        if let Some(carried) = Carried::of(headers) {
            verify_csrf(headers, &carried)?;
        }
        let may = self.role.may(needed);
        may.then_some(()).ok_or_else(|| Problem::forbidden("the role does not allow it"))
    }
}

/// Whether a business is closed for the time being.
pub async fn suspended(app: &App, business: BusinessId) -> Result<bool, Problem> {
    let held = app.bus.state::<Business>(&StreamId::business(business)).await;
    Ok(held.map_err(|error| Problem::unavailable(&error))?.is_suspended())
}

impl FromRequestParts<App> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let carried = Carried::of(&parts.headers).ok_or_else(|| Problem::unauthorized("sign in first"))?;
        Self::open(app, Kind::Access, carried.token()).await
    }
}

/// A request with a cookie's session must repeat the CSRF cookie in its header; a page of another site cannot read it.
pub fn verify_csrf(headers: &HeaderMap, carried: &Carried) -> Result<(), Problem> {
    match carried {
        Carried::Bearer(_) => Ok(()),
        Carried::Cookie(_) => {
            let cookie = cookies::get(headers, cookies::CSRF).unwrap_or_default();
            let header = headers.get("x-csrf-token").map(HeaderValue::as_bytes).unwrap_or_default();
            let same = !cookie.is_empty() && bool::from(cookie.as_bytes().ct_eq(header));
            same.then_some(())
                .ok_or_else(|| Problem::forbidden("x-csrf-token does not repeat the csrf_token cookie"))
        }
    }
}
