"""The example of a city platform, run against the platform over HTTP with nothing but what the schema gives."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application

from api_calls import caller_of
from coordination_walk import STREET, cast
from fazhi.kernel.models import Matter, Organization

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "examples" / "city_platform"


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_given: Any) -> None:
        pass


@pytest.fixture
def site(fresh_platform: str, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock():
        server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_client_is_what_the_schema_gives() -> None:
    found = importlib.util.spec_from_file_location("api_client", ROOT / "tools" / "api_client.py")
    assert found is not None
    assert found.loader is not None
    tool = importlib.util.module_from_spec(found)
    found.loader.exec_module(tool)
    assert (EXAMPLE / "client.py").read_text("utf-8") == tool.written(), "run python tools/api_client.py"


def test_a_finding_is_handed_over_once(site: str, tmp_path: Path) -> None:
    people = cast()
    community = Organization.objects.filter(parent__name=STREET, kind="社区").order_by("code")[0]
    finding = tmp_path / "finding.json"
    answers = {
        "field": "市容管理",
        "source": "street",
        "urgency": "ordinary",
        "community": community.code,
        "place": "老围一街路口",
        "description": "共享单车堆放，堵住了人行道。",
    }
    environment = os.environ | {"FAZHI_SITE": site, "FAZHI_TOKEN": caller_of(people.street).secret}

    def handed_over() -> subprocess.CompletedProcess[str]:
        finding.write_text(json.dumps({"id": 17, "answers": answers}), "utf-8")
        command = [sys.executable, "-B", "report.py", str(finding)]
        return subprocess.run(command, cwd=EXAMPLE, env=environment, capture_output=True, text=True, check=False)

    first, second = handed_over(), handed_over()
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    assert first.stdout.startswith(Matter.objects.get().number)
    answers["urgency"] = "very"
    refused = handed_over()
    assert refused.returncode == 1
    assert "urgency" in refused.stderr or "Idempotency-Key" in refused.stderr
