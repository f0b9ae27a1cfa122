"""Consultations in the demonstration district: one row for each time a person asked, in each channel."""

from __future__ import annotations

from datetime import date
from itertools import accumulate

from fazhi.kernel.world import HALVES, Row, World

# Channel → how many in each half-year.
_COUNTS = {
    "应急热线": (0, 0, 2047, 486),
    "社区法律顾问": (472, 498, 534, 566),
    "法律援助": (3905, 4066, 4129, 4385),
    "法律服务团": (0, 0, 254, 148),
    "线上平台": (0, 0, 163, 402),
    "公共法律服务大厅": (312, 340, 118, 265),
}
# Channels that opened within a half-year.
_OPENED = {"应急热线": date(2020, 2, 6), "法律服务团": date(2020, 2, 17), "线上平台": date(2020, 4, 13)}
_MODES = {
    "应急热线": ("来电", "来电", "来电", "来访"),
    "社区法律顾问": ("现场", "现场", "来电", "视频"),
    "法律援助": ("来访", "来访", "来电"),
    "法律服务团": ("来电", "网上", "视频", "现场"),
    "线上平台": ("网上", "视频"),
    "公共法律服务大厅": ("来访",),
}
_QUESTIONS = {
    "劳动": ("单位拖欠工资如何追讨", "解除劳动合同的经济补偿如何计算", "停工期间工资怎么发", "未签书面劳动合同怎么办"),
    "合同": ("合同因疫情不能按期履行怎么办", "对方逾期付款如何主张违约金", "定金能否退还", "加盟合同能否解除"),
    "房产": ("商铺租金能否减免", "押金不退怎么办", "房屋漏水由谁维修", "买卖双方对过户时间有争议"),
    "婚姻家庭": ("协议离婚如何办理", "子女抚养费如何确定", "遗产如何分割", "赡养老人有分歧怎么办"),
    "侵权": ("被宠物咬伤如何索赔", "高空坠物致损由谁负责", "名誉受损如何处理"),
    "交通": ("交通事故责任认定后如何索赔", "保险公司拒赔怎么办"),
    "刑事": ("亲属被刑事拘留如何申请法律援助", "收到起诉书后怎么办"),
    "行政": ("对行政处罚不服如何救济", "申请政府信息公开未获答复怎么办"),
    "程序": ("如何申请法律援助", "起诉需要哪些材料", "判决生效后如何申请执行", "如何申请司法确认"),
    "其他": ("办理公证需要哪些材料", "网络购物退货有争议", "物业收费有疑问"),
}
_KINDS = {
    "劳动": 24,
    "房产": 17,
    "合同": 16,
    "婚姻家庭": 13,
    "程序": 9,
    "侵权": 6,
    "交通": 5,
    "刑事": 4,
    "行政": 3,
    "其他": 3,
}
_GROUPS = {
    "其他群众": 44,
    "农民工": 20,
    "妇女": 10,
    "老年人": 9,
    "个体工商户": 7,
    "企业": 5,
    "残疾人": 2,
    "未成年人": 2,
    "军人军属": 1,
}
_HANDLINGS = {"当场解答": 86, "转法律援助": 6, "转人民调解": 4, "转其他部门": 2, "转公证": 1, "转行政复议": 1}
_ENTERPRISES = ("企业", "企业", "个体工商户")


def ledgers(world: World) -> dict[str, list[Row]]:
    """The one ledger of consultations."""
    rng = world.rng("consultations")
    kinds, kind_shares = list(_KINDS), list(accumulate(_KINDS.values()))
    groups, group_shares = list(_GROUPS), list(accumulate(_GROUPS.values()))
    handlings, handling_shares = list(_HANDLINGS), list(accumulate(_HANDLINGS.values()))
    asked: list[tuple[date, str]] = []
    for channel, counts in _COUNTS.items():
        opened = _OPENED.get(channel, HALVES[0][0])
        for (start, end), count in zip(HALVES, counts, strict=True):
            if count:
                asked += [(day, channel) for day in world.days(rng, count, max(start, opened), end)]
    asked.sort(key=lambda entry: entry[0])
    duty = [lawyer.person.name for lawyer in rng.sample(world.lawyers, 60)]
    group = [lawyer.person.name for lawyer in world.service_group]
    rows: list[Row] = []
    for number, (day, channel) in enumerate(asked, 1):
        community = world.community(rng)
        kind = rng.choices(kinds, cum_weights=kind_shares)[0]
        if channel == "社区法律顾问":
            adviser = world.counsel[community.name].person.name
        else:
            adviser = rng.choice(group if channel == "法律服务团" else duty)
        rows.append(
            {
                "number": f"ZX{number:06}",
                "channel": channel,
                "mode": rng.choice(_MODES[channel]),
                "consulted_on": day,
                "asker": world.name(rng) if rng.random() < 0.9 else None,
                "phone": world.phone(rng) if rng.random() < 0.8 else None,
                "group": rng.choice(_ENTERPRISES)
                if channel == "法律服务团"
                else rng.choices(groups, cum_weights=group_shares)[0],
                "street": community.street,
                "community": community.name,
                "kind": kind,
                "question": rng.choice(_QUESTIONS[kind]),
                "handling": rng.choices(handlings, cum_weights=handling_shares)[0],
                "adviser": adviser,
                "satisfaction": rng.choice((3, 4, 4, 5, 5, 5, 5)) if rng.random() < 0.55 else None,
            }
        )
    return {"consultations": rows}
