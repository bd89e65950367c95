//! The domain's enumerations as GraphQL spells them. `remote` makes the compiler compare the two lists.

use async_graphql::Enum;

/// How far a call has come.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::call::CallStatus")]
pub(crate) enum CallStatus {
    /// Known of.
    Initiated,
    /// Ringing.
    Ringing,
    /// Being talked.
    InProgress,
    /// Talked, and over.
    Completed,
    /// The line was busy.
    Busy,
    /// The carrier could not connect it.
    Failed,
    /// Nobody answered.
    NoAnswer,
    /// Hung up before it was answered.
    Canceled,
}

/// Who dialled.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::call::CallDirection")]
pub(crate) enum CallDirection {
    /// They called the agency.
    Inbound,
    /// The agency called them.
    Outbound,
}

/// How a conversation ended, as our side of the line saw it.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::call::EndReason")]
pub(crate) enum EndReason {
    /// The caller hung up.
    CallerHungUp,
    /// The agent said goodbye and closed.
    AgentHungUp,
    /// The line vanished without a word.
    LineLost,
    /// The caller said nothing for too long.
    Silence,
    /// The longest allowed call was over.
    MaximumDuration,
    /// The audio stream broke the protocol.
    BadStream,
    /// Handed to a person.
    Transferred,
    /// The server was told to stop.
    ServerStopped,
    /// A person at the dashboard ended it.
    PersonEnded,
    /// Nobody told of its end: the server that held it went down, and no report came after.
    Unreported,
}

/// How far a recording has come.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::call::RecordingStatus")]
pub(crate) enum RecordingStatus {
    /// Being made.
    InProgress,
    /// There is nothing to hear.
    Absent,
    /// Could not be made.
    Failed,
    /// Can be heard.
    Completed,
    /// Deleted after the business's retention.
    Purged,
}

/// Whose words they are.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::values::Speaker")]
pub(crate) enum Speaker {
    /// The person who called.
    Caller,
    /// The AI agent.
    Agent,
    /// A person of the agency who took over.
    Human,
}

/// A way to talk with the agency.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::values::Channel")]
pub(crate) enum Channel {
    /// The telephone.
    Calls,
    /// WhatsApp.
    Whatsapp,
}

/// What the person wants to do.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::values::Intent")]
pub(crate) enum Intent {
    /// To buy.
    Buy,
    /// To rent a home.
    Rent,
    /// To sell.
    Sell,
    /// To let a property out.
    Let,
}

/// The kind of property.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::values::PropertyKind")]
pub(crate) enum PropertyKind {
    /// דירה
    Apartment,
    /// דירת גן
    GardenApartment,
    /// פנטהאוז
    Penthouse,
    /// בית פרטי
    House,
    /// קוטג'
    Cottage,
    /// דופלקס
    Duplex,
    /// סטודיו
    Studio,
    /// משרד
    Office,
    /// חנות
    Shop,
    /// מגרש
    Land,
}

/// A field of a lead that can be told or typed.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::lead::Field")]
pub(crate) enum LeadField {
    /// Their name.
    Name,
    /// What they want to do.
    Intent,
    /// The city.
    City,
    /// The neighbourhood.
    Neighborhood,
    /// The kind of property.
    PropertyKind,
    /// How many rooms.
    Rooms,
    /// How much at most.
    Budget,
    /// An address to write to.
    Email,
}

/// What a person may do.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::user::Role")]
pub(crate) enum Role {
    /// Runs the installation.
    PlatformAdmin,
    /// Owns the agency.
    Owner,
    /// Runs the agency day to day.
    Manager,
    /// Works with leads.
    Agent,
    /// Looks only.
    Viewer,
}

/// Whether a person can sign in.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "projections::UserStatus")]
pub(crate) enum UserStatus {
    /// Asked to join, has not answered.
    Invited,
    /// Can sign in.
    Active,
    /// Cannot any more.
    Inactive,
    /// Not one of the business's people any more: gone for good, or their invitation was taken back.
    Withdrawn,
}

/// Something a role may do.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::user::Permission")]
pub(crate) enum Permission {
    /// See the business's leads, calls, meetings and prompts.
    See,
    /// Look after one's own account.
    OwnAccount,
    /// Change leads.
    EditLeads,
    /// Change meetings.
    EditMeetings,
    /// Change what the AI agent is told to be.
    EditPrompts,
    /// Change how the business is represented.
    EditSettings,
    /// Invite people, change their roles, end their sessions, and see who signed in.
    ManageUsers,
    /// Forget a person for good.
    ErasePeople,
    /// See and mend the machinery.
    Operate,
    /// Open and suspend businesses, and enter one for support.
    ManagePlatform,
}

/// Whether a meeting takes place.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "projections::MeetingStatus")]
pub(crate) enum MeetingStatus {
    /// It does.
    Booked,
    /// It was called off.
    Cancelled,
}

/// What kind of somebody did it.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ActorKind {
    /// A person who was signed in.
    User,
    /// The AI agent, in a call.
    Agent,
    /// Twilio, by a webhook.
    Twilio,
    /// The product itself.
    System,
}

/// What kind of thing has a history.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "projections::EntityType")]
pub(crate) enum EntityType {
    /// A call; its id is the `callSid`.
    Call,
    /// A lead.
    Lead,
    /// A meeting.
    Meeting,
    /// A channel's prompt; its id is the channel.
    Prompt,
    /// The business.
    Business,
    /// A person who signs in: their sign-ins, and what was changed about their account. For those who manage users.
    User,
    /// A reminder.
    Reminder,
}

/// How a projection is doing.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "projections::ProjectionState")]
pub(crate) enum ProjectionState {
    /// Following the log.
    Running,
    /// Following the log, while a new generation is filled beside it.
    Rebuilding,
    /// Stopped at an event it could not take.
    Faulted,
}

/// How a lead came.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "projections::LeadOrigin")]
pub(crate) enum LeadOrigin {
    /// They called.
    Call,
    /// From a file.
    Import,
    /// A person wrote them down.
    Manual,
}

/// What a list of leads is ordered by.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "projections::LeadOrder")]
pub(crate) enum LeadOrder {
    /// First heard of, the newest first.
    Newest,
    /// First heard of, the oldest first.
    Oldest,
    /// Last changed, the latest first.
    Updated,
    /// By name; the nameless last.
    Name,
}

/// The colours of statuses, each with a light and a dark shade.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::business::StatusColor")]
pub(crate) enum StatusColor {
    /// אפור
    Gray,
    /// כחול
    Blue,
    /// טורקיז
    Teal,
    /// ירוק
    Green,
    /// צהוב
    Amber,
    /// כתום
    Orange,
    /// אדום
    Red,
    /// סגול
    Purple,
}

/// What a field of the business's own takes.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CustomFieldKind {
    /// 1 to 500 characters.
    Text,
    /// A number.
    Number,
    /// A date.
    Date,
    /// One of the field's options.
    Choice,
    /// Yes or no.
    YesNo,
}

/// A voice the AI agent speaks with.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::values::Voice")]
pub(crate) enum AgentVoice {
    /// A woman's.
    FemaleA,
    /// Another woman's.
    FemaleB,
    /// A man's.
    MaleA,
    /// Another man's.
    MaleB,
}

/// What happened, for those who answer for it.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "projections::AuditKind")]
pub(crate) enum AuditKind {
    /// Somebody came in.
    SignedIn,
    /// Somebody was not let in: a wrong password or code.
    SignInRefused,
    /// A business was looked at for support.
    SupportEntered,
    /// It was left again.
    SupportLeft,
    /// A business was opened.
    BusinessOpened,
    /// It was closed for the time being.
    BusinessSuspended,
    /// It was opened again.
    BusinessResumed,
    /// A person was erased: nothing of them can be read any more.
    PersonErased,
}

/// A holiday of Israel on which offices are closed.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::holiday::Holiday")]
pub(crate) enum Holiday {
    /// ראש השנה, two days.
    RoshHashana,
    /// יום כיפור.
    YomKippur,
    /// סוכות, its first day.
    Sukkot,
    /// שמחת תורה.
    SimchatTorah,
    /// פסח, its first day.
    Pesach,
    /// שביעי של פסח.
    SeventhOfPesach,
    /// יום העצמאות; its eve is Memorial Day.
    IndependenceDay,
    /// שבועות.
    Shavuot,
}

/// How often a reminder comes back, at the same hour in Israel.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::reminder::Repeat")]
pub(crate) enum ReminderRepeat {
    /// Once.
    Never,
    /// Every day.
    Daily,
    /// Every week, on the same day.
    Weekly,
    /// Every month, on the same date; in a shorter month on its last day.
    Monthly,
}

/// Where a reminder stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::reminder::Standing")]
pub(crate) enum ReminderStatus {
    /// It waits, or waits to be done.
    Open,
    /// It is done and does not come back.
    Done,
    /// It was deleted.
    Cancelled,
}

/// What a list of reminders is ordered by.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "projections::ReminderOrder")]
pub(crate) enum ReminderOrder {
    /// The first due first.
    Due,
    /// Last changed, the latest first.
    Updated,
}

/// Which leads the agents of a business see, with the calls, meetings, history and all else that hangs on them.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::business::AgentsSee")]
pub(crate) enum AgentsSee {
    /// All of them.
    All,
    /// Those that are assigned to them.
    Own,
}
