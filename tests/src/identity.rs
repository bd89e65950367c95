//! Identities for tests: told apart by a word and a number, the same in every run.

/// A Twilio identity: the prefix and 32 hexadecimal digits that name what it is for.
pub fn sid(prefix: &str, of: &str, number: u32) -> String {
    // FNV-1a: only has to tell test names apart.
    let hash = of.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{prefix}{hash:016x}{number:016x}")
}

/// A mobile number that exists in form only: 050-55 and five digits.
pub fn caller(number: u32) -> String {
    format!("+9725055{:05}", number % 100_000)
}
