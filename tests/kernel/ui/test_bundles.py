"""Pages get the bundle that was made; browsers may keep it for good."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.templatetags.static import static
from django.test import Client

from fazhi.kernel.ui import assets

MANIFEST = Path(assets.__file__).parents[1] / "static" / "ui" / "built" / "manifest.json"
needs_bundles = pytest.mark.skipif(not MANIFEST.exists(), reason="no bundles here: run make ready")


@pytest.fixture(autouse=True)
def read_anew() -> None:
    assets._bundles.cache_clear()


@needs_bundles
def test_every_bundle_is_served_packed_and_for_good() -> None:
    files = json.loads(MANIFEST.read_text("utf-8"))["files"]
    assert {"ui/theme.js", "ui/workbench.css", "ui/workbench.js", "ui/charts.js"} <= set(files)
    for name in files:
        answer = Client().get(static(name), headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200, name
        assert "immutable" in answer.headers["Cache-Control"], name
        assert answer.headers["Content-Encoding"] == "gzip", name


def test_what_is_not_bundled_keeps_its_name() -> None:
    assert static("ui/seal.svg") == "/static/ui/seal.svg"


def test_before_anything_is_bundled_pages_are_plain_and_the_log_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(assets, "_MANIFEST", tmp_path / "manifest.json")
    assert static("ui/workbench.css") == "/static/ui/workbench.css"
    assert "make ready" in caplog.text
    assets._bundles.cache_clear()
