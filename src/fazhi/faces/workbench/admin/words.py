"""The log of changes in words: what was changed, and what before became what after."""

from __future__ import annotations

import json
from typing import Any

from fazhi.errors import FazhiError
from fazhi.faces.workbench.admin.people import role_label
from fazhi.i18n import _, later
from fazhi.kernel.evaluation.rubrics import versions
from fazhi.kernel.models import Change
from fazhi.kernel.procedures.rules import find

SUBJECTS = {
    "membership": later("岗位"),
    "account": later("账号"),
    "unit": later("机构"),
    "calendar": later("工作日历"),
    "rule": later("规则"),
    "parameter": later("参数核对"),
    "rubric": later("评分表"),
    "credential": later("聘书"),
    "template": later("文书模板"),
    "party": later("当事人"),
}

ACTIONS = {
    "take_seat": later("任职"),
    "leave_seat": later("免去"),
    "create": later("建立账号"),
    "reset_password": later("重设密码"),
    "close_account": later("停用账号"),
    "reopen_account": later("恢复账号"),
    "unlock": later("解除锁定"),
    "reset_factor": later("重置动态验证码"),
    "fill": later("从区县配置装入"),
    "from_file": later("按区县配置改动"),
    "add": later("设立"),
    "rename": later("改名"),
    "move": later("移动"),
    "close": later("撤销"),
    "enter_day": later("登记变更"),
    "withdraw_day": later("撤回登记"),
    "set_rule": later("修改"),
    "unset_rule": later("恢复原来的规定"),
    "mark_checked": later("核对无误"),
    "unmark_checked": later("撤回核对"),
    "add_version": later("新版本"),
    "appoint": later("聘任"),
    "release": later("解聘"),
    "erase": later("删除个人信息"),
}

_FIELDS = {
    "since": later("自"),
    "until": later("到"),
    "active": later("账号可用"),
    "name": later("名称"),
    "kind": later("类别"),
    "system": later("所属系统"),
    "parent": later("上级"),
    "successor": later("承接单位"),
    "children": later("改归承接单位的下级"),
    "codes": later("代码"),
    "works": later("是工作日"),
    "document": later("文件"),
    "value": later("值"),
    "running": later("也用于正在计的期限"),
    "version": later("版本"),
    "checked": later("已核"),
    "label": later("名称"),
    "full": later("满分"),
    "items": later("评分项"),
    "n": later("期限"),
    "extension": later("可延长"),
}

_MANY = 12


def about(change: Change) -> str:
    """What was changed: who in which role and unit, which unit, day, rule or rubric."""
    if change.subject == "membership" and change.user and change.organization:
        return f"{change.user.name}：{change.organization.name}{role_label(change.key)}"
    if change.user:
        return f"{change.user.name}（{change.user.username}）"
    if change.organization:
        return f"{change.organization.name}（{change.organization.code}）"
    return title(change.subject, change.key) or _("全区")


def title(subject: str, key: str) -> str:
    """A rule or rubric by its name, with its id; anything else by its key."""
    try:
        if subject in ("rule", "parameter"):
            return f"{find(key).title}（{key}）"
        if subject == "rubric":
            return f"{_(versions(key)[-1].label)}（{key}）"
    except FazhiError:
        pass
    return key


def differences(change: Change) -> list[tuple[str, str, str]]:
    """Field by field what stood before and what stands after, where they differ."""
    names = dict.fromkeys([*change.before, *change.after])
    return [
        (_(_FIELDS[name]) if name in _FIELDS else name, _text(change.before.get(name)), _text(change.after.get(name)))
        for name in names
        if change.before.get(name) != change.after.get(name)
    ]


def _text(value: Any) -> str:
    if value is None or value in ("", []):
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        shown = "、".join(value[:_MANY])
        return shown if len(value) <= _MANY else _("{shown} 等 {n} 个").format(shown=shown, n=len(value))
    if isinstance(value, list):
        return "；".join(f"{one['label']} {one['full']}" if "label" in one else str(one) for one in map(_entry, value))
    if isinstance(value, dict):
        parts = [f"{_(_FIELDS[name])} {_text(one)}" for name, one in value.items() if name in _FIELDS and one]
        return "，".join(parts) or json.dumps(value, ensure_ascii=False)
    return str(value)


def _entry(one: Any) -> dict[str, Any]:
    return one if isinstance(one, dict) else {"value": one}
