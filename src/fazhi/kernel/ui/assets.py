"""Which file a page gets when it asks for a bundle: the one whose name carries the hash of its content.

The bundles and their manifest are made by ``make`` (tools/assets.py). What is not bundled keeps its own name.
"""

from __future__ import annotations

import json
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage

_FOLDER = "ui/built"
_MANIFEST = Path(__file__).parents[1] / "static" / _FOLDER / "manifest.json"
_log = logging.getLogger(__name__)


class BundledStatic(StaticFilesStorage):
    """``{% static 'ui/workbench.css' %}`` gives the bundle of that name. A browser may keep it for good."""

    def url(self, name: str | None, *args: Any, **more: Any) -> str:
        made = _bundles(_MANIFEST.stat().st_mtime_ns if settings.DEBUG and _MANIFEST.exists() else 0)
        return super().url(made.get(name or "", name), *args, **more)


@lru_cache(maxsize=1)
def _bundles(changed: int) -> dict[str, str]:
    """Names and the bundles that stand for them. A server keeps what it started with; in development it follows."""
    del changed
    try:
        files = json.loads(_MANIFEST.read_text("utf-8"))["files"]
    except FileNotFoundError:
        _log.error("页面的样式和脚本还没有生成，请先运行 make ready  No bundles yet: run make ready first")
        return {}
    return {name: f"{_FOLDER}/{file}" for name, file in files.items()}
