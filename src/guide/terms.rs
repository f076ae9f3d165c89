//! What the program itself has to name: in the school's words where its guide has some, or in plain ones.

use std::collections::BTreeMap;
use std::sync::LazyLock;

const WORDS: &str = include_str!("../../templates/words.toml");

/// Every term that a paper or a screen of the program names, with the word where a guide's `[terms]` has none.
pub static PLAIN: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| toml::from_str(WORDS).expect("templates/words.toml holds one word for each term"));

/// What a line leaves to be filled in: `{hotline}`.
pub fn gaps(line: &str) -> impl Iterator<Item = &str> {
    line.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(key, _)| key))
}
