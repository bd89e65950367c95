//! What a run comes to, beside what is asked.

use std::time::Duration;

use crate::{caller::Noticed, host::Host, process::Look, run::Plan, samples::Samples, town::Town};

/// Later than this at p99, the tool's own frames spoil what it measures.
const OWN_MS: f64 = 5.0;

/// A run's figures.
#[derive(Debug)]
pub(crate) struct Figures {
    name: &'static str,
    pub(crate) calls: u32,
    talk: Duration,
    own: Samples,
    pub(crate) lateness: Samples,
    /// Frames later than 20 ms, and how many of them the host delayed.
    too_late: [usize; 2],
    unread: Samples,
    /// By the server's own count: p99 and most, below which bucket's bound.
    paced: [f64; 2],
    answers: Samples,
    requests: Samples,
    syntheses: Samples,
    first_frames: Samples,
    cleared: [f64; 2],
    pub(crate) cores: f64,
    /// Processors the host took away.
    taken: f64,
    /// Resident, in kB: before any call, and with all of them.
    memory: [f64; 2],
    utterances: [usize; 4],
    interruptions: [usize; 2],
    stale: usize,
    cut_off: usize,
    dropped: f64,
    resyncs: f64,
}

impl Figures {
    pub(crate) fn of(
        plan: &Plan,
        town: &Town,
        (noticed, host): (&[Noticed], &Host),
        looks: [Look; 4],
        kept: usize,
    ) -> Self {
        let [idle, began, ended, last] = looks;
        let all = |of: fn(&Noticed) -> &Samples| {
            let mut all = Samples::default();
            for one in noticed {
                all.extend(of(one));
            }
            all
        };
        let sum = |of: fn(&Noticed) -> usize| noticed.iter().map(of).sum::<usize>();
        let too_late: Vec<_> = noticed.iter().flat_map(|one| &one.too_late).collect();
        let delayed = too_late.iter().filter(|(came, late)| host.delayed(*came, *late)).count();
        let (requests, syntheses) = town.ledger.steps();
        let histogram = |name: &str| [990.0, 1_000.0].map(|part| ended.below_ms(name, part, &began));
        Self {
            name: plan.name,
            calls: plan.calls,
            talk: plan.talk,
            own: all(|one| &one.own_lateness),
            lateness: all(|one| &one.lateness),
            too_late: [too_late.len(), delayed],
            unread: all(|one| &one.unread),
            paced: histogram("agentlocator_pacing_lateness_seconds"),
            answers: all(|one| &one.answers),
            requests,
            syntheses,
            first_frames: all(|one| &one.first_frames),
            cleared: histogram("agentlocator_interrupt_seconds"),
            cores: ended.usage.cores(&began.usage),
            taken: ended.usage.taken(&began.usage),
            memory: [idle.usage.memory, ended.usage.memory],
            utterances: [sum(|one| one.spoken), town.ledger.understood(), kept, sum(|one| one.answered)],
            interruptions: [sum(|one| one.interrupted), sum(|one| one.clears)],
            stale: sum(|one| one.stale),
            cut_off: noticed.iter().filter(|one| one.cut_off).count(),
            dropped: last.counter("agentlocator_rx_dropped_total"),
            resyncs: last.counter("agentlocator_tx_resyncs_total"),
        }
    }

    /// The table.
    #[expect(clippy::print_stdout, reason = "what the tool is for")]
    pub(crate) fn print(&self) {
        println!("{}: {} calls at once for {} s", self.name, self.calls, self.talk.as_secs());
        let [spoken, understood, kept, answered] = self.utterances;
        line(
            "sound late at the caller's end, p50 / p99 / most",
            &three(&self.lateness),
            "ms; p99 5, most 20 (2 at 50 calls)",
        );
        let [too_late, delayed] = self.too_late;
        line(
            "frames later than 20 ms, of them by the host",
            &format!("{too_late} / {delayed}"),
            "0; half the time it had a processor",
        );
        line("how long it lay there unread, p50 / p99 / most", &three(&self.unread), "ms; the tool's part");
        line(
            "the server's own count, p99 / most, below",
            &format!("{:.1} / {:.1}", self.paced[0], self.paced[1]),
            "ms",
        );
        line(
            "caller's frames dropped, paces begun anew",
            &format!("{} / {}", self.dropped, self.resyncs),
            "0",
        );
        line(
            "utterances said / understood / kept / answered",
            &format!("{spoken} / {understood} / {kept} / {answered}"),
            "all",
        );
        line("calls the server ended", &self.cut_off.to_string(), "0");
        line(
            "end of speech → first frame, p50 / p99 / most",
            &three(&self.answers),
            "ms; with stand-ins at 0: p50 350",
        );
        line("final → request, p50 / p99 / most", &three(&self.requests), "ms; p99 10");
        line("sentence → synthesis, p50 / p99 / most", &three(&self.syntheses), "ms; p99 10");
        line("sound → first frame, p50 / p99 / most", &three(&self.first_frames), "ms; p99 10");
        line(
            "decision to interrupt → clear, p99 / most, below",
            &format!("{:.1} / {:.1}", self.cleared[0], self.cleared[1]),
            "ms; p99 5",
        );
        line(
            "interruptions / clears / stale frames",
            &format!("{} / {} / {}", self.interruptions[0], self.interruptions[1], self.stale),
            "stale: 0",
        );
        line("server, cores", &format!("{:.2}", self.cores), "0.5 at 50 calls");
        line(
            "server, CPU a call-second",
            &format!("{:.2}", self.cores * 1_000.0 / f64::from(self.calls)),
            "ms",
        );
        print_means(self.memory, &self.own, self.taken);
        if self.own.ms(990) > OWN_MS {
            println!("  VOID: the tool itself was late by more than {OWN_MS} ms at p99");
        }
    }
}

/// What one more call holds: two runs apart by their calls, so that caches, which are as large in both, do not count.
#[expect(clippy::print_stdout, reason = "what the tool is for")]
pub(crate) fn print_memory_of_a_call(runs: &[Figures]) {
    let fewest = runs.iter().min_by_key(|run| run.calls);
    let most = runs.iter().max_by_key(|run| run.calls);
    if let (Some(fewest), Some(most)) = (fewest, most)
        && fewest.calls < most.calls
    {
        let memory = (most.memory[1] - fewest.memory[1]) / f64::from(most.calls - fewest.calls);
        println!("a call's memory, by {} and {} calls: {memory:.0} kB (asked 150)", fewest.calls, most.calls);
    }
}

/// A figure beside what is asked of it.
#[expect(clippy::print_stdout, reason = "what the tool is for")]
pub(crate) fn line(what: &str, figure: &str, asked: &str) {
    println!("  {what:<46}{figure:>34}   {asked}");
}

/// What every run says of its process's memory (kB), of the tool itself and of the host.
pub(crate) fn print_means([idle, full]: [f64; 2], own: &Samples, taken: f64) {
    let mb = format!("{:.0} / {:.0}", idle / 1_024.0, full / 1_024.0);
    line("memory before / with all of them", &mb, "MB");
    line("the tool's own frames late, p50 / p99 / most", &three(own), "ms");
    line("processors the host took away", &format!("{taken:.2}"), "nobody's here");
}

pub(crate) fn three(samples: &Samples) -> String {
    format!(
        "{:.1} / {:.1} / {:.1} ({})",
        samples.ms(500),
        samples.ms(990),
        samples.ms(1_000),
        samples.count()
    )
}
