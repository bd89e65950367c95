//! The arguments of a page.

use projections::{Cursor, Page};

use crate::error::Fault;

/// Items on a page when nobody says.
pub(crate) const DEFAULT: i32 = 20;

/// Items on the largest page: what one screen can show and one answer should weigh.
pub(crate) const MOST: i32 = 100;

/// A page from its arguments, or which of them cannot be.
pub(crate) fn page(first: Option<i32>, after: Option<&str>) -> Result<Page, Fault> {
    let wanted = first.unwrap_or(DEFAULT);
    let first = u32::try_from(wanted).ok().filter(|_| (1..=MOST).contains(&wanted)).ok_or_else(|| {
        Fault::BadArgument { argument: "first", remedy: format!("expected 1 to {MOST}, got {wanted}") }
    })?;
    let after = after.map(str::parse::<Cursor>).transpose().map_err(|_| Fault::BadArgument {
        argument: "after",
        remedy: "expected a cursor that this list has given".to_owned(),
    })?;
    Ok(Page { first, after })
}

/// What a page weighs against the complexity limit: its size times what an item weighs.
pub(crate) fn weight(first: Option<i32>, item: usize) -> usize {
    usize::try_from(first.unwrap_or(DEFAULT).clamp(1, MOST))
        .unwrap_or(1)
        .saturating_mul(item)
        .saturating_add(1)
}
