//! What people type into a search box, as conditions. The same on both databases: what is compared was folded by us.

use domain::hebrew::fold;
use domain::values::PhoneNumber;
use sea_query::{Condition, Expr, ExprTrait as _, LikeExpr};

/// Fewer digits than this are not taken for part of a number when letters are looked for too.
const FEW_DIGITS: usize = 3;

/// That one of these columns holds the number that was typed: in any spelling, or a part of it.
pub(crate) fn by_number(columns: &[&'static str], typed: &str) -> Condition {
    let typed = typed.trim();
    let each = |condition: &dyn Fn(&'static str) -> Expr| {
        columns.iter().fold(Condition::any(), |any, column| any.add(condition(column)))
    };
    if let Ok(phone) = typed.parse::<PhoneNumber>() {
        return each(&|column| Expr::col(column).eq(phone.as_str()));
    }
    let digits = digits(typed);
    if digits.is_empty() {
        // `anonymous` and the like.
        return each(&|column| contains(column, &typed.to_lowercase()));
    }
    // Numbers are kept as +972…: the zero people dial in the country is not among them.
    let part = digits.strip_prefix('0').filter(|rest| !rest.is_empty()).unwrap_or(&digits);
    each(&|column| contains(column, part))
}

/// That the text, which [`fold`] made, holds every word that was typed, or the number. It has numbers as E.164 and as they are
/// dialled.
pub(crate) fn by_text(text: &'static str, typed: &str) -> Condition {
    let whole = fold(typed);
    let number_like = whole.chars().all(|c| c.is_ascii_digit() || " +().*".contains(c));
    if number_like && digits(&whole).len() >= FEW_DIGITS {
        let part = whole.parse::<PhoneNumber>().map_or_else(|_| digits(&whole), |phone| phone.to_string());
        return Condition::all().add(contains(text, &part));
    }
    typed.split_whitespace().fold(Condition::all(), |all, word| all.add(contains(text, &joined(word))))
}

/// A word as it stands in the text. What a dash joins stays together, though a space stands for it: "א-00" is not "א" and "00". A part
/// of a number has neither.
fn joined(word: &str) -> String {
    let folded = fold(word);
    let digits = folded.replace(' ', "");
    let is_number = digits.chars().all(|c| c.is_ascii_digit());
    if is_number { digits } else { folded }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// That a column holds this text somewhere.
pub(crate) fn contains(column: &'static str, part: &str) -> Expr {
    let mut pattern = String::with_capacity(part.len() + 2);
    pattern.push('%');
    for c in part.chars() {
        if matches!(c, '\\' | '%' | '_') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    Expr::col(column).like(LikeExpr::new(pattern).escape('\\'))
}
