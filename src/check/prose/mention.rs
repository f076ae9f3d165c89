//! A word where it stands in a sentence, and whether the sentence denies it, doubts it or only repeats what somebody
//! else said.

use crate::text::places;

/// A word of a list where it stands in a text.
pub struct Mention<'t> {
    pub word: &'t str,
    sentence: &'t str,
    /// Where in the sentence, as byte offset.
    at: usize,
    /// From the nearest comma to the word.
    before: &'t str,
    /// From the word to the nearest comma.
    after: &'t str,
}

/// Every word in every sentence of any text.
pub fn mentions<'t>(text: &'t str, words: &'t [String]) -> Vec<Mention<'t>> {
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| text.contains(word)).collect();
    let mut places: Vec<_> = places(text, words.iter().copied()).collect();
    places.sort_unstable();
    wherever(sentences_at(text, places), &words)
}

/// Every place of the words in the sentences.
pub(super) fn wherever<'t>(sentences: Vec<&'t str>, words: &[&'t str]) -> Vec<Mention<'t>> {
    let mut found = Vec::new();
    for sentence in sentences {
        for word in words {
            found.extend(sentence.match_indices(word).map(|(at, word)| {
                let (before, after) = (&sentence[..at], &sentence[at + word.len()..]);
                Mention {
                    word,
                    sentence,
                    at,
                    before: before.rsplit(['，', ',']).next().unwrap_or(before),
                    after: after.split(['，', ',']).next().unwrap_or(after),
                }
            }));
        }
    }
    found
}

/// The sentences of a text within which one of the places lies, each from where to where, in the order of where they
/// begin; each sentence with the sign that ends it.
pub(super) fn sentences_at(text: &str, places: Vec<(usize, usize)>) -> Vec<&str> {
    const ENDS: [char; 8] = ['。', '！', '？', '；', '!', '?', ';', '\n'];
    let mut found = Vec::new();
    let mut done = 0;
    for (at, end) in places {
        if at < done {
            continue;
        }
        let start =
            text[..at].rfind(ENDS).map_or(0, |sign| sign + text[sign..].chars().next().map_or(0, char::len_utf8));
        let sentence = text[start..].split_inclusive(ENDS).next().unwrap_or_default();
        if end <= start + sentence.len() {
            found.push(sentence);
            done = start + sentence.len();
        }
    }
    found
}

/// Whether the part of a sentence before a word denies it, or only fears, asks or supposes it.
pub fn is_hedged(before: &str, hedges: &[String]) -> bool {
    hedges.iter().any(|hedge| before.contains(hedge.as_str()))
}

/// What may stand between a denial and the word that it denies.
const LINKS: [&str; 50] = [
    "以此",
    "家长",
    "监护人",
    "提起",
    "提到",
    "提",
    "透露",
    "征得",
    "得到",
    "经",
    "写明",
    "写上",
    "写",
    "出现",
    "说明",
    "说",
    "要求",
    "约定",
    "加入",
    "加上",
    "含有",
    "是",
    "会",
    "予以",
    "作出",
    "作",
    "以",
    "得",
    "能",
    "应",
    "可",
    "曾",
    "有",
    "过",
    "给",
    "再",
    "将",
    "被",
    "患",
    "为",
    "了",
    "任何",
    "达到",
    "存在",
    "见",
    "符合",
    "把",
    "该生",
    "学生",
    "的",
];
const DENIALS: [&str; 17] = [
    "不", "未", "没", "无", "非", "勿", "莫", "别", "拒绝", "禁止", "避免", "否认", "排除", "反对", "取消", "停止",
    "撤回",
];
/// Denials that need not stand next to the word.
const STRUCK_OUT: [&str; 27] = [
    "不得写",
    "不得出现",
    "不得含",
    "不得以",
    "不得要求",
    "不得加",
    "不得约定",
    "不能写",
    "不应写",
    "不写",
    "不含",
    "未写",
    "没有写",
    "没写",
    "删去",
    "删除",
    "删掉",
    "去掉",
    "划去",
    "未采纳",
    "没有采纳",
    "未同意",
    "没有同意",
    "不同意",
    "无效",
    "违法",
    "不合法",
];
const DOUBTS: [&str; 21] = [
    "疑",
    "可能",
    "是否",
    "有无",
    "会不会",
    "似",
    "倾向",
    "担心",
    "怕",
    "如",
    "若",
    "待",
    "等",
    "筛查",
    "建议",
    "预防",
    "排查",
    "宣传",
    "知识",
    "标准",
    "之前",
];
/// Of whom or where a sentence may have it.
const TELLERS: [&str; 17] = [
    "医院",
    "医生",
    "医师",
    "门诊",
    "专科",
    "家长",
    "家属",
    "监护人",
    "父",
    "母",
    "爸",
    "妈",
    "爷",
    "奶",
    "外公",
    "外婆",
    "亲戚",
];
/// What says so wherever it stands in a sentence.
const SOURCES: [&str; 21] = [
    "医嘱",
    "病历",
    "诊断书",
    "诊断证明",
    "住院",
    "复诊",
    "自述",
    "自称",
    "自诉",
    "学生说",
    "她说",
    "他说",
    "本人说",
    "据",
    "转述",
    "既往",
    "出具",
    "量表",
    "得分",
    "测评",
    "问卷",
];
/// A word after these is stated, not talked about.
const STATED: [&str; 9] = ["是", "患", "患有", "患上", "为", "得了", "属于", "判断", "认定"];
/// Whoever stands after these is told or sent for.
const ADDRESSED: [&str; 6] = ["告知", "告诉", "通知", "提醒", "建议", "联系"];
/// What may stand between: 通知了其父亲.
const WHOSE: [&str; 7] = ["了", "其", "的", "学生", "孩子", "她", "他"];
/// Where somebody is to go, when it is proposed; who went there may have heard it there.
const SENT_TO: [&str; 5] = ["去", "送", "往", "到", "至"];
const PROPOSED: [&str; 9] = ["建议", "不用", "不必", "需", "应当", "应该", "尽快", "尽早", "赶紧"];
/// What was learnt from whom one spoke to.
const LEARNT: [&str; 8] = ["知", "了解", "说", "称", "反映", "表示", "提到", "自己"];
const ASKED: [&str; 9] = ["要求", "提出", "希望", "询问", "问", "想", "坚持", "担心", "以为"];
const SAYS: [&str; 5] = ["说", "称", "表示", "认为", "回答"];
const FAMILY: [&str; 12] =
    ["家长", "监护人", "父亲", "母亲", "爸爸", "妈妈", "家属", "学生", "本人", "孩子", "她", "他"];
const QUOTES: [(char, char); 5] = [('“', '”'), ('‘', '’'), ('「', '」'), ('『', '』'), ('《', '》')];

fn ends_with_any(text: &str, ends: &[&str]) -> bool {
    ends.iter().any(|end| text.ends_with(end))
}

impl Mention<'_> {
    /// The word itself is denied: 没有…, 不是…, 不得写….
    pub fn is_denied(&self) -> bool {
        let mut before = self.before.trim_end();
        loop {
            if DENIALS.iter().any(|denial| before.ends_with(denial)) {
                return true;
            }
            let bare =
                before.trim_end_matches(['“', '‘', '「', '『', '《', '"', '\'', '（', '(', ' ', '、', '：', ':']);
            let shorter = LINKS.iter().find_map(|link| bare.strip_suffix(link)).unwrap_or(bare);
            if shorter.len() == before.len() {
                return STRUCK_OUT.iter().any(|phrase| self.sentence.contains(phrase));
            }
            before = shorter;
        }
    }

    /// The sentence from the word on.
    pub fn rest(&self) -> &str {
        &self.sentence[self.at..]
    }

    /// Some denial or doubt stands in the same part of the sentence: enough to be unsure.
    pub fn is_doubtful(&self) -> bool {
        let asks = self.after.contains(['?', '？', '吗', '吧']);
        let has = |words: &[&str]| words.iter().any(|word| self.before.contains(word));
        asks || has(&DOUBTS)
            || has(&DENIALS)
            || ["的可能", "可能", "倾向", "待查", "?", "知识"].iter().any(|word| self.after.contains(word))
    }

    /// The sentence names where it comes from: a hospital, a parent, the student.
    pub fn is_told_by_others(&self) -> bool {
        self.is_quoted()
            || SOURCES.iter().any(|source| self.sentence.contains(source))
            || TELLERS.iter().any(|who| self.is_of(who))
    }

    /// Somebody in the sentence may have said it. Whom the school tells what it states itself, and where it then sends
    /// the family, is no source: 告知家长孩子是…, …，建议家长带去医院.
    fn is_of(&self, who: &str) -> bool {
        let is_stated = ends_with_any(self.before, &STATED);
        self.sentence.match_indices(who).any(|(at, _)| !is_stated || !self.is_turned_to(at))
    }

    /// Whoever stands at this place of the sentence is only told, or where somebody is to go.
    fn is_turned_to(&self, at: usize) -> bool {
        let is_before = at < self.at;
        let begin = if is_before { 0 } else { self.at + self.word.len() };
        let to = self.sentence[begin..at].rsplit(['，', ',']).next().unwrap_or_default();
        let since = &self.sentence[at..if is_before { self.at } else { self.sentence.len() }];
        let part = since.split(['，', ',']).next().unwrap_or(since);
        if is_before && part.len() < since.len() || LEARNT.iter().any(|learnt| part.contains(learnt)) {
            return false;
        }
        let mut verb = to;
        while let Some(shorter) = WHOSE.iter().find_map(|whose| verb.strip_suffix(whose)) {
            verb = shorter;
        }
        let by = ADDRESSED.iter().find_map(|addressed| verb.strip_suffix(addressed));
        by.is_some_and(|by| !FAMILY.iter().any(|one| by.contains(one)))
            || ends_with_any(to, &SENT_TO) && PROPOSED.iter().any(|proposed| to.contains(proposed))
    }

    /// The family or the student asked for it, asked about it or said it; that is not what the school wrote.
    pub fn is_asked_for(&self) -> bool {
        let before = &self.sentence[..self.at];
        FAMILY.iter().any(|who| {
            let Some((_, after)) = before.split_once(who) else { return false };
            ASKED.iter().any(|asked| after.contains(asked)) || SAYS.iter().any(|says| after.starts_with(says))
        })
    }

    /// Who does it is somebody of the family or the student, not the school.
    pub fn is_done_by_family(&self) -> bool {
        let before = self.before.trim_end_matches(['也', '都', '已', '又', '经']);
        let Some(rest) = FAMILY.iter().find_map(|who| before.strip_suffix(who)) else { return false };
        !["向", "对", "跟", "给", "为", "替", "同"].iter().any(|to| rest.ends_with(to))
    }

    /// Within quotation marks.
    pub fn is_quoted(&self) -> bool {
        let before = &self.sentence[..self.at];
        QUOTES.iter().any(|(open, close)| before.matches(*open).count() > before.matches(*close).count())
            || before.matches('"').count() % 2 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::mentions;

    fn own(text: &str, word: &str) -> bool {
        let words = [word.to_owned()];
        mentions(text, &words).iter().any(|said| !said.is_doubtful() && !said.is_told_by_others())
    }

    fn written(text: &str, word: &str) -> bool {
        let words = [word.to_owned()];
        mentions(text, &words).iter().any(|said| !said.is_denied() && !said.is_asked_for())
    }

    #[test]
    fn a_statement_of_ones_own() {
        for text in [
            "该生患有抑郁症",
            "经评估患有抑郁症，需服药",
            "情绪低落，是抑郁症。",
            "心理老师认定为抑郁症",
            "不愿上课，有抑郁症",
            "抑郁症发作",
            "我看他就是抑郁症，不用去医院了",
            "该生患有抑郁症，建议家长带去医院",
            "心理老师判断为抑郁症，已告知家长",
            "已告知家长孩子患有抑郁症",
            "通知母亲：孩子是抑郁症",
            "该生患有抑郁症，已通知了其父亲",
            "认定为抑郁症，需尽快送往医院",
        ] {
            assert!(own(text, "抑郁症"), "{text}");
        }
        for text in [
            "医院诊断为抑郁症",
            "父亲说孩子去年看过，是抑郁症",
            "父亲：孩子去年得了抑郁症",
            "疑似抑郁症，建议就诊",
            "没有抑郁症",
            "否认抑郁症家族史",
            "排除抑郁症",
            "可能是抑郁症",
            "是抑郁症吗",
            "是否抑郁症，由医院判断",
            "学生问自己是不是抑郁症",
            "她自己写“我有抑郁症”",
            "《抑郁症防治手册》发给家长",
            "姑姑有抑郁症，据家属转述",
            "尚未达到抑郁症的标准",
            "是抑郁症，去年医院诊断的",
            "孩子是抑郁症，带来了医院的证明",
            "是抑郁症，收到医院的报告",
            "是抑郁症，妈妈说已经吃药",
            "是抑郁症，去医院查过",
            "是抑郁症，曾到医院就诊",
            "是抑郁症，联系医生时说的",
            "是抑郁症，她告诉妈妈",
            "带去医院，结果是抑郁症",
            "医生告诉母亲是抑郁症",
            "学生告诉母亲自己是抑郁症",
            "告知家长，家长称孩子早就是抑郁症",
            "告知母亲后得知孩子是抑郁症",
            "告知家长抑郁症的表现，建议去医院",
            "介绍抑郁症的表现，建议家长带去医院",
        ] {
            assert!(!own(text, "抑郁症"), "{text}");
        }
    }

    #[test]
    fn what_was_written_down_as_a_term() {
        for text in [
            "如不遵守，一切后果自负",
            "学生不遵守约定后果自负",
            "监护人自愿承诺：一切后果自负",
            "若有意外，后果自负，与学校无关",
            "家长知悉并同意后果自负",
        ] {
            assert!(written(text, "后果自负"), "{text}");
        }
        for text in [
            "不得写“后果自负”",
            "不写后果自负",
            "没有写后果自负一类的话",
            "协议中不含“后果自负”",
            "“后果自负”的话已经删去",
            "写明后果自负的协议无效，已收回",
            "家长要求写上后果自负",
            "父亲说后果自负",
            "母亲询问是否要写后果自负",
            "避免出现后果自负",
            "不要求家长后果自负",
        ] {
            assert!(!written(text, "后果自负"), "{text}");
        }
        for text in ["不劝退", "没有劝退", "不得劝退", "不会劝退", "反对劝退", "不能以此劝退学生", "家长担心劝退"]
        {
            assert!(!written(text, "劝退"), "{text}");
        }
    }
}
