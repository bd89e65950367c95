//! Who goes first where there is not processor enough for all: calls. Linux knows a priority a thread, and nobody needs a right to lower
//! their own (`setpriority(2)`); threads for calls keep the process's, whatever else there is takes a lower one.

/// Has this thread, and those it starts from here on, give way: a thread for calls gets three times what one of them gets (five steps of
/// niceness, each a quarter; `sched(7)`).
pub fn give_way() {
    #[cfg(target_os = "linux")]
    linux::give_way();
}

#[cfg(target_os = "linux")]
mod linux {
    use std::sync::OnceLock;

    use rustix::process::{getpriority_process, setpriority_process};

    const STEPS: i32 = 5;

    pub(super) fn give_way() {
        /// The process's own, before any thread has given way.
        static OWN: OnceLock<i32> = OnceLock::new();
        let own = *OWN.get_or_init(|| getpriority_process(None).unwrap_or_default());
        if let Err(error) = setpriority_process(None, own + STEPS) {
            tracing::debug!(%error, "calls have no precedence");
        }
    }
}
