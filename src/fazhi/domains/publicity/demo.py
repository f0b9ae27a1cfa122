"""Publicity of the law in the demonstration district."""

from __future__ import annotations

from datetime import date
from random import Random

from fazhi.kernel.world import HALVES, Row, World

_BATCHES = {  # batch → day, works
    "2020年第1批": (date(2020, 1, 29), 4),
    "2020年第2批": (date(2020, 2, 10), 5),
    "2020年第3批": (date(2020, 2, 21), 4),
    "2020年第4批": (date(2020, 3, 5), 6),
    "2020年第5批": (date(2020, 3, 23), 3),
    "2020年第6批": (date(2020, 4, 20), 4),
    "2020年第7批": (date(2020, 5, 18), 3),
    "2020年第8批": (date(2020, 7, 27), 3),
    "2020年第9批": (date(2020, 11, 16), 4),
}
_WORKS = ("宣传挂图", "宣传视频", "广播音频")
_WORK_TITLES = (
    "戴口罩勤洗手依法防疫",
    "隐瞒行程要担责",
    "不造谣不传谣不信谣",
    "居家隔离守规定",
    "依法配合疫情排查",
    "禁食野生动物",
)
_LEVELS = ("小区", "社区", "街道", "大型户外场所")
_POSTS = (
    ("疫情期间生活注意事项", "疫情防控", date(2020, 1, 30)),
    ("疫情防控告知书", "疫情防控", date(2020, 2, 7)),
    ("租赁纠纷告知书", "疫情防控", date(2020, 2, 24)),
    ("外国人入境有关问题解答", "疫情防控", date(2020, 3, 16)),
    ("劳动关系风险提示", "劳动用工", date(2020, 3, 30)),
    ("社区矫正法施行要点", "社区矫正法", date(2020, 6, 24)),
    ("民法典亮点解读", "民法典", date(2020, 6, 9)),
)
_CORRECTION = (
    ("社区矫正法主题海报", "宣传海报", date(2020, 6, 15), 3200),
    ("社区矫正法教育读本", "宣传读本", date(2020, 6, 18), 280),
    ("社区矫正法知识竞赛", "知识竞赛", date(2020, 6, 22), 265),
    ("社区矫正法专题研讨", "专题研讨", date(2020, 6, 29), 46),
)
_ACTIVITIES = (46, 63, 38, 66)  # talks in each half-year
_ACTIVITY_THEMES = ("宪法", "劳动用工", "婚姻家庭", "反诈", "物业管理", "未成年人保护")
_REGULAR_POSTS = (52, 57, 61, 66)


def ledgers(world: World) -> dict[str, list[Row]]:
    """The ledger of publicity."""
    rng = world.rng("publicity")
    entries: list[Row] = []
    for batch, (day, works) in _BATCHES.items():
        for n in range(works):
            entries.append(
                {
                    "title": rng.choice(_WORK_TITLES),
                    "form": _WORKS[n % len(_WORKS)],
                    "theme": "疫情防控",
                    "batch": batch,
                    "published_on": day,
                    "level": rng.choice(_LEVELS),
                    "partner": "区委宣传部",
                }
            )
    entries += [_post(rng, title, theme, day) for title, theme, day in _POSTS]
    entries += [
        {
            "title": title,
            "form": form,
            "theme": "社区矫正法",
            "published_on": day,
            "level": "社区",
            "audience": audience,
        }
        for title, form, day, audience in _CORRECTION
    ]
    for (start, end), talks, posts in zip(HALVES, _ACTIVITIES, _REGULAR_POSTS, strict=True):
        for day in world.days(rng, posts, start, end):
            theme = _theme(rng, day)
            entries.append(_post(rng, f"{theme}普法问答", theme, day))
        for day in world.days(rng, talks, start, end):
            theme = _theme(rng, day)
            entries.append(
                {
                    "title": f"{theme}进社区宣讲",
                    "form": "宣讲活动",
                    "theme": theme,
                    "published_on": day,
                    "level": "社区",
                    "street": world.community(rng).street,
                    "audience": rng.randint(25, 160),
                }
            )
    entries.sort(key=lambda row: str(row["published_on"]))
    return {"publicity": [{"number": f"PF{n:05}", **row} for n, row in enumerate(entries, 1)]}


def _post(rng: Random, title: str, theme: str, day: date) -> Row:
    return {
        "title": title,
        "form": "推文",
        "theme": theme,
        "published_on": day,
        "level": "网络",
        "partner": "区委宣传部",
        "audience": rng.randint(300, 9000),
    }


def _theme(rng: Random, day: date) -> str:
    # The Civil Code was passed on 28 May 2020.
    return rng.choice(
        (*_ACTIVITY_THEMES, "民法典", "民法典", "民法典") if day > date(2020, 5, 28) else _ACTIVITY_THEMES
    )
