//! Passwords: hashed and checked with argon2id, on a thread that may block.

use std::sync::LazyLock;

use argon2::{
    Argon2, PasswordHasher as _, PasswordVerifier as _,
    password_hash::{PasswordHash as Phc, SaltString},
};
use domain::{ports::Entropy, user::PasswordHash};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::config::Secret;

/// How many are worked on at once; the others wait. Each takes 19 MiB (argon2's own choice) and a processor for a while, and a crowd
/// of strangers must not take them from the calls.
static TURNS: Semaphore = Semaphore::const_new(4);

/// Checked when nobody has the address, so that the answer takes as long as for somebody's wrong password.
static NOBODY: LazyLock<Option<PasswordHash>> = LazyLock::new(|| hash(b"nobody", &[7; 16]));

/// Hashes a password. `None` only when the system has not the memory for it.
pub async fn hash_password(password: Secret, entropy: &dyn Entropy) -> Option<PasswordHash> {
    let mut salt = [0; 16];
    entropy.fill(&mut salt);
    in_turn(move || hash(password.expose().as_bytes(), &salt)).await.flatten()
}

/// Whether the password is the one hashed; the same work when there is no hash.
pub async fn verify_password(password: Secret, held: Option<PasswordHash>) -> bool {
    let job = in_turn(move || {
        let real = held.is_some();
        let held = held.or_else(|| NOBODY.clone());
        let fits = held.is_some_and(|held| {
            Phc::new(held.as_phc()).is_ok_and(|phc| {
                Argon2::default().verify_password(password.expose().as_bytes(), &phc).is_ok()
            })
        });
        fits && real
    });
    job.await.unwrap_or(false)
}

/// The turn is the work's, not the asker's: who goes away meanwhile makes no room before it is done.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let turn: SemaphorePermit<'static> = TURNS.acquire().await.ok()?;
    let job = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    job.await.ok()
}

fn hash(password: &[u8], salt: &[u8]) -> Option<PasswordHash> {
    let salt = SaltString::encode_b64(salt).ok()?;
    let phc = Argon2::default().hash_password(password, &salt).ok()?;
    Some(PasswordHash::from_phc(phc.to_string()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::system::SystemEntropy;

    #[tokio::test]
    async fn only_the_password_hashed_fits() {
        let held = hash_password(Secret::new("correct horse"), &SystemEntropy).await;
        assert!(verify_password(Secret::new("correct horse"), held.clone()).await);
        assert!(!verify_password(Secret::new("battery"), held).await);
        assert!(!verify_password(Secret::new("nobody"), None).await);
    }

    #[tokio::test]
    async fn no_more_than_a_few_are_worked_on_at_once() {
        let taken = TURNS.acquire_many(4).await.unwrap();
        // Work that takes no time: it is the turn that is waited for.
        let mut waits = std::pin::pin!(in_turn(|| ()));
        assert!(tokio::time::timeout(Duration::from_millis(200), &mut waits).await.is_err());
        drop(taken);
        assert_eq!(waits.await, Some(()));
    }
}
