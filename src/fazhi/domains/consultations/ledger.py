"""One ledger of legal consultations for all channels: a row is one person asking once (人次).

Fields follow what 12348 centres keep (domain fact sheet 5.6).
"""

from fazhi.figures.ledger import Column, Ledger

CHANNELS = ("应急热线", "社区法律顾问", "法律援助", "法律服务团", "线上平台", "公共法律服务大厅")
MODES = ("来电", "来访", "网上", "视频", "现场")
HANDLINGS = ("当场解答", "转法律援助", "转人民调解", "转公证", "转行政复议", "转其他部门")

CONSULTATIONS = Ledger(
    name="consultations",
    title="法律咨询台账",
    aliases=("公共法律服务咨询台账", "咨询登记表"),
    date="consulted_on",
    key=("number",),
    columns=(
        Column(name="number", heading="咨询编号", required=True, aliases=("工单号", "编号")),
        Column(name="channel", heading="咨询渠道", required=True, choices=CHANNELS, aliases=("渠道", "服务渠道")),
        Column(name="mode", heading="咨询方式", required=True, choices=MODES, aliases=("方式",)),
        Column(name="consulted_on", heading="咨询日期", type="date", required=True, aliases=("日期", "接待日期")),
        Column(name="asker", heading="咨询人", personal="name", aliases=("咨询人姓名", "来访人"), note="可不填"),
        Column(name="phone", heading="联系电话", personal="phone", aliases=("电话", "来电号码"), note="可不填"),
        Column(
            name="group",
            heading="咨询人类别",
            aliases=("人群类别",),
            note="如：企业、个体工商户、农民工、妇女、老年人、未成年人、残疾人、军人军属、其他群众",
        ),
        Column(name="street", heading="街道", aliases=("所属街道",)),
        Column(name="community", heading="社区", aliases=("所属社区",)),
        Column(
            name="kind",
            heading="咨询类型",
            required=True,
            aliases=("咨询类别",),
            note="如：婚姻家庭、劳动、合同、侵权、房产、交通、刑事、行政、程序、其他",
        ),
        Column(name="question", heading="咨询事项", aliases=("咨询内容", "问题摘要")),
        Column(name="handling", heading="办理方式", choices=HANDLINGS, aliases=("处理结果",)),
        Column(name="adviser", heading="解答人", personal="name", aliases=("值班律师", "接待人")),
        Column(name="satisfaction", heading="满意度", type="integer", unit="分", note="1至5分，未评价的不填"),
    ),
)

LEDGERS = (CONSULTATIONS,)
