//! What a process uses, and what the host takes of the processors, by Linux's count; and what the server says of itself.

use std::time::Duration;

use acceptance::Server;
use anyhow::Context as _;
use tokio::time::Instant;

/// What a process has used, and how the machine is.
#[derive(Debug, Clone)]
pub(crate) struct Usage {
    /// On a core so far.
    pub(crate) cpu: Duration,
    /// Resident memory, in kB.
    pub(crate) memory: f64,
    stolen: Duration,
    at: Instant,
}

impl Usage {
    pub(crate) fn of(process: u32) -> anyhow::Result<Self> {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
        let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
        let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
        Ok(Self {
            cpu: cpu(&stat).context("/proc/…/stat")?,
            memory: memory.trim().trim_end_matches(" kB").parse()?,
            stolen: stolen()?,
            at: Instant::now(),
        })
    }

    /// On so many cores on average since an earlier look.
    pub(crate) fn cores(&self, since: &Self) -> f64 {
        per_second(self.cpu, since.cpu, self.at - since.at)
    }

    /// So many processors the host has taken away on average since an earlier look.
    pub(crate) fn taken(&self, since: &Self) -> f64 {
        per_second(self.stolen, since.stolen, self.at - since.at)
    }
}

/// What the machine's host has given to others while somebody here wanted a processor, of all processors.
pub(crate) fn stolen() -> anyhow::Result<Duration> {
    let machine = std::fs::read_to_string("/proc/stat")?;
    machine.split_whitespace().nth(8).and_then(ticks).context("/proc/stat")
}

fn per_second(now: Duration, before: Duration, apart: Duration) -> f64 {
    now.saturating_sub(before).as_secs_f64() / apart.as_secs_f64()
}

/// One look at the server.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    pub(crate) usage: Usage,
    metrics: String,
}

impl Look {
    pub(crate) async fn at(server: &Server) -> anyhow::Result<Self> {
        let usage = Usage::of(server.process().context("the server has ended")?)?;
        let metrics = server.client().get(server.at("/metrics")).send().await?.text().await?;
        Ok(Self { usage, metrics })
    }

    /// A counter; 0 before it was ever counted.
    pub(crate) fn counter(&self, name: &str) -> f64 {
        self.values(name).map(|(_, value)| value).sum()
    }

    /// Below which bucket's bound so many thousandths of a histogram's values are, in milliseconds, since an earlier look.
    pub(crate) fn below_ms(&self, histogram: &str, thousandths: f64, since: &Self) -> f64 {
        let buckets = format!("{histogram}_bucket");
        let before: Vec<_> = since.values(&buckets).collect();
        let counts: Vec<(f64, f64)> = self
            .values(&buckets)
            .map(|(labels, count)| {
                let earlier =
                    before.iter().find(|(held, _)| *held == labels).map_or(0.0, |(_, count)| *count);
                (bound(labels), count - earlier)
            })
            .collect();
        let all = counts.iter().map(|(_, count)| *count).fold(0.0, f64::max);
        let reached = counts.iter().filter(|(_, count)| *count * 1_000.0 >= all * thousandths);
        reached.map(|(bound, _)| bound * 1_000.0).fold(f64::INFINITY, f64::min)
    }

    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, f64)> {
        self.metrics.lines().filter_map(move |line| {
            let rest = line.strip_prefix(name).filter(|rest| rest.starts_with(['{', ' ']))?;
            let (labels, value) = rest.rsplit_once(' ')?;
            Some((labels, value.parse().ok()?))
        })
    }
}

fn bound(labels: &str) -> f64 {
    let bound = labels.split_once("le=\"").and_then(|(_, rest)| rest.split_once('"'));
    bound.and_then(|(bound, _)| bound.parse().ok()).unwrap_or(f64::INFINITY)
}

/// User and system time.
fn cpu(stat: &str) -> Option<Duration> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11).map_while(ticks);
    Some(fields.next()? + fields.next()?)
}

/// Ticks of 10 ms (`USER_HZ`, proc(5)).
fn ticks(field: &str) -> Option<Duration> {
    Some(Duration::from_millis(field.parse::<u64>().ok()? * 10))
}
