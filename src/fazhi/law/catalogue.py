"""Which tools there are and in which module each lives, so that listing them or running one imports no other."""

from __future__ import annotations

from fazhi.i18n import _

# module of the law room → tool → title
FEES: dict[str, dict[str, str]] = {
    "fees.court": {
        "lit_property": _("财产案件受理费"),
        "divorce": _("离婚案件受理费"),
        "personality": _("人格权案件受理费"),
        "ip_case": _("知识产权民事案件受理费"),
        "lit_fixed": _("按件交纳或者不交纳的案件受理费"),
        "lit_change": _("诉讼请求增加或减少后的受理费差额"),
        "lit_split": _("诉讼费负担估算"),
    },
    "fees.applications": {
        "enforce": _("申请执行费"),
        "preserve": _("申请保全费"),
        "payment_order": _("申请支付令费"),
        "bankruptcy": _("破产案件申请费"),
        "application_fixed": _("按件交纳的申请费"),
    },
    "fees.arbitration": {
        "arbitration": _("仲裁费"),
    },
    "fees.lawyers": {
        "gd_lawyer_2006": _("律师费：涉及财产关系（广东2006年历史指导价）"),
        "gd_lawyer_other": _("律师费：计时、刑事、不涉财产（广东2006年历史指导价）"),
        "contingency_cap": _("风险代理收费最高额"),
    },
    "fees.notaries": {
        "notary_contract": _("公证费：证明合同（广东）"),
        "notary_inheritance": _("公证费：继承、赠与、接受遗赠（广东）"),
        "notary_fixed": _("公证费：按件（广东）"),
    },
    "fees.labour": {
        "severance_n": _("经济补偿、赔偿金（N、N+1、2N）"),
        "double_pay": _("未签书面劳动合同的二倍工资"),
        "overtime": _("加班工资"),
        "added_compensation": _("加付赔偿金（责令支付后逾期不付）"),
    },
    "fees.work_injury": {
        "work_injury": _("工伤待遇"),
        "work_death": _("工亡待遇"),
    },
    "fees.personal_injury": {
        "death_comp": _("死亡赔偿金"),
        "disability_comp": _("残疾赔偿金"),
        "funeral": _("丧葬费"),
        "dependants": _("被扶养人生活费"),
        "injury_losses": _("误工费、护理费等"),
        "traffic_insurance": _("机动车交强险赔付"),
        "state_compensation": _("国家赔偿金"),
    },
    "fees.interest": {
        "late_interest": _("迟延履行期间的加倍部分债务利息"),
        "lending_cap": _("民间借贷利率上限与受保护的利息"),
        "penalty_fine": _("逾期缴纳罚款的加处罚款"),
    },
    "fees.contracts": {
        "deposit": _("定金"),
        "liquidated_damages": _("违约金与损失比较"),
    },
}
PERIODS: dict[str, dict[str, str]] = {
    "periods.tools": {
        "deadline": _("自定期限"),
        "limitation": _("诉讼时效"),
    },
}
SENTENCING: dict[str, dict[str, str]] = {
    "sentencing.estimate": {"sentence": _("量刑测试")},
    "sentencing.concurrent": {"sentencing_concurrent": _("数罪并罚")},
    "sentencing.layers": {"sentencing_adjust": _("调节基准刑")},
}


def titles(table: dict[str, dict[str, str]]) -> dict[str, str]:
    """Name → title of all tools of a table, in its order."""
    return {name: title for tools in table.values() for name, title in tools.items()}
