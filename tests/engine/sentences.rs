//! Checks that read prose, tried on lists of sentences of both sorts: what they are to find, and what only looks like it.

use crate::checks::findings;
use crate::common::cases::default_guide;
use crisis::guide::Guide;

/// What a list of sentences expects, what the check said otherwise, and how many misses are known.
struct Reading {
    plus: usize,
    minus: usize,
    known_misses: usize,
    wrong: Vec<String>,
}

/// A sentence a line, marked `+`, `-` or `?` (one that should be found and is not).
fn read_sentences(list: &str, fires: impl Fn(&str) -> bool) -> Reading {
    let mut reading = Reading { plus: 0, minus: 0, known_misses: 0, wrong: Vec::new() };
    for line in list.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (mark, sentence) = line.split_once(' ').unwrap();
        let expected = match mark {
            "+" => {
                reading.plus += 1;
                true
            }
            "-" => {
                reading.minus += 1;
                false
            }
            "?" => {
                reading.known_misses += 1;
                false
            }
            _ => panic!("{line}"),
        };
        if fires(sentence) != expected {
            reading.wrong.push(line.to_owned());
        }
    }
    reading
}

/// Whether a check finds anything in the student's own words of a report, with other students' folders beside it.
fn finds(guide: &Guide, code: &str, others: &str, text: &str) -> bool {
    let report = format!("kind: intervention\nat: 2026-03-05 21:20\nparticipants: []\nprocess: >-\n  {text}\n");
    findings(guide, &format!("{others}{report}")).iter().any(|finding| finding.code == code)
}

/// C34: what tells of violence against the student, and what only uses the same letters.
#[test]
fn sentences_that_tell_of_violence() {
    let guide = default_guide();
    let reading = read_sentences(include_str!("sentences/violence.txt"), |text| finds(&guide, "C34", "", text));
    assert!(reading.wrong.is_empty(), "{}", reading.wrong.join("\n"));
    assert_eq!((reading.plus, reading.known_misses, reading.minus), (74, 4, 122));
}

/// C08: the names of other students, and ordinary words of the same two letters.
#[test]
fn sentences_that_name_another_student() {
    let guide = default_guide();
    let reading = read_sentences(include_str!("sentences/names.txt"), |line| {
        let (name, text) = line.split_once(" | ").unwrap();
        finds(&guide, "C08", &format!("others: [{{ case: 2026-OTHR, name: {name} }}]\n---\n"), text)
    });
    assert!(reading.wrong.is_empty(), "{}", reading.wrong.join("\n"));
    assert_eq!((reading.plus, reading.known_misses, reading.minus), (142, 15, 240));
}
