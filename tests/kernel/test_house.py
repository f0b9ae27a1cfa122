"""The kernel knows no business: no declared procedure is named anywhere in it."""

from __future__ import annotations

import re
from pathlib import Path

import fazhi.kernel
from fazhi.kernel.procedures.registry import everything


def test_the_kernel_contains_no_word_of_any_business() -> None:
    folder = Path(fazhi.kernel.__file__).parent
    words = [word for each in everything() for word in (each.id, each.label, each.record.partition(".")[0])]
    assert "coordination" in words
    wrong = [
        f"{path.relative_to(folder)}: {word}"
        for path in folder.rglob("*")
        if path.suffix in {".py", ".html", ".css", ".js", ".yaml"}
        for word in words
        if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", path.read_text("utf-8"))
    ]
    assert wrong == []
