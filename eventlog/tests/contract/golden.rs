//! What version 1 wrote must load forever. The fixture is never regenerated: a changed shape gets an upcaster instead.

use std::collections::BTreeSet;

use domain::{Category, Event, StreamId};
use serde_json::Value;

const VERSION_1: &str = include_str!("../fixtures/version-1.jsonl");

/// Every type of every aggregate, as the fixture must have it.
const TYPES: &[(Category, &[&str])] = &[
    (Category::Business, &["Opened", "SettingsChanged", "Suspended", "Resumed", "SupportEntered"]),
    (Category::Number, &["Claimed", "Lent"]),
    (
        Category::User,
        &[
            "Registered",
            "Invited",
            "InvitationAccepted",
            "PasswordChanged",
            "PasswordResetAsked",
            "RoleChanged",
            "Deactivated",
            "Reactivated",
            "SignedIn",
            "SignInRefused",
            "SessionRenewed",
            "SessionEnded",
            "SecondFactorBegun",
            "SecondFactorEnabled",
            "SecondFactorDisabled",
            "BusinessEntered",
            "BusinessLeft",
            "PushAllowed",
            "PushStopped",
            "Removed",
        ],
    ),
    (
        Category::Call,
        &[
            "LineIdentified",
            "StatusReported",
            "StreamReported",
            "StreamStarted",
            "RecordingReported",
            "UtteranceRecorded",
            "ReplyRecorded",
            "LeadAttached",
            "MeetingAttached",
            "EndRequested",
            "Ended",
            "Summarised",
        ],
    ),
    (
        Category::Lead,
        &[
            "Created",
            "DetailsChanged",
            "StatusChanged",
            "NoteAdded",
            "CallLinked",
            "Assigned",
            "TagsChanged",
            "CustomChanged",
            "Absorbed",
            "MergedInto",
            "Parted",
            "SplitOff",
            "Withdrawn",
            "Forgotten",
        ],
    ),
    (Category::Calendar, &["Booked", "Rescheduled", "MovedAway", "MovedIn", "Cancelled"]),
    (Category::Prompt, &["VersionPublished", "VersionActivated"]),
    (
        Category::Reminder,
        &[
            "Created",
            "Reworded",
            "Reassigned",
            "Rescheduled",
            "Snoozed",
            "CameDue",
            "Acknowledged",
            "Completed",
            "Reopened",
            "Cancelled",
            "Restored",
        ],
    ),
];

#[test]
fn every_event_of_version_1_loads() {
    let mut loaded = BTreeSet::new();
    for (number, line) in VERSION_1.lines().enumerate() {
        let line: Value = serde_json::from_str(line).unwrap();
        let stream: StreamId = line["stream"].as_str().unwrap().parse().unwrap();
        let event_type = line["event_type"].as_str().unwrap().to_owned();
        let version = u16::try_from(line["schema_version"].as_u64().unwrap()).unwrap();
        assert_eq!(version, 1);
        let payload = eventlog::upcast::upcast(
            eventlog::upcast::STEPS,
            stream.category(),
            &event_type,
            version,
            line["payload"].clone(),
        );
        Event::read(stream.category(), payload)
            .unwrap_or_else(|error| panic!("line {}: {error}", number + 1));
        loaded.insert((stream.category(), event_type));
    }
    for (category, types) in TYPES {
        for event_type in *types {
            assert!(loaded.contains(&(*category, (*event_type).to_owned())), "no {category:?} {event_type}");
        }
    }
}
