/// Why a user says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UserRefusal {
    /// The address has an account, or an invitation of another business that nobody has answered.
    #[error("email: the address has an account or an open invitation; use another, or have it removed first")]
    AlreadyRegistered,
    /// Whoever had the address was let go in this very moment: it is another user's from here on.
    #[error("email: this address is changing hands; try again")]
    Gone,
    /// Nobody registered under this address.
    #[error("email: nobody is registered under this address")]
    Unknown,
    /// Not an address.
    #[error("email: expected an address such as name@example.com")]
    NotAnAddress,
    /// No name to show.
    #[error("name: expected 1 to 120 characters, without line breaks and links")]
    NoName,
    /// The token is not the one that was mailed last, was used, or its time is over.
    #[error("token: it was used already, or its time is over")]
    NotGranted,
    /// The account may not be used.
    #[error("the account is not active")]
    Inactive,
    /// The session is over.
    #[error("the session is over")]
    NoSession,
    /// The code was used already.
    #[error("code: it was used already")]
    CodeUsed,
    /// There is no secret to confirm, or one is in use.
    #[error("the second factor is not being set up")]
    NoSecondFactor,
    /// The second factor is on.
    #[error("the second factor is on already")]
    SecondFactorOn,
    /// Only platform admins enter another business.
    #[error("only a platform admin enters another business")]
    NotPlatformAdmin,
    /// Working hours that cannot be.
    #[error("hours: expected stretches that end after they begin, in order, without overlap")]
    BadHours,
    /// A pause that cannot be.
    #[error("bufferMinutes: expected 0 to 120")]
    BadBuffer,
}
