//! What the agency's instructions say to answer.

use super::office::Talk;

const TOLD: &str = "את לאה, נציגה אדיבה.\n- אם שואלים על חניה, חנייה: יש חניה לכל הדיירים.\nכששואלים על שעות פתיחה או מתי פתוח: אנחנו כאן עד שש.\nאם שואלים על ריק:";

#[test]
fn what_the_instructions_answer_is_said_and_the_interview_goes_on() {
    let mut talk = Talk::new().told(TOLD);
    let said = talk.says("יש חניה בבניין?");
    assert_eq!(said, ["יש חניה לכל הדיירים.", "מדובר בנכס לקנות או לשכור, או בנכס למכירה או להשכרה?"]);
    assert_eq!(talk.says("רציתי לשאול על שעות הפתיחה")[0], "אנחנו כאן עד שש.");
    assert_eq!(talk.says("מתי אתם פתוחים?")[0], "על זה ישמח לענות הסוכן שלנו.");
}

#[test]
fn what_they_do_not_answer_is_left_to_people() {
    let mut talk = Talk::new().told("אם שואלים על חניה: יש.");
    assert_eq!(talk.says("כמה זה עולה?")[0], "על זה ישמח לענות הסוכן שלנו.");
    assert_eq!(Talk::new().says("יש חניה?")[0], "על זה ישמח לענות הסוכן שלנו.");
}

#[test]
fn who_names_a_subject_without_asking_is_not_answered() {
    let said = Talk::new().told(TOLD).says("אני מחפש לקנות דירה בחיפה עם חניה");
    assert!(said.iter().all(|line| !line.contains("לכל הדיירים")), "{said:?}");
}

#[test]
fn an_answer_that_goes_on_for_ever_is_cut_at_a_word() {
    let long = format!("אם שואלים על חניה: {}", "חניה רחבה ".repeat(100));
    let said = Talk::new().told(&long).says("יש חניה?").remove(0);
    assert!(said.chars().count() <= 300 && (said.ends_with("חניה") || said.ends_with("רחבה")), "{said}");
}
