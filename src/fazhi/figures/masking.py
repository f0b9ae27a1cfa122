"""Masking of personal data wherever rows are shown: pages, reports, exports."""

from __future__ import annotations

from fazhi.figures.ledger import Ledger, Personal


def mask(kind: Personal, value: str) -> str:
    """Mask one value: 张三丰 → 张**, 138****1234, the first three and last two of an identity number, a street at most.

    Values too short to keep a part are masked whole.
    """
    value = value.strip()
    match kind:
        case "name":
            return value[:1] + "*" * max(1, len(value) - 1) if value else ""
        case "phone":
            return f"{value[:3]}****{value[-4:]}" if len(value) >= 11 else "*" * len(value)
        case "id_number":
            return f"{value[:3]}{'*' * (len(value) - 5)}{value[-2:]}" if len(value) >= 15 else "*" * len(value)
        case "address":
            head = value.partition("街道")
            return f"{head[0]}{head[1]}****" if head[1] else "****" if value else ""


def mask_cell(ledger: Ledger, column: str, value: object) -> object:
    """The cell as it may be shown: masked where its column holds personal data, unchanged elsewhere."""
    declared = ledger.by_name.get(column)
    if declared is None or declared.personal is None or not isinstance(value, str):
        return value
    return mask(declared.personal, value)
