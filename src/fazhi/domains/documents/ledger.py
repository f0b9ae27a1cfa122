"""Ledger of documents reviewed for legality: regulations for comment, normative documents, plans, guides, and what the
epidemic command sends out."""

from fazhi.figures.ledger import Column, Ledger

KINDS = ("地方性法规规章", "规范性文件", "工作方案", "操作指引", "其他文件", "防疫指挥部发文")

REVIEWS = Ledger(
    name="document_reviews",
    title="文件合法性审查台账",
    aliases=("规范性文件审查台账", "合法性审查台账"),
    date="reviewed_on",
    key=("number",),
    columns=(
        Column(name="number", heading="审查编号", required=True, aliases=("编号", "收文编号")),
        Column(name="title", heading="文件名称", required=True, aliases=("文件标题",)),
        Column(
            name="kind",
            heading="文件类型",
            required=True,
            choices=KINDS,
            aliases=("类型",),
            note="区防疫指挥部对外发文单列，不计入规范性文件等审查件数",
        ),
        Column(name="level", heading="文件层级", choices=("省", "市", "区", "街道")),
        Column(name="drafter", heading="送审单位", required=True, aliases=("起草单位",)),
        Column(name="received_on", heading="收文日期", type="date", required=True, aliases=("送审日期",)),
        Column(name="reviewed_on", heading="审查完成日期", type="date", aliases=("出具意见日期",), note="未办结的不填"),
        Column(
            name="opinion", heading="审查意见", choices=("合法", "修改后合法", "不合法", "无意见"), aliases=("结论",)
        ),
        Column(name="reviewer", heading="审查人", personal="name", aliases=("承办人",)),
        Column(name="filed_on", heading="备案日期", type="date", note="不需备案的不填"),
    ),
)

LEDGERS = (REVIEWS,)
