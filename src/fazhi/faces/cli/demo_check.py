"""``fazhi demo --check``: start the demonstration, open every page as every role, stop, and say what was wrong.

Pages are found as a user finds them, by their links; of pages of one kind (a matter, a unit) some are opened and the
rest passed over. Nothing is sent but the sign-in.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar

from fazhi.errors import FazhiError
from fazhi.faces.cli.demo_start import Account, Ready
from fazhi.faces.cli.output import console, print_table, progress_bar
from fazhi.i18n import _

_STARTS_WITHIN = 120.0
_OF_A_KIND = 2
_WITH_QUERIES = 5  # of one page with filters, sorts and tabs
_PAGES_A_ROLE = 150
_ADDRESS = re.compile(rb"http://127\.0\.0\.1:\d+/")
# What tells pages of one kind apart: a UUID, a number, a problem's number, a figure, a period.
_KEY = re.compile(r"/(?:[0-9a-f]{8}-[0-9a-f-]{27}|\d+|[A-Z]{2}\d+|[a-z_]+\.[a-z_.]+|\d{4}[-0-9HQ.]*)(?=/|$)")


@dataclass
class Visit:
    """What one role saw: pages opened by kind, and what was wrong with any."""

    account: Account
    opened: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")


class _Page(HTMLParser):
    """Links, the fields of the first form with a password, and whether there is a heading."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fields: dict[str, str] = {}
        self.headings = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href") and "download" not in given:
            self.links.append(str(given["href"]))
        elif tag == "input" and given.get("name"):
            self.fields.setdefault(str(given["name"]), given.get("value") or "")
        elif tag == "h1":
            self.headings += 1


class Session:
    """One role in a browser of its own."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def open(self, address: str, data: dict[str, str] | None = None) -> tuple[int, str, str, str]:
        """Status, address after redirects, type, text."""
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        where = urllib.parse.urljoin(self.base, address)
        request = urllib.request.Request(where, body, {"Referer": self.base})  # noqa: S310 (ours alone)
        try:
            with self._opener.open(request, timeout=60) as answer:
                kind = answer.headers.get_content_type()
                text = answer.read().decode("utf-8", "replace") if kind == "text/html" else ""
                return answer.status, answer.url, kind, text
        except urllib.error.HTTPError as error:
            return error.code, error.url or "", error.headers.get_content_type(), ""


def check(ready: Ready) -> bool:
    """Whether every page opened as every role; prints what was seen."""
    # Told to stop, it stops the platform too.
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(143))
    visits = []
    with _running() as base, progress_bar() as progress:
        for done, account in enumerate(ready.accounts):
            progress(_("访问页面"), done, len(ready.accounts))
            visits.append(_visit(base, account, ready.password))
        progress(_("访问页面"), len(ready.accounts), len(ready.accounts))
    print_table(
        (_("账号"), _("岗位"), _("页面"), _("种类"), _("最慢"), _("有误")),
        [
            (
                visit.account.username,
                _(visit.account.role),
                str(visit.opened.total()),
                str(len(visit.opened)),
                f"{visit.slowest[0]:.2f} s {visit.slowest[1]}",
                str(len(visit.faults)),
            )
            for visit in visits
        ],
        title=_("演示检查"),
    )
    for visit in visits:
        for fault in visit.faults:
            console().print(f"✗ {visit.account.username} {fault}", markup=False)
    return bool(visits) and not any(visit.faults for visit in visits)


def _visit(base: str, account: Account, password: str) -> Visit:
    visit, session = Visit(account), Session(base)
    status, here, _kind, text = session.open("/workbench/")
    page = _read(text)
    fields = {name: value for name, value in page.fields.items() if name not in ("username", "login", "password")}
    name = "login" if "login" in page.fields else "username"
    status, here, _kind, text = session.open(here, fields | {name: account.username, "password": password})
    if status != 200 or "password" in _read(text).fields:
        visit.faults.append(_("登录不了（{status}）").format(status=status))
        return visit
    waiting, seen = deque(["/workbench/"]), {"/workbench/"}
    while waiting and visit.opened.total() < _PAGES_A_ROLE:
        address = waiting.popleft()
        began = time.monotonic()
        status, here, kind, text = session.open(address)
        visit.slowest = max(visit.slowest, (time.monotonic() - began, address))
        visit.opened[_kind_of(address)] += 1
        if status != 200:
            visit.faults.append(f"{address} {status}")
            continue
        if kind != "text/html":
            continue
        page = _read(text)
        if not page.headings:
            visit.faults.append(_("{address} 没有标题").format(address=address))
        for link in page.links:
            found = _inside(base, here, link)
            if found and found not in seen and _few(seen, found):
                seen.add(found)
                waiting.append(found)
    return visit


def _read(text: str) -> _Page:
    page = _Page()
    page.feed(text)
    return page


def _inside(base: str, here: str, link: str) -> str:
    """The address of a link within the workbench, without its fragment; "" for any other."""
    parts = urllib.parse.urlsplit(urllib.parse.urljoin(here, link))
    inside = f"{parts.scheme}://{parts.netloc}/" == base and parts.path.startswith("/workbench/")
    leaves = "sign-out" in parts.path
    return (
        f"{parts.path}?{parts.query}" if inside and not leaves and parts.query else parts.path * (inside and not leaves)
    )


def _kind_of(address: str) -> str:
    """An address with its keys and values left out: what kind of page it is."""
    path, _mark, query = address.partition("?")
    names = sorted({part.partition("=")[0] for part in query.split("&") if part})
    return _KEY.sub("/…", urllib.parse.unquote(path)) + ("?" + "&".join(names) if names else "")


def _few(seen: set[str], address: str) -> bool:
    """Whether few pages like this one were taken: with the same keys left out, or the same page with other queries."""
    kind, (path, query, _values) = _kind_of(address), address.partition("?")
    if query and sum(one.startswith(f"{path}?") for one in seen) >= _WITH_QUERIES:
        return False
    return sum(_kind_of(one) == kind for one in seen) < _OF_A_KIND


@contextmanager
def _running() -> Iterator[str]:
    """The platform on a free port while the block runs; its address."""
    command = [sys.executable, "-m", "fazhi", "up", "--port", str(_free_port())]
    process = subprocess.Popen(  # noqa: S603 (our own command)
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "FAZHI_LANG": "zh"}
    )
    try:
        yield _address(process)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _address(process: subprocess.Popen[bytes]) -> str:
    """The address that ``fazhi up`` prints, once it answers there. What it prints later is read and dropped."""
    assert process.stdout is not None
    printed, deadline = [], time.monotonic() + _STARTS_WITHIN
    for line in process.stdout:
        printed.append(line)
        found = _ADDRESS.search(line)
        if found is not None:
            threading.Thread(target=process.stdout.read, daemon=True).start()
            base = found.group().decode()
            while time.monotonic() < deadline:
                try:
                    urllib.request.urlopen(f"{base}workbench/", timeout=5).close()  # noqa: S310 (ours alone)
                    return base
                except OSError:
                    time.sleep(0.2)
            break
    raise FazhiError(
        _("平台没有启动：{said}").format(said=b"".join(printed[-5:]).decode("utf-8", "replace").strip()),
        code="not_started",
    )
