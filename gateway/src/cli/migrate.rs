use serde_json::json;

use super::{Out, open_log};

/// Opening the log runs its migrations.
pub(super) async fn run(out: Out) -> anyhow::Result<()> {
    let log = open_log().await?;
    let tip = log.tip().await?;
    out.result(&json!({ "migrated": true, "position": tip }), || {
        format!("the schema is up to date; the log ends at {tip}")
    })?;
    Ok(())
}
