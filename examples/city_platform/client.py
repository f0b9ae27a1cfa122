"""Written by tools/api_client.py from docs/api/openapi.json. Do not edit."""

# ruff: noqa

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen


class Problem(Exception):
    """What the platform refused (RFC 9457). ``code`` is for machines, the message for people."""

    def __init__(self, content: dict[str, Any]) -> None:
        super().__init__(content["detail"])
        self.status: int = content["status"]
        self.code: str = content["code"]
        self.content = content


class Client:
    """Calls the platform at ``site`` with a token."""

    def __init__(self, site: str, token: str) -> None:
        self._site, self._token = site.rstrip("/"), token

    def call(
        self,
        method: str,
        path: str,
        query: dict[str, Any],
        body: Any = None,
        key: str = "",
        kind: str = "application/json",
    ) -> Any:
        """One request. ``key`` makes that a repeated one is done once."""
        given = {name: value for name, value in query.items() if value is not None}
        address = self._site + path + (f"?{urlencode(given)}" if given else "")
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": kind}
        if key:
            headers["Idempotency-Key"] = key
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        try:
            with urlopen(Request(address, data, headers, method=method)) as answer:
                content = answer.read()
                return json.loads(content) if answer.headers.get_content_type() == "application/json" else content
        except HTTPError as refusal:
            if refusal.headers.get_content_type() != "application/problem+json":
                raise
            raise Problem(json.loads(refusal.read())) from None

    def list_types(self) -> Any:
        """事项类型和各自的办理动作。"""
        return self.call("GET", "/api/v1/types", {})

    def get_type(self, type_id: str) -> Any:
        """一个事项类型，连同登记时要填的。"""
        return self.call("GET", f"/api/v1/types/{quote(type_id)}", {})

    def list_matters(
        self,
        *,
        cursor: str | int | None = None,
        limit: str | int | None = None,
        order: str | int | None = None,
        type: str | int | None = None,
        state: str | int | None = None,
        unit: str | int | None = None,
        street: str | int | None = None,
        is_: str | int | None = None,
        handler: str | int | None = None,
        from_: str | int | None = None,
        to: str | int | None = None,
        q: str | int | None = None,
        tab: str | int | None = None,
        pain_point: str | int | None = None,
        field: str | int | None = None,
        source: str | int | None = None,
        urgency: str | int | None = None,
        community: str | int | None = None,
        sender: str | int | None = None,
        category: str | int | None = None,
    ) -> Any:
        """您有权查看的事项。"""
        return self.call(
            "GET",
            "/api/v1/matters",
            {
                "cursor": cursor,
                "limit": limit,
                "order": order,
                "type": type,
                "state": state,
                "unit": unit,
                "street": street,
                "is": is_,
                "handler": handler,
                "from": from_,
                "to": to,
                "q": q,
                "tab": tab,
                "pain_point": pain_point,
                "field": field,
                "source": source,
                "urgency": urgency,
                "community": community,
                "sender": sender,
                "category": category,
            },
        )

    def get_matter(self, matter: str) -> Any:
        """一件事项和现在能办的动作。"""
        return self.call("GET", f"/api/v1/matters/{quote(matter)}", {})

    def get_timeline(self, matter: str, *, cursor: str | int | None = None, limit: str | int | None = None) -> Any:
        """办理经过，新的在前。"""
        return self.call("GET", f"/api/v1/matters/{quote(matter)}/timeline", {"cursor": cursor, "limit": limit})

    def list_parties(self, matter: str) -> Any:
        """当事人，证件号码、电话和住址已遮盖。"""
        return self.call("GET", f"/api/v1/matters/{quote(matter)}/parties", {})

    def unmask_party(self, matter: str, party: str, body: dict[str, Any]) -> Any:
        """完整的证件号码、电话或住址；理由会留下记录。"""
        return self.call("POST", f"/api/v1/matters/{quote(matter)}/parties/{quote(party)}/unmask", {}, body)

    def list_evaluations(self, matter: str) -> Any:
        """评价表；对方还没有评完时看不到对方的。"""
        return self.call("GET", f"/api/v1/matters/{quote(matter)}/evaluations", {})

    def list_materials(self, matter: str) -> Any:
        """事项的材料。"""
        return self.call("GET", f"/api/v1/matters/{quote(matter)}/materials", {})

    def download_material(self, matter: str, file: str) -> Any:
        """下载一份材料；下载会留下记录。"""
        return self.call("GET", f"/api/v1/matters/{quote(matter)}/materials/{quote(file)}", {})

    def upload(self, name: str, content: bytes) -> Any:
        """上传一个文件，供随后的办理使用；一天内有效。"""
        mark = uuid.uuid4().hex
        part = f'Content-Disposition: form-data; name="file"; filename="{name}"'
        head = f"--{mark}\r\n{part}\r\n\r\n"
        body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
        return self.call("POST", "/api/v1/uploads", {}, body, kind=f"multipart/form-data; boundary={mark}")

    def list_ledgers(self) -> Any:
        """台账和各自的列。"""
        return self.call("GET", "/api/v1/ledgers", {})

    def list_ledger_rows(self, name: str, *, cursor: str | int | None = None, limit: str | int | None = None) -> Any:
        """台账的行，个人信息已遮盖。"""
        return self.call("GET", f"/api/v1/ledgers/{quote(name)}/rows", {"cursor": cursor, "limit": limit})

    def list_figures(self) -> Any:
        """全部指标口径。"""
        return self.call("GET", "/api/v1/figures", {})

    def get_figure(self, figure_id: str, period: str) -> Any:
        """一个指标在一个期间的值。"""
        return self.call("GET", f"/api/v1/figures/{quote(figure_id)}", {"period": period})

    def list_figure_rows(
        self, figure_id: str, period: str, *, cursor: str | int | None = None, limit: str | int | None = None
    ) -> Any:
        """指标背后的记录，已遮盖。"""
        return self.call(
            "GET", f"/api/v1/figures/{quote(figure_id)}/rows", {"period": period, "cursor": cursor, "limit": limit}
        )

    def law_article(self, body: dict[str, Any]) -> Any:
        """查法条。"""
        return self.call("POST", "/api/v1/law/article", {}, body)

    def law_search(self, body: dict[str, Any]) -> Any:
        """检索法条。"""
        return self.call("POST", "/api/v1/law/search", {}, body)

    def law_check_citations(self, body: dict[str, Any]) -> Any:
        """核对法条引用。"""
        return self.call("POST", "/api/v1/law/check_citations", {}, body)

    def law_period(self, body: dict[str, Any]) -> Any:
        """计算期限。"""
        return self.call("POST", "/api/v1/law/period", {}, body)

    def law_fee_lit_property(self, body: dict[str, Any]) -> Any:
        """财产案件受理费。"""
        return self.call("POST", "/api/v1/law/fee_lit_property", {}, body)

    def law_fee_divorce(self, body: dict[str, Any]) -> Any:
        """离婚案件受理费。"""
        return self.call("POST", "/api/v1/law/fee_divorce", {}, body)

    def law_fee_personality(self, body: dict[str, Any]) -> Any:
        """人格权案件受理费。"""
        return self.call("POST", "/api/v1/law/fee_personality", {}, body)

    def law_fee_ip_case(self, body: dict[str, Any]) -> Any:
        """知识产权民事案件受理费。"""
        return self.call("POST", "/api/v1/law/fee_ip_case", {}, body)

    def law_fee_lit_fixed(self, body: dict[str, Any]) -> Any:
        """按件交纳或者不交纳的案件受理费。"""
        return self.call("POST", "/api/v1/law/fee_lit_fixed", {}, body)

    def law_fee_lit_change(self, body: dict[str, Any]) -> Any:
        """诉讼请求增加或减少后的受理费差额。"""
        return self.call("POST", "/api/v1/law/fee_lit_change", {}, body)

    def law_fee_lit_split(self, body: dict[str, Any]) -> Any:
        """诉讼费负担估算。"""
        return self.call("POST", "/api/v1/law/fee_lit_split", {}, body)

    def law_fee_enforce(self, body: dict[str, Any]) -> Any:
        """申请执行费。"""
        return self.call("POST", "/api/v1/law/fee_enforce", {}, body)

    def law_fee_preserve(self, body: dict[str, Any]) -> Any:
        """申请保全费。"""
        return self.call("POST", "/api/v1/law/fee_preserve", {}, body)

    def law_fee_payment_order(self, body: dict[str, Any]) -> Any:
        """申请支付令费。"""
        return self.call("POST", "/api/v1/law/fee_payment_order", {}, body)

    def law_fee_bankruptcy(self, body: dict[str, Any]) -> Any:
        """破产案件申请费。"""
        return self.call("POST", "/api/v1/law/fee_bankruptcy", {}, body)

    def law_fee_application_fixed(self, body: dict[str, Any]) -> Any:
        """按件交纳的申请费。"""
        return self.call("POST", "/api/v1/law/fee_application_fixed", {}, body)

    def law_fee_arbitration(self, body: dict[str, Any]) -> Any:
        """仲裁费。"""
        return self.call("POST", "/api/v1/law/fee_arbitration", {}, body)

    def law_fee_gd_lawyer_2006(self, body: dict[str, Any]) -> Any:
        """律师费：涉及财产关系（广东2006年历史指导价）。"""
        return self.call("POST", "/api/v1/law/fee_gd_lawyer_2006", {}, body)

    def law_fee_gd_lawyer_other(self, body: dict[str, Any]) -> Any:
        """律师费：计时、刑事、不涉财产（广东2006年历史指导价）。"""
        return self.call("POST", "/api/v1/law/fee_gd_lawyer_other", {}, body)

    def law_fee_contingency_cap(self, body: dict[str, Any]) -> Any:
        """风险代理收费最高额。"""
        return self.call("POST", "/api/v1/law/fee_contingency_cap", {}, body)

    def law_fee_notary_contract(self, body: dict[str, Any]) -> Any:
        """公证费：证明合同（广东）。"""
        return self.call("POST", "/api/v1/law/fee_notary_contract", {}, body)

    def law_fee_notary_inheritance(self, body: dict[str, Any]) -> Any:
        """公证费：继承、赠与、接受遗赠（广东）。"""
        return self.call("POST", "/api/v1/law/fee_notary_inheritance", {}, body)

    def law_fee_notary_fixed(self, body: dict[str, Any]) -> Any:
        """公证费：按件（广东）。"""
        return self.call("POST", "/api/v1/law/fee_notary_fixed", {}, body)

    def law_fee_severance_n(self, body: dict[str, Any]) -> Any:
        """经济补偿、赔偿金（N、N+1、2N）。"""
        return self.call("POST", "/api/v1/law/fee_severance_n", {}, body)

    def law_fee_double_pay(self, body: dict[str, Any]) -> Any:
        """未签书面劳动合同的二倍工资。"""
        return self.call("POST", "/api/v1/law/fee_double_pay", {}, body)

    def law_fee_overtime(self, body: dict[str, Any]) -> Any:
        """加班工资。"""
        return self.call("POST", "/api/v1/law/fee_overtime", {}, body)

    def law_fee_added_compensation(self, body: dict[str, Any]) -> Any:
        """加付赔偿金（责令支付后逾期不付）。"""
        return self.call("POST", "/api/v1/law/fee_added_compensation", {}, body)

    def law_fee_work_injury(self, body: dict[str, Any]) -> Any:
        """工伤待遇。"""
        return self.call("POST", "/api/v1/law/fee_work_injury", {}, body)

    def law_fee_work_death(self, body: dict[str, Any]) -> Any:
        """工亡待遇。"""
        return self.call("POST", "/api/v1/law/fee_work_death", {}, body)

    def law_fee_death_comp(self, body: dict[str, Any]) -> Any:
        """死亡赔偿金。"""
        return self.call("POST", "/api/v1/law/fee_death_comp", {}, body)

    def law_fee_disability_comp(self, body: dict[str, Any]) -> Any:
        """残疾赔偿金。"""
        return self.call("POST", "/api/v1/law/fee_disability_comp", {}, body)

    def law_fee_funeral(self, body: dict[str, Any]) -> Any:
        """丧葬费。"""
        return self.call("POST", "/api/v1/law/fee_funeral", {}, body)

    def law_fee_dependants(self, body: dict[str, Any]) -> Any:
        """被扶养人生活费。"""
        return self.call("POST", "/api/v1/law/fee_dependants", {}, body)

    def law_fee_injury_losses(self, body: dict[str, Any]) -> Any:
        """误工费、护理费等。"""
        return self.call("POST", "/api/v1/law/fee_injury_losses", {}, body)

    def law_fee_traffic_insurance(self, body: dict[str, Any]) -> Any:
        """机动车交强险赔付。"""
        return self.call("POST", "/api/v1/law/fee_traffic_insurance", {}, body)

    def law_fee_state_compensation(self, body: dict[str, Any]) -> Any:
        """国家赔偿金。"""
        return self.call("POST", "/api/v1/law/fee_state_compensation", {}, body)

    def law_fee_late_interest(self, body: dict[str, Any]) -> Any:
        """迟延履行期间的加倍部分债务利息。"""
        return self.call("POST", "/api/v1/law/fee_late_interest", {}, body)

    def law_fee_lending_cap(self, body: dict[str, Any]) -> Any:
        """民间借贷利率上限与受保护的利息。"""
        return self.call("POST", "/api/v1/law/fee_lending_cap", {}, body)

    def law_fee_penalty_fine(self, body: dict[str, Any]) -> Any:
        """逾期缴纳罚款的加处罚款。"""
        return self.call("POST", "/api/v1/law/fee_penalty_fine", {}, body)

    def law_fee_deposit(self, body: dict[str, Any]) -> Any:
        """定金。"""
        return self.call("POST", "/api/v1/law/fee_deposit", {}, body)

    def law_fee_liquidated_damages(self, body: dict[str, Any]) -> Any:
        """违约金与损失比较。"""
        return self.call("POST", "/api/v1/law/fee_liquidated_damages", {}, body)

    def law_sentence(self, body: dict[str, Any]) -> Any:
        """量刑测试。"""
        return self.call("POST", "/api/v1/law/sentence", {}, body)

    def law_sentencing_concurrent(self, body: dict[str, Any]) -> Any:
        """数罪并罚。"""
        return self.call("POST", "/api/v1/law/sentencing_concurrent", {}, body)

    def law_sentencing_adjust(self, body: dict[str, Any]) -> Any:
        """调节基准刑。"""
        return self.call("POST", "/api/v1/law/sentencing_adjust", {}, body)

    def list_hooks(self) -> Any:
        """现在的推送订阅。"""
        return self.call("GET", "/api/v1/hooks", {})

    def create_hook(self, body: dict[str, Any]) -> Any:
        """订阅推送；返回的 secret 只显示这一次。"""
        return self.call("POST", "/api/v1/hooks", {}, body)

    def end_hook(self, hook: str) -> Any:
        """取消一个推送订阅。"""
        return self.call("DELETE", f"/api/v1/hooks/{quote(hook)}", {})

    def open_coordination(self, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：登记。"""
        return self.call("POST", "/api/v1/coordination", {}, body, key or uuid.uuid4().hex)

    def coordination_withdraw(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：撤回。"""
        return self.call("POST", f"/api/v1/coordination/{quote(matter)}/withdraw", {}, body, key or uuid.uuid4().hex)

    def coordination_dispatch(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：分拨。"""
        return self.call("POST", f"/api/v1/coordination/{quote(matter)}/dispatch", {}, body, key or uuid.uuid4().hex)

    def coordination_sign(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：签收。"""
        return self.call("POST", f"/api/v1/coordination/{quote(matter)}/sign", {}, body, key or uuid.uuid4().hex)

    def coordination_send_back(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：退回。"""
        return self.call("POST", f"/api/v1/coordination/{quote(matter)}/send_back", {}, body, key or uuid.uuid4().hex)

    def coordination_refer(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：提请裁定。"""
        return self.call("POST", f"/api/v1/coordination/{quote(matter)}/refer", {}, body, key or uuid.uuid4().hex)

    def coordination_rule(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：裁定。"""
        return self.call("POST", f"/api/v1/coordination/{quote(matter)}/rule", {}, body, key or uuid.uuid4().hex)

    def coordination_sign_part(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：协办签收。"""
        return self.call("POST", f"/api/v1/coordination/{quote(matter)}/sign_part", {}, body, key or uuid.uuid4().hex)

    def coordination_return_part(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：协办退回。"""
        return self.call("POST", f"/api/v1/coordination/{quote(matter)}/return_part", {}, body, key or uuid.uuid4().hex)

    def coordination_change_partners(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：调整协办单位。"""
        return self.call(
            "POST", f"/api/v1/coordination/{quote(matter)}/change_partners", {}, body, key or uuid.uuid4().hex
        )

    def coordination_finish_part(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：完成协办。"""
        return self.call("POST", f"/api/v1/coordination/{quote(matter)}/finish_part", {}, body, key or uuid.uuid4().hex)

    def coordination_progress(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：登记进展。"""
        return self.call("POST", f"/api/v1/coordination/{quote(matter)}/progress", {}, body, key or uuid.uuid4().hex)

    def coordination_ask_for_time(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：申请延期。"""
        return self.call(
            "POST", f"/api/v1/coordination/{quote(matter)}/ask_for_time", {}, body, key or uuid.uuid4().hex
        )

    def coordination_withdraw_request(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：撤回延期申请。"""
        return self.call(
            "POST", f"/api/v1/coordination/{quote(matter)}/withdraw_request", {}, body, key or uuid.uuid4().hex
        )

    def coordination_grant_time(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：同意延期。"""
        return self.call("POST", f"/api/v1/coordination/{quote(matter)}/grant_time", {}, body, key or uuid.uuid4().hex)

    def coordination_refuse_time(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：不同意延期。"""
        return self.call("POST", f"/api/v1/coordination/{quote(matter)}/refuse_time", {}, body, key or uuid.uuid4().hex)

    def coordination_press(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：督办。"""
        return self.call("POST", f"/api/v1/coordination/{quote(matter)}/press", {}, body, key or uuid.uuid4().hex)

    def coordination_report(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：报告结果。"""
        return self.call("POST", f"/api/v1/coordination/{quote(matter)}/report", {}, body, key or uuid.uuid4().hex)

    def coordination_fail(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：核验不通过。"""
        return self.call("POST", f"/api/v1/coordination/{quote(matter)}/fail", {}, body, key or uuid.uuid4().hex)

    def coordination_confirm(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：核验通过。"""
        return self.call("POST", f"/api/v1/coordination/{quote(matter)}/confirm", {}, body, key or uuid.uuid4().hex)

    def coordination_fail_instead(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：代为核验不通过。"""
        return self.call(
            "POST", f"/api/v1/coordination/{quote(matter)}/fail_instead", {}, body, key or uuid.uuid4().hex
        )

    def coordination_confirm_instead(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：代为核验通过。"""
        return self.call(
            "POST", f"/api/v1/coordination/{quote(matter)}/confirm_instead", {}, body, key or uuid.uuid4().hex
        )

    def coordination_score(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """协同监管事项：作出个案评价。"""
        return self.call("POST", f"/api/v1/coordination/{quote(matter)}/score", {}, body, key or uuid.uuid4().hex)

    def open_mediation(self, body: dict[str, Any], key: str = "") -> Any:
        """人民调解案件：登记。"""
        return self.call("POST", "/api/v1/mediation", {}, body, key or uuid.uuid4().hex)

    def mediation_accept(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """人民调解案件：受理。"""
        return self.call("POST", f"/api/v1/mediation/{quote(matter)}/accept", {}, body, key or uuid.uuid4().hex)

    def mediation_refuse(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """人民调解案件：不予受理。"""
        return self.call("POST", f"/api/v1/mediation/{quote(matter)}/refuse", {}, body, key or uuid.uuid4().hex)

    def mediation_withdraw(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """人民调解案件：当事人撤回。"""
        return self.call("POST", f"/api/v1/mediation/{quote(matter)}/withdraw", {}, body, key or uuid.uuid4().hex)

    def mediation_assign(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """人民调解案件：分派。"""
        return self.call("POST", f"/api/v1/mediation/{quote(matter)}/assign", {}, body, key or uuid.uuid4().hex)

    def mediation_reassign(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """人民调解案件：改派。"""
        return self.call("POST", f"/api/v1/mediation/{quote(matter)}/reassign", {}, body, key or uuid.uuid4().hex)

    def mediation_extend(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """人民调解案件：延长调解期限。"""
        return self.call("POST", f"/api/v1/mediation/{quote(matter)}/extend", {}, body, key or uuid.uuid4().hex)

    def mediation_hold(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """人民调解案件：登记调解。"""
        return self.call("POST", f"/api/v1/mediation/{quote(matter)}/hold", {}, body, key or uuid.uuid4().hex)

    def mediation_agree_in_writing(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """人民调解案件：达成书面协议。"""
        return self.call(
            "POST", f"/api/v1/mediation/{quote(matter)}/agree_in_writing", {}, body, key or uuid.uuid4().hex
        )

    def mediation_agree_orally(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """人民调解案件：达成口头协议。"""
        return self.call("POST", f"/api/v1/mediation/{quote(matter)}/agree_orally", {}, body, key or uuid.uuid4().hex)

    def mediation_fail(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """人民调解案件：调解不成。"""
        return self.call("POST", f"/api/v1/mediation/{quote(matter)}/fail", {}, body, key or uuid.uuid4().hex)

    def mediation_apply(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """人民调解案件：申请司法确认。"""
        return self.call("POST", f"/api/v1/mediation/{quote(matter)}/apply", {}, body, key or uuid.uuid4().hex)

    def mediation_decided(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """人民调解案件：登记法院决定。"""
        return self.call("POST", f"/api/v1/mediation/{quote(matter)}/decided", {}, body, key or uuid.uuid4().hex)

    def mediation_visit(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """人民调解案件：回访。"""
        return self.call("POST", f"/api/v1/mediation/{quote(matter)}/visit", {}, body, key or uuid.uuid4().hex)

    def mediation_finish(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """人民调解案件：履行完毕。"""
        return self.call("POST", f"/api/v1/mediation/{quote(matter)}/finish", {}, body, key or uuid.uuid4().hex)

    def mediation_give_up(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """人民调解案件：未能履行。"""
        return self.call("POST", f"/api/v1/mediation/{quote(matter)}/give_up", {}, body, key or uuid.uuid4().hex)

    def mediation_archive(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """人民调解案件：归档。"""
        return self.call("POST", f"/api/v1/mediation/{quote(matter)}/archive", {}, body, key or uuid.uuid4().hex)

    def mediation_instruct(self, matter: str, body: dict[str, Any], key: str = "") -> Any:
        """人民调解案件：指导意见。"""
        return self.call("POST", f"/api/v1/mediation/{quote(matter)}/instruct", {}, body, key or uuid.uuid4().hex)
