//! What a guide may say of papers, and what is refused.

use crate::common::cases::{WORDS, read_guide};
use crisis::guide::Guide;
use crisis::guide::paper::PLAIN;

fn with(papers: &str) -> Result<Guide, String> {
    let read = read_guide(&format!("{WORDS}\nduty = []\n{papers}"), None);
    read.map_err(|faults| faults.iter().map(|fault| fault.to_string() + fault.fix.as_deref().unwrap()).collect())
}

#[test]
fn what_is_wrong_with_a_paper_is_refused_with_its_line() {
    let paper = |rest: &str| format!("[[paper]]\n{rest}");
    for (text, told) in [
        (paper("id = \"letter\""), "没有“letter”这种文书"),
        (paper("id = \"letter\"\nkind = \"contact\""), "没有写“letter”叫什么"),
        (paper("id = \"Home visit\"\nname = \"家访\"\nkind = \"contact\""), "不能作文书的编号"),
        (paper("id = \"signs\"\nname = \"家访\"\nkind = \"contact\""), "不能作文书的编号"),
        (paper("id = \"all\"\nname = \"家访\"\nkind = \"contact\""), "不能作文书的编号"),
        (paper("id = \"visit\"\nname = \"家访\"\nkind = \"training\""), "没有“training”这种记录"),
        (paper("id = \"visit\"\nname = \"家访\"\nkind = \"contact\"\nkinds = [\"plan\"]"), "kinds 不起作用"),
        (paper("id = \"visit\"\nname = \"评估表\"\nkind = \"contact\""), "有两种文书都叫“评估表”"),
        (paper("id = \"meeting\""), "什么也没有改"),
        (paper("id = \"meeting\"\nkind = \"contact\""), "kind 和 kinds 不起作用"),
        (paper("id = \"meeting\"\noff = true\nsigns = [\"head\"]"), "别的几项不起作用"),
        (paper("id = \"meeting\"\nmaterial = \"minutes\""), "没有“minutes”这种材料"),
        (paper("id = \"meeting\"\nsigns = [\" \"]"), "有空白的名称"),
        (paper("id = \"meeting\"\nkeeps = [\"学校\"]\nclause = \"九\""), "九"),
        (paper("id = \"meeting\"\nkeps = [\"学校\"]"), "keps"),
        (paper("id = \"meeting\"\nkeeps = [\"学校\"]\n[[paper]]\nid = \"meeting\"\nsigns = []"), "meeting"),
    ] {
        let faults = with(&text).err().unwrap_or_else(|| panic!("{text}"));
        assert!(faults.contains(told) && faults.contains("行"), "{text}\n{faults}");
    }
}

#[test]
fn a_code_that_means_nobody_is_noted_with_its_line() {
    let guide = with("[[paper]]\nid = \"meeting\"\nsigns = [\"head\", \"gaurdian\", \"校医\"]").unwrap();
    let noted: Vec<&String> = guide.notes.iter().filter(|note| note.contains("印在纸上")).collect();
    assert!(noted.len() == 1 && noted[0].contains("〔gaurdian〕") && noted[0].contains("行"), "{noted:?}");
    assert_eq!((guide.called("counsellor"), guide.called("校医")), ("负责心理辅导的老师", "校医"));
}

#[test]
fn a_material_that_the_guide_does_not_have_takes_its_paper_along() {
    let has = |guide: &Guide| guide.papers().any(|paper| paper.id == "referral");
    let material = |id: &str, name: &str| {
        WORDS.replace("material = [", &format!("material = [{{ id = \"{id}\", mark = \"②\", name = \"{name}\" }}, "))
    };
    let guide = read_guide(&format!("{}\nduty = []\n", material("referral", "就诊建议(书)")), None)
        .unwrap_or_else(|faults| panic!("{}", faults[0]));
    assert_eq!((has(&guide), guide.paper("referral").unwrap().name.as_str()), (true, "就诊建议（书）"));
    let without = with("").unwrap();
    assert!(!has(&without) && without.paper("转介建议书").is_err());
    // The letter may be filed as something else.
    assert!(has(&with("[[paper]]\nid = \"referral\"\nmaterial = \"paper\"\n").unwrap()));
    // Whatever needs no material is there.
    let needless = PLAIN.iter().filter(|paper| paper.material.is_none());
    assert_eq!(without.papers().count(), needless.count());
}

#[test]
fn a_fix_prints_only_what_there_is() {
    let duty = |paper: &str| {
        format!(
            "{WORDS}\n[[duty]]\ncode = \"X1\"\ntitle = \"某\"\nclause = \"甲1\"\nwhen = [{{ kind = \"report\" }}]\n\
             needs = [{{ kind = \"meeting\" }}]\ndue = \"at_once\"\nfix = \"crisis print {{case}} {paper}\"\nwhy = \"\"\n"
        )
    };
    assert!(read_guide(&duty("meeting"), None).is_ok());
    let faults = read_guide(&duty("meetings"), None).err().unwrap();
    assert!(faults[0].to_string().contains("“meetings”不是本校有的文书"), "{}", faults[0]);
}
