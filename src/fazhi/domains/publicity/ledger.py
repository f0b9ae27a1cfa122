"""Ledger of publicity of the law: one row a work (poster, video, audio, post) or an activity."""

from fazhi.figures.ledger import Column, Ledger

FORMS = ("宣传挂图", "宣传视频", "广播音频", "推文", "宣传海报", "宣传读本", "宣讲活动", "知识竞赛", "专题研讨")

PUBLICITY = Ledger(
    name="publicity",
    title="普法宣传台账",
    aliases=("法治宣传台账",),
    date="published_on",
    key=("number",),
    columns=(
        Column(name="number", heading="宣传编号", required=True, aliases=("编号",)),
        Column(name="title", heading="作品或活动名称", required=True, aliases=("名称", "标题", "活动名称")),
        Column(name="form", heading="宣传形式", required=True, choices=FORMS, aliases=("形式",)),
        Column(
            name="theme",
            heading="宣传主题",
            required=True,
            aliases=("主题",),
            note="如：疫情防控、民法典、社区矫正法、宪法、劳动用工、反诈",
        ),
        Column(name="batch", heading="推送批次", aliases=("批次",), note="如：2020年第1批；不分批的不填"),
        Column(name="published_on", heading="发布日期", type="date", required=True, aliases=("活动日期", "推送日期")),
        Column(
            name="level",
            heading="覆盖层级",
            choices=("小区", "社区", "街道", "大型户外场所", "网络"),
            aliases=("投放范围",),
        ),
        Column(name="street", heading="街道", aliases=("所属街道",)),
        Column(name="partner", heading="联合单位", aliases=("协办单位",)),
        Column(name="audience", heading="受众人次", type="integer", unit="人次", aliases=("参加人次", "阅读量")),
    ),
)

LEDGERS = (PUBLICITY,)
