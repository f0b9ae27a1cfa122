"""A city platform hands a street's finding to the district and follows what becomes of it.

    FAZHI_SITE=http://127.0.0.1:8000 FAZHI_TOKEN=fazhi_… python report.py finding.json

``finding.json`` has ``id`` (the platform's own, by which a repeated report is done once) and ``answers`` as the schema
of ``open_coordination`` has them. Prints the number under which the district keeps it, its state and its deadline.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from client import Client, Problem


def report(district: Client, finding: dict[str, Any]) -> dict[str, Any]:
    """Register a finding; the same finding again gives the same matter."""
    matter: dict[str, Any] = district.open_coordination({"answers": finding["answers"]}, key=f"city-{finding['id']}")
    return matter


def open_matters(district: Client) -> list[dict[str, Any]]:
    """All matters that are not closed, page by page."""
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = district.list_matters(is_="open", limit=100, cursor=cursor)
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            return found


def main() -> None:
    """See the module."""
    district = Client(os.environ["FAZHI_SITE"], os.environ["FAZHI_TOKEN"])
    try:
        matter = report(district, json.loads(Path(sys.argv[1]).read_text("utf-8")))
    except Problem as refusal:
        # The sentence is for whoever filled in the finding; "errors" says what is wrong with which answer.
        sys.exit(f"{refusal} {json.dumps(refusal.content.get('errors', {}), ensure_ascii=False)}")
    print(matter["number"], matter["state_label"], matter["next_due"] or "")
    print(len(open_matters(district)))


if __name__ == "__main__":
    main()
