//! Working with leads: found, filtered, ordered, merged and taken back.

use domain::lead::{
    CustomFact, CustomValue, Lead, LeadChange, LeadCommand, LeadEvent, LeadFact, Tag,
    undo::{Reversal, plan},
};
use domain::{DomainEvent as _, Event, StreamId};
use eventlog::Recorded;
use projections::{LeadFilter, LeadOrder, LeadOrigin, Page};

use crate::on_both;
use crate::rig::{Node, Rig, scope};
use crate::story::{agent, change_lead, lead, office, phone, tell, whole_call};

on_both!(
    a_search_looks_into_all_that_is_known_of_a_lead,
    a_search_finds_hebrew_however_it_is_spelled,
    a_tag_is_filtered_by_as_it_is_written,
    filters_hold_together,
    lists_come_in_the_order_asked_for_page_by_page,
    a_merged_lead_is_answered_for_until_it_is_split_off,
    who_was_taken_back_is_in_no_list,
);

fn tag(word: &str) -> Tag {
    word.parse().unwrap()
}

fn change(change: LeadChange) -> LeadCommand {
    LeadCommand::Change(Box::new(change))
}

async fn enter(node: &Node, number: u32, facts: Vec<LeadFact>) {
    let enter = LeadCommand::Enter {
        business: office(),
        phone: phone(number),
        change: Box::new(LeadChange { facts, ..LeadChange::default() }),
        note: None,
    };
    let stream = StreamId::lead(lead(office(), number));
    tell::<Lead>(&node.bus, office(), &stream, "ImportLead", enter).await;
}

fn name(name: &str) -> LeadFact {
    LeadFact::Name(name.to_owned())
}

/// The numbers of the leads a filter finds, as they come.
async fn found(node: &Node, filter: LeadFilter, order: LeadOrder) -> Vec<u32> {
    let page = node.reader().leads(&scope(office()), &filter, order, &Page::first(10), None).await.unwrap();
    let number = |id| (1..=9).find(|number| lead(office(), *number) == id).unwrap();
    assert_eq!(page.total, page.items.len() as u64);
    page.items.into_iter().map(|(_, row)| number(row.id)).collect()
}

async fn a_search_looks_into_all_that_is_known_of_a_lead(rig: Rig) {
    let node = rig.node().await;
    enter(&node, 1, vec![name("דנה לוי"), LeadFact::City("חיפה".to_owned())]).await;
    enter(&node, 2, vec![name("Yossi"), LeadFact::City("חיפה".to_owned())]).await;
    let note = LeadCommand::AddNote {
        key: "n".to_owned(), text: "מעדיפה בהדר הכרמל, 50% מימון".to_owned()
    };
    change_lead(&node.bus, office(), 1, note).await;
    let custom = CustomFact {
        field: "broker".parse().unwrap(),
        value: CustomValue::Text("אנגלו סכסון".to_owned()),
    };
    let changed =
        LeadChange { add_tags: vec![tag("Investor")], custom: vec![custom], ..LeadChange::default() };
    change_lead(&node.bus, office(), 2, change(changed)).await;
    node.settle().await;
    let search = async |typed: &str| {
        let filter = LeadFilter { search: Some(typed.to_owned()), ..LeadFilter::default() };
        found(&node, filter, LeadOrder::Oldest).await
    };
    assert_eq!(search("חיפה").await, [1, 2]);
    assert_eq!(search("  חיפה דנה ").await, [1], "each word somewhere");
    assert_eq!(search("YOSSI").await, [2]);
    assert_eq!(search("כרמל").await, [1], "in a note");
    assert_eq!(search("50%").await, [1], "a percent sign is one");
    assert_eq!(search("5_%").await, [0; 0]);
    assert_eq!(search("אנגלו").await, [2], "in a field of the business's own");
    assert_eq!(search("investor").await, [2]);
    for spelled in ["052-5550002", "+972525550002", "972 52 555 0002", "0525550002", "0550002", "550002"] {
        assert_eq!(search(spelled).await, if spelled == "0550002" { vec![] } else { vec![2] }, "{spelled}");
    }
    node.stop().await;
}

async fn a_search_finds_hebrew_however_it_is_spelled(rig: Rig) {
    let node = rig.node().await;
    for (number, called) in [
        (1, "ג'ורג' ח׳ורי"),
        (2, "שָׁלוֹם עֲלֵיכֶם"),
        (3, "ינאי־לוין"),
        (4, "\u{202b}רות כהן\u{202c}"),
        (5, "דוד בן גוריון"),
        (6, "\u{fb2a}רה O’Brien"),
    ] {
        enter(&node, number, vec![name(called)]).await;
    }
    enter(&node, 7, vec![LeadFact::City("תל אביב-יפו".to_owned())]).await;
    enter(&node, 8, Vec::new()).await;
    let note =
        LeadCommand::AddNote { key: "n".to_owned(), text: "משרת בצה\"ל, גר בת\"א".to_owned() };
    change_lead(&node.bus, office(), 8, note).await;
    enter(&node, 9, Vec::new()).await;
    let note = LeadCommand::AddNote { key: "n".to_owned(), text: "מתאים לו יום א׳".to_owned() };
    change_lead(&node.bus, office(), 9, note).await;
    let tagged = LeadChange { add_tags: vec![tag("נדל״ן־יוקרה")], ..LeadChange::default() };
    change_lead(&node.bus, office(), 9, change(tagged)).await;
    node.settle().await;
    for (typed, expected) in [
        ("ג׳ורג׳", 1),
        ("ג'ורג'", 1),
        ("גורג", 1),
        ("ח'ורי", 1),
        ("חורי ג’ורג", 1),
        ("שלום עליכם", 2),
        ("עֲלֵיכֶם", 2),
        ("ינאי-לוין", 3),
        ("ינאי – לוין", 3),
        ("לוינ", 3),
        ("כהן", 4),
        ("כהנ", 4),
        ("\u{200f}\u{2067}רות\u{2069} כהן\u{200e}", 4),
        ("גוריונ", 5),
        ("בן־גוריון", 5),
        ("שרה", 6),
        ("o'brien", 6),
        ("OBRIEN", 6),
        ("תל־אביב", 7),
        ("תל אביב יפו", 7),
        ("\"תל  אביב\"", 7),
        ("צה״ל", 8),
        ("צה''ל", 8),
        ("בצה\"", 8),
        ("צהל", 8),
        ("ת״א", 8),
        ("ת”א", 8),
        ("נדלן", 9),
        ("נדל\"ן יוקרה", 9),
        ("\u{2066}052\u{2011}555\u{5be}0005\u{2069}", 5),
        ("555–0005", 5),
        ("555-0005", 5),
        ("בן 555-0005", 5),
        ("ג׳ורג׳־חורי", 1),
    ] {
        let filter = LeadFilter { search: Some(typed.to_owned()), ..LeadFilter::default() };
        assert_eq!(found(&node, filter, LeadOrder::Oldest).await, [expected], "{typed}");
    }
    node.verify_all().await;
    node.stop().await;
}

async fn a_tag_is_filtered_by_as_it_is_written(rig: Rig) {
    let node = rig.node().await;
    for (number, word) in [(1, "תל אביב"), (2, "תל-אביב"), (3, "חם")] {
        enter(&node, number, Vec::new()).await;
        let tagged = LeadChange { add_tags: vec![tag(word)], ..LeadChange::default() };
        change_lead(&node.bus, office(), number, change(tagged)).await;
    }
    enter(&node, 4, Vec::new()).await;
    let note = LeadCommand::AddNote { key: "n".to_owned(), text: "תגית:\n#חם\n".to_owned() };
    change_lead(&node.bus, office(), 4, note).await;
    node.settle().await;
    for (word, expected) in [("תל אביב", 1), ("תל-אביב", 2), ("חם", 3)] {
        let filter = LeadFilter { tags: vec![tag(word)], ..LeadFilter::default() };
        assert_eq!(found(&node, filter, LeadOrder::Oldest).await, [expected], "{word}");
    }
    let typed = LeadFilter { search: Some("תל־אביב".to_owned()), ..LeadFilter::default() };
    assert_eq!(found(&node, typed, LeadOrder::Oldest).await, [1, 2]);
    node.stop().await;
}

async fn filters_hold_together(rig: Rig) {
    let node = rig.node().await;
    for number in 1..=3 {
        enter(&node, number, Vec::new()).await;
    }
    whole_call(&node.bus, office(), 4).await;
    let hot =
        LeadChange { add_tags: vec![tag("חם")], assignee: Some(Some(agent())), ..LeadChange::default() };
    change_lead(&node.bus, office(), 1, change(hot.clone())).await;
    change_lead(&node.bus, office(), 2, change(LeadChange { assignee: Some(None), ..hot })).await;
    let status = LeadChange { status: Some("OFFER".parse().unwrap()), ..LeadChange::default() };
    change_lead(&node.bus, office(), 1, change(status)).await;
    node.settle().await;
    let find = async |filter: LeadFilter| found(&node, filter, LeadOrder::Oldest).await;
    let all = LeadFilter::default;
    assert_eq!(find(LeadFilter { tags: vec![tag("חם")], ..all() }).await, [1, 2]);
    assert_eq!(find(LeadFilter { tags: vec![tag("ח")], ..all() }).await, [0; 0], "a whole tag");
    assert_eq!(find(LeadFilter { assignee: Some(agent()), ..all() }).await, [1]);
    assert_eq!(find(LeadFilter { unassigned: true, tags: vec![tag("חם")], ..all() }).await, [2]);
    assert_eq!(find(LeadFilter { origin: vec![LeadOrigin::Import], ..all() }).await, [1, 2, 3]);
    assert_eq!(find(LeadFilter { status: vec!["OFFER".parse().unwrap()], ..all() }).await, [1]);
    let reader = node.reader();
    let page =
        reader.leads(&scope(office()), &all(), LeadOrder::Oldest, &Page::first(9), None).await.unwrap();
    let third = page.items[2].1.created_at;
    assert_eq!(find(LeadFilter { created_from: Some(third), ..all() }).await, [3, 4]);
    assert_eq!(find(LeadFilter { created_to: Some(third), ..all() }).await, [1, 2]);
    assert_eq!(reader.lead_tags(&scope(office())).await.unwrap(), [(tag("חם"), 2)]);
    assert_eq!(reader.leads_by_status(&scope(office())).await.unwrap()["OFFER"], 1);
    node.stop().await;
}

async fn lists_come_in_the_order_asked_for_page_by_page(rig: Rig) {
    let node = rig.node().await;
    for (number, called) in [(1, Some("ג~ימס")), (2, None), (3, Some("אבי")), (4, Some("בני"))] {
        enter(&node, number, called.map(name).into_iter().collect()).await;
    }
    change_lead(&node.bus, office(), 2, LeadCommand::NoteMeetingSet).await;
    node.settle().await;
    for (order, expected) in [
        (LeadOrder::Name, [3, 4, 1, 2]),
        (LeadOrder::Newest, [4, 3, 2, 1]),
        (LeadOrder::Oldest, [1, 2, 3, 4]),
        (LeadOrder::Updated, [2, 4, 3, 1]),
    ] {
        let mut seen = Vec::new();
        let mut page = Page::first(1);
        loop {
            let filter = LeadFilter::default();
            let found = node.reader().leads(&scope(office()), &filter, order, &page, None).await.unwrap();
            let Some((cursor, row)) = found.items.into_iter().next() else { break };
            seen.push(row.id);
            page.after = Some(cursor.to_string().parse().unwrap());
        }
        assert_eq!(seen, expected.map(|number| lead(office(), number)), "{order:?}");
    }
    node.stop().await;
}

async fn merge(node: &Node, keep: u32, taken: u32) {
    let (kept, other) = (lead(office(), keep), lead(office(), taken));
    let state = node.bus.state::<Lead>(&StreamId::lead(other)).await.unwrap();
    let absorb = LeadCommand::Absorb { lead: other, other: Box::new(state.known().unwrap().clone()) };
    change_lead(&node.bus, office(), keep, absorb).await;
    change_lead(&node.bus, office(), taken, LeadCommand::MergeInto { lead: kept }).await;
}

fn lead_event(recorded: &Recorded) -> Option<&LeadEvent> {
    if let Event::Lead(event) = &recorded.event { Some(event) } else { None }
}

async fn reversal(node: &Node, number: u32, since: &str) -> Reversal {
    let stream = StreamId::lead(lead(office(), number));
    let events = node.bus.log().read_stream(&stream, 0).await.unwrap();
    let of = |event: &LeadEvent| event.event_type() == since;
    plan(events.iter().filter_map(lead_event).map(|event| (of(event), event)))
}

async fn a_merged_lead_is_answered_for_until_it_is_split_off(rig: Rig) {
    let node = rig.node().await;
    whole_call(&node.bus, office(), 1).await;
    whole_call(&node.bus, office(), 2).await;
    let note = LeadCommand::AddNote { key: "n".to_owned(), text: "דיברנו".to_owned() };
    change_lead(&node.bus, office(), 2, note).await;
    merge(&node, 1, 2).await;
    // The old number calls again: what is told goes to whoever answers for it.
    change_lead(
        &node.bus,
        office(),
        2,
        LeadCommand::Update { facts: vec![name("נועה")], cleared: vec![], seen: None },
    )
    .await;
    node.settle().await;
    let (reader, scope) = (node.reader(), scope(office()));
    let (one, two) = (lead(office(), 1), lead(office(), 2));
    let answered = reader.lead(&scope, two).await.unwrap().unwrap();
    assert_eq!((answered.id, answered.details.name()), (one, Some("נועה")));
    assert_eq!(answered.phones, [phone(1), phone(2)]);
    assert_eq!(found(&node, LeadFilter::default(), LeadOrder::Oldest).await, [1]);
    let by_old_number = LeadFilter { search: Some("0525550002".to_owned()), ..LeadFilter::default() };
    assert_eq!(found(&node, by_old_number.clone(), LeadOrder::Oldest).await, [1]);
    let calls = reader.calls_of_leads(&scope, &[one]).await.unwrap();
    assert_eq!(calls.iter().map(|(of, _)| *of).collect::<Vec<_>>(), [one, one]);
    let meetings = reader.meetings_of_leads(&scope, &[one], None).await.unwrap();
    assert_eq!(meetings.iter().map(|(of, _)| *of).collect::<Vec<_>>(), [one, one]);
    assert_eq!(reader.notes(&scope, &[one]).await.unwrap()[0].1.text, "דיברנו");
    let before_split = rig.now();

    for (number, made_by) in [(1, "Absorbed"), (2, "MergedInto")] {
        let reversal = reversal(&node, number, made_by).await;
        change_lead(&node.bus, office(), number, LeadCommand::Reverse(reversal)).await;
    }
    node.settle().await;
    assert_eq!(reader.lead(&scope, two).await.unwrap().unwrap().phones, [phone(2)]);
    assert_eq!(found(&node, by_old_number, LeadOrder::Oldest).await, [2]);
    assert_eq!(reader.calls_of_leads(&scope, &[one]).await.unwrap().len(), 1);
    assert_eq!(reader.notes(&scope, &[one]).await.unwrap(), []);
    let then = reader.lead_as_of(&scope, two, before_split).await.unwrap().unwrap();
    assert_eq!((then.lead.id, then.notes.len()), (one, 1), "as it was while they were one");
    node.verify_all().await;
    node.stop().await;
}

async fn who_was_taken_back_is_in_no_list(rig: Rig) {
    let node = rig.node().await;
    enter(&node, 1, vec![name("דנה")]).await;
    let tagged = LeadChange { add_tags: vec![tag("יריד")], ..LeadChange::default() };
    change_lead(&node.bus, office(), 1, change(tagged)).await;
    let stream = StreamId::lead(lead(office(), 1));
    let events = node.bus.log().read_stream(&stream, 0).await.unwrap();
    let all = plan(events.iter().filter_map(lead_event).map(|event| (true, event)));
    change_lead(&node.bus, office(), 1, LeadCommand::Reverse(all)).await;
    node.settle().await;
    let (reader, scope) = (node.reader(), scope(office()));
    assert_eq!(reader.lead(&scope, lead(office(), 1)).await.unwrap(), None);
    assert_eq!(found(&node, LeadFilter::default(), LeadOrder::Newest).await, [0; 0]);
    assert_eq!(reader.lead_tags(&scope).await.unwrap(), []);
    // And heard of again, it begins anew.
    whole_call(&node.bus, office(), 1).await;
    node.settle().await;
    let again = reader.lead(&scope, lead(office(), 1)).await.unwrap().unwrap();
    assert_eq!((again.details.name(), again.tags.len()), (Some("Noa 1"), 0));
    node.verify_all().await;
    node.stop().await;
}
