//! Papers that a case files: small documents that a reader can open, and scans as large as one likes.

use super::life::Section;
use super::random::Random;

/// A page with one line, and as many bytes in it as wanted that no compression makes smaller.
pub fn pdf(size: usize, random: &mut Random) -> Vec<u8> {
    let objects = "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
                   2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
                   3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 297]>>endobj\n\
                   trailer<</Root 1 0 R>>\n%%EOF\n";
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let filler = size.saturating_sub(bytes.len() + objects.len() + 60);
    bytes.extend(format!("9 0 obj<</Length {filler}>>stream\n").bytes());
    bytes.reserve(filler + objects.len() + 32);
    let end = bytes.len() + filler;
    while bytes.len() < end {
        let block = random.next().to_le_bytes();
        bytes.extend(&block[..block.len().min(end - bytes.len())]);
    }
    bytes.extend(b"\nendstream endobj\n");
    bytes.extend(objects.bytes());
    bytes
}

/// The signed copy of every agreement and of every letter that was taken, filed with the act that it proves.
pub fn papers(sections: &mut Vec<Section>) {
    let mut told = Vec::with_capacity(sections.len());
    for section in sections.drain(..) {
        let paper = category(&section).map(|category| paper(&section, category));
        told.push(section);
        told.extend(paper);
    }
    *sections = told;
}

fn category(section: &Section) -> Option<String> {
    let says = |line: &str| section.text.lines().any(|other| other == line);
    match section.kind.as_str() {
        "agreement" if says("outcome: signed") => {
            let party = section.text.lines().find_map(|line| line.strip_prefix("party: "))?;
            Some(format!("agreement_{party}"))
        }
        "referral" if says("receipt: agreed") || says("receipt: received") => Some("referral".to_owned()),
        _ => None,
    }
}

fn paper(act: &Section, category: String) -> Section {
    let field = |name: &str| act.text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    let (by, written, label) = (field("by: "), field("written: "), &act.label);
    let text = format!(
        "at: {written}\nby: {by}\nwritten: {written}\ncategory: {category}\nfile: <file>\nsha256: <sha256>\n\
         size: <size>\nname: 扫描件.pdf\nobtained: {written}\nform: original\ncontains_others: false\n\
         of: <of {label}>\nsigned: true\n"
    );
    Section {
        label: format!("paper of {label}"),
        kind: "material".to_owned(),
        episode: act.episode.clone(),
        is_optional: false,
        text,
        body: Some(String::new()),
    }
}

/// Scans that were filed together with an early record of a life.
pub fn scans(sections: &mut Vec<Section>, count: usize) {
    const AFTER: usize = 3;
    let written = sections[AFTER - 1].text.lines().find_map(|line| line.strip_prefix("written: ")).unwrap_or_default();
    let text = format!(
        "at: {written}\nby: su\nwritten: {written}\ncategory: other\nfile: <file>\nsha256: <sha256>\nsize: <size>\n\
         name: 扫描件.pdf\nobtained: {written}\nprovided_by: 班主任\nbasis: 供工作组商议\nform: copy\n\
         contains_others: false\n"
    );
    let scan = |number: usize| Section {
        label: format!("scan{number}"),
        kind: "material".to_owned(),
        episode: "1".to_owned(),
        is_optional: false,
        text: text.clone(),
        body: Some(String::new()),
    };
    sections.splice(AFTER..AFTER, (0..count).map(scan).collect::<Vec<_>>());
}
