"""A web process with many callers at once: they share its few connections to the database, and all are answered."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from fazhi.kernel.database.server import connect

CONNECTIONS, CALLERS = 3, 40


class Unfollowed(urllib.request.HTTPRedirectHandler):
    """Where a page sends its reader is the answer."""

    def redirect_request(self, *_given: object) -> None:
        return None


def status(address: str) -> int:
    # A session is looked for in the database; there is none of this name.
    request = urllib.request.Request(address, headers={"Cookie": "sessionid=" + "a" * 32})
    try:
        with urllib.request.build_opener(Unfollowed).open(request, timeout=120) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.usefixtures("fresh_platform")
def test_many_callers_share_few_connections() -> None:
    connections.close_all()
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listening:
        descriptor, port = listening.fileno(), listening.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "fazhi.faces.web", str(descriptor)],
            env={**os.environ, "FAZHI_POOL": str(CONNECTIONS)},
            pass_fds=(descriptor,),
        )
        try:
            with ThreadPoolExecutor(CALLERS) as callers:
                answers = list(callers.map(status, [f"http://127.0.0.1:{port}/workbench/"] * 2 * CALLERS))
            with connect() as owner:
                [used] = owner.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'fazhi_app'"
                ).fetchone() or (0,)
        finally:
            process.terminate()
            process.wait(60)
    assert set(answers) == {302}
    assert 1 <= used <= CONNECTIONS
