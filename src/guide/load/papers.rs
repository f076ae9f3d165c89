//! The papers of a school: known ones changed, own ones that say what they show, each once and under its own title.

use toml::Spanned;

use super::faults::Faults;
use super::{bare, unique};
use crate::guide::Guide;
use crate::guide::paper::{BUNDLE, PACK, PARTS, PLAIN, Paper, Printed};
use crate::record::{KINDS, Kind};

pub(super) fn papers(said: Vec<Spanned<Printed>>, guide: &Guide, faults: &mut Faults<'_>) -> Vec<Paper> {
    unique(said.iter().map(|item| (item.get_ref().id.as_str(), item.span())), faults);
    for item in &said {
        check(item, guide, faults);
    }
    let spans: Vec<_> = said.iter().map(|item| (item.get_ref().id.clone(), item.span())).collect();
    let papers = guide.with_papers(&bare(said));
    for (id, span) in spans {
        let Some(paper) = papers.iter().find(|paper| paper.id == id && !paper.off) else { continue };
        let others = papers.iter().filter(|other| !other.off).chain([&*PACK, &*BUNDLE]);
        if others.clone().any(|other| other.id != id && other.name == paper.name) {
            let what = format!("有两种文书都叫“{}”", paper.name);
            faults.say(&span, &paper.name, what, "换一个名称");
        }
    }
    papers
}

fn check(item: &Spanned<Printed>, guide: &Guide, faults: &mut Faults<'_>) {
    let (span, said) = (item.span(), item.get_ref());
    let id = said.id.as_str();
    let is_known = PLAIN.iter().any(|paper| paper.id == id);
    let says_of_what = said.kind.is_some() || !said.kinds.is_empty();
    let says_more = said.name.is_some() || said.material.is_some() || said.signs.is_some() || said.keeps.is_some();
    if !is_known && !says_of_what {
        let all: Vec<String> = PLAIN.iter().map(Paper::about).collect();
        let fix =
            format!("改成：{}；本校自己的文书，写上 kind（一条记录的）或 kinds（几种记录列在一起的）", all.join("、"));
        return faults.say(&span, id, format!("没有“{id}”这种文书"), fix);
    }
    if said.off && (says_more || says_of_what) {
        return faults.say(&span, "off", format!("“{id}”停用了，别的几项不起作用"), "只留 off，或删去 off");
    }
    if is_known && says_of_what {
        let what = format!("“{id}”写什么由它的模板定，kind 和 kinds 不起作用");
        faults.say(&span, id, what, "删去它；要改内容，把模板放进 templates 文件夹");
    } else if is_known && !said.off && !says_more {
        faults.say(
            &span,
            id,
            format!("“{id}”这一段什么也没有改"),
            "写上 name、material、signs、keeps 或 off，或删去这一段",
        );
    } else if !is_known {
        check_own(said, &span, faults);
    }
    if let Some(material) = said.material.as_deref().filter(|material| guide.material(material).is_none()) {
        let all: Vec<&str> = guide.materials.iter().map(|material| material.id.as_str()).collect();
        let fix = format!("改成：{}", all.join("、"));
        faults.say(&span, material, format!("没有“{material}”这种材料"), fix);
    }
    let is_code =
        |who: &&String| !who.is_empty() && who.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
    for who in said.signs.iter().chain(&said.keeps).flatten().filter(is_code).filter(|who| guide.called(who) == **who) {
        let what = format!("没有“{who}”这个称呼或角色，会照这样印在纸上");
        faults.note(&span, who, &what, "写对编号，或写上名称");
    }
    let words = said.name.iter().chain(said.signs.iter().flatten()).chain(said.keeps.iter().flatten());
    if words.into_iter().any(|word| word.trim().is_empty()) {
        faults.say(&span, id, format!("“{id}”里有空白的名称"), "写上内容，或删去它");
    }
}

/// One that only this school has.
fn check_own(said: &Printed, span: &std::ops::Range<usize>, faults: &mut Faults<'_>) {
    let id = said.id.as_str();
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if id.is_empty() || !id.chars().all(plain) || [&PACK.id, &BUNDLE.id].contains(&&said.id) || PARTS.contains(&id) {
        let fix = "用小写英文字母、数字和连字符，例如 home-visit；它也是模板的文件名";
        faults.say(span, id, format!("“{id}”不能作文书的编号"), fix);
    }
    if said.name.is_none() {
        faults.say(span, id, format!("没有写“{id}”叫什么"), "写上 name");
    }
    if said.kind.is_some() && !said.kinds.is_empty() {
        let fix = "一条记录的文书留 kind，几种记录列在一起的留 kinds";
        faults.say(span, id, format!("“{id}”写了 kind，kinds 不起作用"), fix);
    }
    for kind in said.kind.iter().chain(&said.kinds) {
        if !Kind::named(kind).is_ok_and(Kind::is_of_case) {
            let all: Vec<&str> = KINDS.iter().filter(|kind| kind.is_of_case()).map(|kind| kind.name).collect();
            let fix = format!("可用的种类：{}", all.join("、"));
            faults.say(span, kind, format!("没有“{kind}”这种记录"), fix);
        }
    }
}
