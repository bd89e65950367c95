/// Why a user says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UserRefusal {
    /// The address has an account.
    #[error("email: this address is registered already")]
    AlreadyRegistered,
    /// Nobody registered under this address.
    #[error("email: nobody is registered under this address")]
    Unknown,
    /// Not an address.
    #[error("email: expected an address such as name@example.com")]
    NotAnAddress,
    /// No name to show.
    #[error("name: expected 1 to 120 characters")]
    NoName,
}
