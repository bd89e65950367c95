use std::time::Duration;

use eventlog::{Appended, CommandBus, Position};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{CheckpointError, NAME, checkpoint::Checkpoint, react};

/// Events read at once.
const WINDOW: u32 = 500;
/// The pause without news; a wake-up ends it sooner.
const IDLE: Duration = Duration::from_millis(250);
/// The longest pause between tries while the log does not answer.
const SLOWEST: Duration = Duration::from_secs(10);

/// Walks the log and reacts.
pub struct Follower {
    bus: CommandBus,
    checkpoint: Checkpoint,
    appended: Appended,
    at: Position,
}

/// Starts the reactors; they follow the log until `stop`.
pub async fn start(
    bus: CommandBus,
    tasks: &TaskTracker,
    stop: CancellationToken,
) -> Result<(), CheckpointError> {
    let follower = Follower::open(bus).await?;
    tasks.spawn(follower.run(stop));
    Ok(())
}

impl Follower {
    /// Where it stopped the last time.
    pub async fn open(bus: CommandBus) -> Result<Self, CheckpointError> {
        let checkpoint = Checkpoint::open(bus.log(), NAME).await?;
        let at = checkpoint.read().await?;
        Ok(Self { appended: bus.log().appended(), bus, checkpoint, at })
    }

    async fn run(mut self, stop: CancellationToken) {
        let mut failures = 0_u32;
        while !stop.is_cancelled() {
            let pause = match self.step().await {
                Ok(true) => {
                    failures = 0;
                    continue;
                }
                Ok(false) => {
                    failures = 0;
                    IDLE
                }
                Err(error) => {
                    // Never skipped: the same event is tried again, less and less often.
                    failures = failures.saturating_add(1);
                    tracing::warn!(%error, position = %self.at, failures, "reactors wait");
                    (IDLE * 2_u32.saturating_pow(failures.min(8))).min(SLOWEST)
                }
            };
            if failures == 0 {
                tokio::select! {
                    _ = self.appended.wait(pause) => {}
                    () = stop.cancelled() => {}
                }
            } else {
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    () = stop.cancelled() => {}
                }
            }
        }
    }

    /// Reacts to the next window. False when there was nothing new.
    pub async fn step(&mut self) -> Result<bool, Box<dyn std::error::Error + Send + Sync>> {
        let events = self.bus.log().read_after(self.at, WINDOW).await?;
        let Some(last) = events.last().map(|event| event.position) else { return Ok(false) };
        for event in &events {
            react(&self.bus, event).await?;
        }
        self.checkpoint.write(last).await?;
        self.at = last;
        metrics::gauge!("reactor_position", "reactor" => NAME).set(precise(last));
        Ok(true)
    }
}

/// A position as a gauge: exact to 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "no log is that long")]
fn precise(position: Position) -> f64 {
    position.as_u64() as f64
}
