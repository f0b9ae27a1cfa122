"""What a token may be for. A scope never gives more than its user has: it only says which of that the token may use."""

from __future__ import annotations

from collections.abc import Iterable

from fazhi.errors import FazhiError
from fazhi.i18n import _, later

READ, WRITE, FILES = "matters.read", "matters.write", "materials.read"
UNMASK, FIGURES, LAW, HOOKS = "parties.unmask", "figures.read", "law.read", "hooks.write"

SCOPES = {
    READ: later("查看事项、办理经过、当事人（遮盖后）和评价"),
    WRITE: later("登记和办理事项，上传材料"),
    FILES: later("下载材料"),
    UNMASK: later("查看当事人完整的证件号码和电话（每次要写理由，留下记录）"),
    FIGURES: later("查看台账、指标和指标背后的记录"),
    LAW: later("查法条，计算费用和期限"),
    HOOKS: later("订阅事项变化的推送"),
}


def checked(given: Iterable[str]) -> list[str]:
    """The scopes, each once, in their order. Raises :class:`FazhiError` for none or an unknown one."""
    wanted = set(given)
    unknown = sorted(wanted - set(SCOPES))
    if unknown or not wanted:
        raise FazhiError(
            _("令牌的权限范围应从这些中选：{known}。").format(known="、".join(SCOPES))
            + (_("没有“{unknown}”。").format(unknown="、".join(unknown)) if unknown else ""),
            code="bad_scope",
        )
    return [name for name in SCOPES if name in wanted]
