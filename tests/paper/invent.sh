# Sourced by paper.sh: a school with two cases that the examples do not have. Sets `name`, `case` and `long`.

# Characters of real names that old fonts lack, two of them beyond the first plane of Unicode.
name='买买提·㛃䶮𠅤𬱖'
"$crisis" init school --school 示例实验高中 --plain --member 苏演示 --now '2026-03-05 18:00' >/dev/null 2>&1
say() { of school "$@"; }
note() { say "$@" >/dev/null 2>note.err || { cat note.err; fail "$*"; }; }
begin() { # the number of a new case
  say open --format json --student "$1" --class '高二(3)班' --guardian '买买提·大,父亲,13800000000' --at '2026-03-05 21:20' \
    --known '2026-03-05 21:30' --finder 丁假设 --saw 原话 2>/dev/null | sed -n 's/.*"case": "\(.*\)".*/\1/p' | head -1
}

# A record for every paper.
case="$(begin "$name")"
[ -n "$case" ] || fail "no case was opened"
note assess "$case" --dimension 情绪=低落 --crisis yes --refer yes --rationale 依据
note record meeting "$case" --purpose 商议 --participants principal,严示例 --decisions 决定
note record plan "$case" --stage aftercare --subject "$name" --actors counsellor,苏演示 --methods 面谈
note record agreement "$case" --party student --signer "$name" --outcome signed
note record agreement "$case" --party guardian --signer 买买提·大 --outcome signed
note record safety_plan "$case" --signals 睡不着 --own-steps 听音乐 --helpers 苏演示
note record contact "$case" --with 买买提·大 --via phone --reached yes --reason 通报 --said 知道了
note record leave "$case" --since 2026-03-05 --to 2026-03-06 --type sick
note record enrolment "$case" --change suspend --effective 2026-03-17
note record handover "$case" --to 买买提·大
note record disclosure "$case" --to 丁假设 --told 需要陪伴 --basis 生命安全
note record mandatory_report "$case" --applies no --reason 没有这种情形
note record transfer "$case" --to 某某中学 --items 转介建议书
note member add jia --name 贾样本 --role counsellor --since 2026-01-01
note refer "$case" --to 市精神卫生中心 --reason 理由
note record intervention "$case" --at '2026-03-06 12:20' --participants counsellor,苏演示 --process 面谈 --result 平稳

# A table of thirty pages. Every row says which it is where it begins and where it ends.
long="$(begin 长表样本)"
middle="$(printf '面谈约四十分钟，了解睡眠、饮食和同学关系。%.0s' {1..6})"
for row in $(seq "$first_row" "$last_row"); do
  note record intervention "$long" --at '2026-03-06 12:20' --participants counsellor,苏演示 \
    --process "起$row。${middle}止$row。" --result 平稳
done
