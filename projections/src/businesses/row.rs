use domain::business::Settings;
use domain::ids::BusinessId;
use domain::values::PhoneNumber;
use jiff::Timestamp;

/// An agency.
#[derive(Debug, Clone, PartialEq)]
pub struct BusinessRow {
    /// Its identity.
    pub id: BusinessId,
    /// What its owner set.
    pub settings: Settings,
    /// The numbers that are dialled to reach it, in order.
    pub numbers: Vec<PhoneNumber>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Whether it is closed for the time being.
    pub suspended: bool,
}
