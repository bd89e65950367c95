//! Who goes first where there is not processor enough for all: calls. Linux knows a priority a thread, and nobody needs a right to lower
//! their own (`setpriority(2)`); threads for calls keep the process's, whatever else there is takes a lower one.

/// Has this thread, and those it starts from here on, give way: a thread for calls gets three times what one of them gets (five steps of
/// niceness, each a quarter; `sched(7)`).
pub fn give_way() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{getpriority_process, setpriority_process};

        const STEPS: i32 = 5;
        /// The process's own, before any thread has given way.
        static OWN: std::sync::OnceLock<i32> = std::sync::OnceLock::new();
        let own = *OWN.get_or_init(|| getpriority_process(None).unwrap_or_default());
        if let Err(error) = setpriority_process(None, own + STEPS) {
            tracing::debug!(%error, "calls have no precedence");
        }
    }
}
