"""Ledger of resettlement and help after release (安置帮教): one row a person on the list."""

from fazhi.figures.ledger import Column, Ledger

RESETTLEMENT = Ledger(
    name="resettlement",
    title="安置帮教人员台账",
    aliases=("刑满释放人员台账",),
    date="registered_on",
    key=("number",),
    columns=(
        Column(name="number", heading="列管编号", required=True, aliases=("编号",)),
        Column(name="name", heading="姓名", required=True, personal="name"),
        Column(name="id_number", heading="身份证号", personal="id_number", aliases=("身份证号码", "公民身份号码")),
        Column(name="source", heading="人员来源", required=True, choices=("刑满释放", "解除社区矫正")),
        Column(name="prison", heading="原服刑场所", aliases=("释放单位",)),
        Column(name="street", heading="街道", required=True, aliases=("所属街道",)),
        Column(name="address", heading="居住地址", personal="address", aliases=("住址", "现住址")),
        Column(name="released_on", heading="释放日期", type="date"),
        Column(name="registered_on", heading="列管日期", type="date", required=True, aliases=("衔接日期",)),
        Column(name="removed_on", heading="撤管日期", type="date", aliases=("解除帮教日期",), note="在管的不填"),
        Column(name="key_person", heading="是否重点", type="boolean", required=True, aliases=("重点帮教对象",)),
        Column(
            name="unverified",
            heading="是否三假",
            type="boolean",
            required=True,
            note="假姓名、假地址、假身份，信息待核",
        ),
        Column(name="placement", heading="安置方式", note="如：自主就业、灵活就业、企业安置、家庭扶养、低保救助"),
        Column(name="tutor", heading="帮教责任人", personal="name"),
    ),
)

LEDGERS = (RESETTLEMENT,)
