"""The words in which people describe a case, as patterns. Longer and narrower ones stand before what they contain."""

from __future__ import annotations

# What is written before a word to deny it.
DENIED = (
    r"(?:没有|没|未能|未|无|不是|不属于|不构成|不认定|并非|否认|拒不|尚未|不)"
    r"(?:被|曾|予|构成|取得|获得|认定|有|是|为|任何)?$"
)

_DRUG = r"(?:海洛因|冰毒|甲基苯丙胺|鸦片|氯胺酮|K粉|大麻|摇头丸|麻古)"
# pattern → charge, fact: where the name of the crime is not said in one piece.
CHARGES: tuple[tuple[str, str, str], ...] = (
    (r"(?:电信网络|电信|网络|网上)诈骗罪?", "fraud", "telecom"),
    (r"恶意透支(?:信用卡)?", "credit_card", "overdraft"),
    (r"扒窃", "theft", "pickpocket"),
    (rf"(?:贩卖|运输|走私|制造)(?={_DRUG})", "drugs", ""),
    (rf"(?:非法)?持有(?={_DRUG})", "possession", ""),
)
TIER_IN_NAME = {"轮奸": "aggravated", "奸淫幼女": "child"}

# pattern → circumstance
CIRCUMSTANCES: tuple[tuple[str, str], ...] = (
    (r"(?:被害人|受害人|对方|对象)[^,;。]{0,4}(?:未成年人?|儿童|老年人|老人|残疾人?|孕妇)", "vulnerable"),
    (r"(?:向|给)未成年人(?:出售|贩卖)(?:毒品)?|(?:利用|教唆)未成年人(?:贩卖|运输|走私|制造)(?:毒品)?", "drug_minors"),
    (r"又聋又哑|聋哑人?|盲人", "deaf_blind"),
    (r"限制(?:刑事)?责任能力(?:人|的精神病人)?|(?:间歇性)?精神病人?", "limited_capacity"),
    (r"防卫过当", "excess_defence"),
    (r"避险过当", "excess_necessity"),
    (r"(?:犯罪)?预备(?:犯)?", "preparation"),
    (r"(?:犯罪)?未遂(?:犯)?|未得逞", "attempt"),
    (r"(?:犯罪)?中止(?:犯)?", "abandonment"),
    (r"胁从犯?|被胁迫(?:参加)?", "coerced"),
    (r"从犯|(?:起)?(?:次要|辅助)作用", "accessory"),
    (r"(?:投案)?自首", "surrender"),
    (r"(?:主动|自动)?投案", "came_forward"),
    (r"避免(?:了)?特别严重后果(?:的?发生)?|重大坦白", "confession_averting"),
    (r"供述(?:了)?(?:司法机关)?(?:尚)?未掌握的同种(?:较重)?罪行", "confession_heavier"),
    (r"坦白|如实(?:供述|交代)(?:自己)?(?:的)?(?:罪行|犯罪事实)?", "confession"),
    (r"当庭(?:自愿)?认罪", "court_plea"),
    (r"(?:自愿)?认罪认罚", "plea"),
    (r"重大立功", "major_merit"),
    (r"(?:一般)?立功", "merit"),
    (r"(?:提起公诉|起诉)前(?:积极|全部|已)?(?:退赃退赔|退赔|退赃)", "restitution_early"),
    (r"(?:全部|积极|主动|部分|已)?(?:退赃退赔|退赔)(?:全部|部分)?(?:损失|赃款|款项)?", "repaid"),
    (r"(?:全部|积极|主动|部分|已)?(?:退赃|退还(?:全部)?赃[款物]|赃[款物](?:已)?(?:追回|发还|退还))", "restitution"),
    (r"(?:积极|全部|主动|已)?赔偿(?:了)?(?:被害人|对方)?(?:的)?(?:全部|部分)?(?:经济)?(?:损失)?", "compensated"),
    (r"(?:取得|获得|得到)?(?:了)?(?:被害人|对方|家属|被害人家属)?(?:的)?(?:书面)?谅解(?:书)?", "forgiven"),
    (r"(?:达成)?(?:刑事)?和解(?:协议)?", "reconciled"),
    (r"羁押期间表现(?:良好|较好|好)", "good_conduct"),
    (r"毒品再犯", "drug_repeat"),
    (r"累犯", "recidivist"),
    (r"(?:有)?(?:犯罪)?前科(?:劣迹)?|有?案底|曾因[^,;。]{1,12}(?:判处?[^,;。]{0,10}|判刑)", "prior_record"),
    (r"(?:重大)?(?:自然灾害|疫情)(?:防控)?(?:期间)?", "disaster"),
    (r"殴打|侮辱", "detention_assault"),
    (r"国家机关工作人员利用职权", "detention_official"),
    (r"受雇(?:佣)?运输(?:毒品)?", "drug_hired"),
    (r"(?:毒品)?(?:含量|纯度)(?:明显)?(?:偏低|低)", "drug_purity"),
    (r"数量引诱", "drug_inducement"),
)

# pattern → fact of tiers.FACTS
FACTS: tuple[tuple[str, str], ...] = (
    (r"(?:两|二|2)年内(?:三|3|四|4|五|5|多)次(?:以上)?|多次", "repeated"),
    (r"入户|入室", "burglary"),
    (r"携带(?:凶器|管制刀具|匕首|刀具?)", "weapon"),
)

# charge → pattern → tier. The gravest that is named counts.
TIERS: dict[str, tuple[tuple[str, str], ...]] = {
    "traffic": (
        (r"因?逃逸(?:致|导致|造成)(?:.{0,3}人)?死亡?", "death_by_flight"),
        (r"(?:肇事后)?逃逸", "flight"),
        (r"(?:致|造成)?(?:.{0,2}人)?(?:死亡|重伤)", "basic"),
    ),
    "injury": (
        (r"(?:致|造成)?(?:.{0,2}人)?重伤(?:[一二]级)?", "serious"),
        (r"(?:致|造成)?(?:.{0,2}人)?轻伤(?:[一二]级)?", "minor"),
    ),
    "rape": ((r"轮奸|当众|(?:三|3|多)人", "aggravated"), (r"幼女", "child"), (r"妇女", "adult")),
    "unlawful_detention": (
        (r"(?:致|造成)?(?:.{0,2}人)?死亡", "death"),
        (r"(?:致|造成)?(?:.{0,2}人)?重伤", "serious"),
        (r"情节一般", "basic"),
    ),
    "robbery": (
        (
            r"入户|入室|持枪|公共交通工具(?:上)?|冒充军警(?:人员)?|(?:抢劫)?银行|金融机构|军用物资|(?:致|造成)?(?:.{0,2}人)?重伤|(?:三|3|多)次",
            "aggravated",
        ),
        (r"一次", "basic"),
    ),
    "affray": ((r"持械|持(?:刀|棍|棒|凶器)", "aggravated"), (r"情节一般", "basic")),
    "provocation": ((r"纠集(?:他人)?(?:三|3|多)次", "gathering"), (r"一次", "basic")),
    "concealment": ((r"情节严重", "serious"), (r"情节一般", "basic")),
    "drugs": ((r"情节严重", "small_serious"), (r"数量较大", "large"), (r"数量大", "huge"), (r"少量(?:毒品)?", "small")),
    "possession": ((r"情节严重", "serious"), (r"数量较大", "basic"), (r"数量大", "large")),
    "prostitution": ((r"情节严重", "serious"), (r"情节一般", "basic")),
}
# For charges that go by amount: the words of the law itself.
AMOUNT_TIERS: tuple[tuple[str, str], ...] = (
    (r"(?:数额|情节)?特别(?:巨大|严重)(?:情节)?", "数额特别巨大"),
    (r"数额巨大|其他严重情节|情节严重", "数额巨大"),
    (r"数额较大", "数额较大"),
)

# Understood, and without effect on the figures.
WITHOUT_EFFECT = r"主犯|既遂|成年人?|被害人|受害人"
# Before a sum that is not the amount of the crime.
OTHER_SUM = r"(?:退赔|退赃|赔偿|退还|返还|退缴|罚金|罚款|获利|分得|违法所得|保证金|工资|月薪)[^,;。\d]{0,8}$"
OTHER_DRUGS = r"氯胺酮|K粉|大麻|摇头丸|麻古|可卡因|美沙酮|芬太尼|咖啡因|吗啡"
# What carries no meaning of its own between the rest.
FILLER = (
    r"犯罪嫌疑人|被告人|嫌疑人|当事人|人民币|犯罪所得|我朋友|我儿子|我丈夫|价值|金额|数额|共计|合计|总计|涉案|涉嫌|现金|财物|"
    r"造成损失|造成|涉及|手机|电动车|公私财物|他人|别人|作案|案发|期间|毒品|信用卡|存款|公众|犯罪|取得|具有|属于|构成|积极|主动|全部|已经|并且|而且|"
    r"因为|由于|被抓|被捕|被|在|了|的|有|是|系|并|且|也|又|后|因|将|已|犯|罪|案|处|其|他|她|我|一名|一个|某|人|和|与|及|等|约|共|"
    r"钱|款|地区|省|市|区|到案|归案|情节|事后|事|向|对|致|上|里|从中"
)
