"""Counting units and measures that follow a number in a report.

A number is a figure because one of these stands behind it; the longest match wins (人次 over 人). Money is brought to
元, everything else keeps its printed unit. A unit is none where the characters after it make another word of it (场所,
期间, 起草): `NOT_BEFORE`.
"""

from __future__ import annotations

import re


def words(printed: str) -> tuple[str, ...]:
    """The words of a table written as one string."""
    return tuple(printed.split())


_CLASSIFIERS = words(
    "个 件 宗 起 例 桩 名 位 人 户 家 所 处 栋 幢 座 套 间 台 辆 艘 架 部 条 款 项 类 种 批 次 场 期 轮 趟 遍 "
    "支 组 对 份 张 册 本 篇 幅 副 块 面 封 通 笔 单 则 首 集 卷 页 字 门 堂 节 枚 顶 袋 箱 瓶 根 盏 棵 株 席 "
    "道 段 片 大类 大项 小项 子项 项次 人次 场次 件次 户次 家次 条次 班次 批次 轮次 车次 辆次 艘次 架次 期次 份次 "
    "部次 台次 处次 所次 个次 起次 宗次 篇次 例次 册次 门次 人份 语种 课时 学时 学分 部门"
)
_MEASURES = words(
    "元 美元 港元 欧元 倍 成 个百分点 百分点 % ‰ 平方米 平方公里 立方米 公里 千米 米 厘米 亩 公顷 吨 公斤 千克 "
    "克 ㎡ m² m2 km MB GB TB 千瓦 岁 周岁 小时 分钟 秒 天 日 个工作日 个自然日 工作日 个小时 个月 个星期 "
    "个多月 个多小时 个多星期"
)
# Behind Chinese numerals these are names and idioms far more often than counts (三镇, 两方面, 一层).
_AFTER_DIGITS_ONLY = words("单位 社区 街道 乡镇 镇街 村居 村社 省 市 县 区 镇 乡 村 方面 领域 环节 层 案 分 座次 路 点")
# 件（次）, 人(次), 场/次.
_WITH_TIMES = r"(?:个|件|宗|起|人|场|户|家|条|批|份|处|所|篇)(?:\([次人家场件宗起处个份户]\)|/次)"

MONEY_UNIT = "元"
TIME_UNITS = frozenset(words("小时 分钟 秒 天 日 个工作日 个自然日 工作日 个小时 个月 个星期"))
RATE_UNITS = frozenset({"%", "‰", "个百分点", "百分点"})

_NOTHING_BUILT_ON_IT = "(?![,，。、;；()0-9]|全|的|都|均|共|\\Z)"
_NOT_BEFORE = {
    "个": "半|体工商|体户|别|性|案(?![例件])|私",
    "件": "均",
    "起": "草|诉|点|来|步|到|因|源|码|底|伏|初|止|施行|执行|实施|开始|用|立",
    "例": "如|行|外|会|子",
    "宗": "旨|教|族|地",
    "名": "单|额|称|列前|列第|列全|师|誉|为|义|片|录",
    "位": "于|一体|数|置|列|居",
    "人": "民|均|大常委|社局|才",
    "户": "籍|外|型|均|主|口|内|数",
    "家": "庭|长(?!期)|具|乡|园|里|门|暴|访|风",
    "所": "有|属|在|需|以|得|谓|述|长|辖|涉|占|提|示|作|做|能|指|要",
    "处": "于|理|罚|置|分|级|长|以|室|在|境|方|事|所",
    "座": "谈|位",
    "套": "取|用|路|餐|现",
    "间": "接|隔|断|距|谍",
    "台": "账|帐|风|湾|阶|前|胞|词|式|商",
    "架": "构|设|空",
    "部": "分|署|队|委|长|级|位|件|落",
    "条": "例|件|约|文|款|线|块|理",
    "款": "项|待|式|物|额|规定",
    "项": "下|上",
    "类": "似|别|型|比|推",
    "种": "植|子|类|族",
    "批": "准|复|示|评|发|量|判|捕|改",
    "次": "要|数|日|年|级|序|生|月|席|品|元",
    "场": "所|合|地|景|馆|面|外|域|镇",
    "期": "间|限|末|内|望|待|货|刊|中|满|盼|初",
    "轮": "换|岗|流|训|值|胎|椅|候|番|车",
    "遍": "布|及|地",
    "支": "持|部|撑|付|援|行(?!动)|教|农|局|出(?!庭)",
    "组": "织|建|成|长|合|委|团|员",
    "对": "(?!夫妻|夫妇|新人|情侣|[,，。、;；)])",
    "份": "额|量",
    "张": "贴|某|力|扬|开",
    "本": "级|地|市|区|县|省|部|科|院|土|着|身|质|次|年|报|人|案|局|辖|底|期|届|月",
    "篇": "章",
    "幅": "度|员",
    "块": "链|状",
    "面": "向|积|对|临|试|谈|议|貌|前|上",
    "封": "控|闭|面|堵|装|锁|存",
    "通": "过|报|知|告|讯|信|行|道|达|常|用|办|车",
    "笔": "录|试|记|者|迹|误",
    "单": "独|一|纯|元|双|据|位",
    "则": "需|由|为|是|应|将|从|会|能|要|可",
    "首": "次|个|批|创|位|先|要|席|届|府|推|家|问|发",
    "集": "中|体|成|团|合|市|资|聚|约|镇|贸",
    "卷": "宗|烟|入",
    "页": "面|码",
    "字": "号|样",
    "门": "类|户|口|槛|诊|前|外|头",
    "节": "约|点|假|日|目|能|奏|水|前|后|期",
    "席": "位|次|卷",
    "道": "路|德|理|歉|具",
    "段": "落|位",
    "片": "区|面|段",
    "顶": "层|岗|替",
    "根": "据|本|治|源|除",
    "袋": "鼠",
    "元": "旦|宵|素|首|件|宇宙",
    "倍": "增|感|受",
    "成": "立|功|效|果|员|绩|为|本|熟|都|长|就|交|型|品|人|份|年|因|不变|书|案|文|色|语|片",
    "克": "服|难|己|制|扣|里",
    "天": "津|河|然|网|气|宁|空|平|使|山|台",
    "小时": "候|代|工",
    "km": "[A-Za-z]",
    "m2": "[A-Za-z0-9]",
    "MB": "[A-Za-z]",
    "GB": "[A-Za-z/]",
    "TB": "[A-Za-z]",
    # Places and scores count only where nothing is built on them.
    "省": _NOTHING_BUILT_ON_IT,
    "市": _NOTHING_BUILT_ON_IT,
    "县": _NOTHING_BUILT_ON_IT,
    "区": _NOTHING_BUILT_ON_IT,
    "镇": _NOTHING_BUILT_ON_IT,
    "乡": _NOTHING_BUILT_ON_IT,
    "村": _NOTHING_BUILT_ON_IT,
    "案": "(?![,，。、;；)0-9]|\\Z)",
    "分": "(?![,，。、;；)0-9]|以上|以下|左右|的|\\Z)",
    "点": "(?!意见|建议|要求|希望|措施|体会|工作)",
    "层": "次|级|面",
    "路": "段|口|线|灯|径|由",
    "单位": "犯罪",
}


def _alternation(units: tuple[str, ...]) -> str:
    parts = [_WITH_TIMES]
    for word in sorted(set(units), key=lambda word: (-len(word), word)):
        follows = _NOT_BEFORE.get(word)
        parts.append(re.escape(word) + (f"(?!{follows})" if follows else ""))
    return "|".join(parts)


UNIT_AFTER_CHINESE = re.compile(_alternation(_CLASSIFIERS + _MEASURES))
UNIT_AFTER_DIGITS = re.compile(_alternation(_CLASSIFIERS + _MEASURES + _AFTER_DIGITS_ONLY))
