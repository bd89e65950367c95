use std::sync::LazyLock;

use domain::{
    StreamId,
    business::{AgentsSee, Business},
    ids::{BusinessId, UserId},
    user::Role,
};
use projections::{BusinessScope, ScopeMint};

use crate::{app::App, problem::Problem};

/// The process's one right to make scopes.
static MINT: LazyLock<Option<ScopeMint>> = LazyLock::new(ScopeMint::take);

/// What somebody who proved who they are may read in a business, by their role and by what the business lets its agents see.
/// `None`: nothing, since the business is closed for the time being.
pub(super) async fn scope_in(
    app: &App,
    business: BusinessId,
    user: UserId,
    role: Role,
) -> Result<Option<BusinessScope>, Problem> {
    let agency = app.bus.state::<Business>(&StreamId::business(business)).await;
    let agency = agency.map_err(|error| Problem::unavailable(&error))?;
    // Whoever runs the installation has to get in where nobody else does.
    if role != Role::PlatformAdmin && agency.is_suspended() {
        return Ok(None);
    }
    let sees_own = agency.settings().is_some_and(|settings| settings.agents_see == AgentsSee::Own);
    // The mint is there unless somebody else took it before this module did.
    Ok(MINT.as_ref().map(|mint| mint.mint(business, user, role)).map(|scope| match role {
        Role::Agent if sees_own => scope.own_leads_only(),
        Role::Agent | Role::PlatformAdmin | Role::Owner | Role::Manager | Role::Viewer => scope,
    }))
}
