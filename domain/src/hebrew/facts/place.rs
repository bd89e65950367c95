//! City and neighbourhood.

use super::{Manner, Told, choose, manner};
use crate::hebrew::{Word, lexicon};
use crate::lead::{Field, LeadFact};

/// Where. A neighbourhood of one city implies it.
pub(super) fn read(words: &[Word], asked: Option<Field>) -> Vec<Told> {
    let city = city(words, asked);
    let (neighborhood, implied) = neighborhood(words);
    let implied = implied.filter(|_| city.is_none());
    [city, implied, neighborhood].into_iter().flatten().collect()
}

fn city(words: &[Word], asked: Option<Field>) -> Option<Told> {
    let asked = asked == Some(Field::City);
    let candidates = lexicon::cities(words)
        .into_iter()
        .filter(|found| asked || !lives_there(words, found.at, &found.prefix))
        .map(|found| Told { manner: manner(words, found.at), fact: LeadFact::City(found.value) })
        .collect();
    choose(candidates)
}

/// "אני גר בחיפה", "דנה מרעננה": where somebody is from is not where they look.
fn lives_there(words: &[Word], at: usize, prefix: &str) -> bool {
    let lives = ["גר", "גרה", "גרים", "מתגורר", "מתגוררת", "מתגוררים"];
    prefix.ends_with('מ') || (at > 0 && lives.iter().any(|word| words[at - 1].is(word)))
}

fn neighborhood(words: &[Word]) -> (Option<Told>, Option<Told>) {
    let found = lexicon::neighborhoods(words);
    if let Some(last) = found.into_iter().next_back() {
        let manner = manner(words, last.at);
        let city = last.value.city.map(|city| Told { fact: LeadFact::City(city), manner: Manner::Implied });
        let place = Told { fact: LeadFact::Neighborhood(last.value.name), manner };
        return (Some(place), city.filter(|_| manner == Manner::Said));
    }
    let named =
        words.windows(2).find(|pair| pair[0].is("שכונת") && !pair[1].after_break && !pair[1].is_literal());
    let place =
        named.map(|pair| Told { fact: LeadFact::Neighborhood(pair[1].text.clone()), manner: Manner::Said });
    (place, None)
}
