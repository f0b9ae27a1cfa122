"""The workbench over a million matters and five million events, side by side with Django's admin and with bare SQL.

``python -m bench workbench``, or ``python -m bench.workbench --size 50000`` for a smaller district. The server is an
embedded one of its own, made for the bench and removed after it, or left in the folder that ``--keep`` names, for the
next time. Requests take turns, so that what else the machine does falls on all of them alike.

Django's admin is asked for a list as long as ours (30 lines) and for one as it is shipped (100 lines). The first is the
reference: it does the same work. What is called faster is so many times as fast as that, by the median and by the
95th percentile; the second stands beside it.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

SIZE, REQUESTS = 1_000_000, 500

_ADMIN, _SHIPPED = "Django admin, 30 lines", "Django admin, 100 lines, as shipped"
# What a person would write who wants the first thirty of a unit's queue once.
_BARE = """
SELECT m.id, m.uuid, m.number, m.title, m.state, m.opened_on, m.next_due FROM kernel_matter m
JOIN kernel_assignment a ON a.matter_id = m.id AND a.organization_id = %s AND a.place = 'lead' AND a.live
WHERE m.state IN ('dispatched', 'handling', 'scoring') ORDER BY m.next_due, m.id DESC LIMIT 30
"""


def main(size: int = SIZE, requests: int = REQUESTS, keep: Path | None = None) -> None:
    """Make the district, or take the one that lies in ``keep``, then print what the pages cost."""
    folder = keep or Path(tempfile.mkdtemp(prefix="fazhi-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    os.environ |= {"FAZHI_HOME": str(folder / "home"), "FAZHI_SECRET_KEY": "of the bench"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench._workbench_site"
    try:
        with _district(folder / "data", size) as made:
            _pages(made, requests)
            _process(made)
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _district(data: Path, size: int) -> Iterator[dict[str, Any]]:
    """A server with everything in it: the people by their part, the keys of open matters."""
    import psycopg

    from fazhi.kernel.database.embedded import let_go
    from fazhi.kernel.database.server import APPLICATION, as_role, database, embedded
    from fazhi.kernel.start import load

    server = embedded(data)
    with psycopg.connect(server, autocommit=True) as connection:
        for setting in ("fsync = off", "max_wal_size = '8GB'", "full_page_writes = off"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    owner = database(server, "fazhi_bench")
    os.environ |= {"FAZHI_OWNER_URL": owner, "DATABASE_URL": as_role(owner, APPLICATION)}
    load()
    start = time.perf_counter()
    try:
        yield _made(owner, size, start)
    finally:
        from django.db import connections

        connections.close_all()
        let_go(data)


def _made(owner: str, size: int, start: float) -> dict[str, Any]:
    import psycopg

    from bench._workbench_rows import write
    from fazhi.domains.coordination.procedure import Coordination
    from fazhi.kernel.clock import today
    from fazhi.kernel.database.migrating import migrate
    from fazhi.kernel.district import current
    from fazhi.kernel.models import Matter, Membership, Organization, User
    from fazhi.kernel.populate import populate

    migrate()
    populate()
    streets = list(Organization.objects.filter(kind="街道").order_by("code"))
    units = list(Organization.objects.filter(kind__in=("工作部门", "驻区单位")).order_by("code"))
    posts = {name: Organization.objects.get(name=unit) for name, unit in current().posts.items()}
    office, committee = posts["coordination.office"], posts["coordination.committee"]
    people = {}
    for part, unit, role in (
        ("lead", units[4], "handler"),
        ("street", streets[2], "handler"),
        ("dispatcher", office, "dispatcher"),
        ("overseer", office, "overseer"),
    ):
        known = User.objects.filter(username=part).first()
        people[part] = known or User.objects.create_user(part, f"经办人{part}")
        if known is None:
            Membership.objects.create(user=people[part], organization=unit, role=role, since=today().replace(year=2019))
    values = {
        "size": size,
        "today": today(),
        "version": Coordination.version(),
        "streets": [one.pk for one in streets],
        "units": [one.pk for one in units],
        "leads": len(units),
        "office": office.pk,
        "committee": committee.pk,
        "actor": people["lead"].pk,
    }
    with psycopg.connect(owner, autocommit=True) as connection:
        if not Matter.objects.exists():
            write(connection, values)
        counted = connection.execute(
            "SELECT (SELECT count(*) FROM kernel_matter), (SELECT count(*) FROM kernel_event),"
            " pg_size_pretty(pg_database_size(current_database()))"
        ).fetchone()
    assert counted is not None
    print(f"{counted[0]:,} matters, {counted[1]:,} events, {counted[2]}, made in {time.perf_counter() - start:.0f} s")
    open_ones = Matter.objects.filter(closed_on__isnull=True, assignments__organization=units[4])
    return {
        "people": people,
        "unit": units[4].pk,
        "street": streets[2].code,
        "matters": list(open_ones.order_by("pk").values_list("uuid", flat=True)[:200]),
    }


def _pages(made: dict[str, Any], requests: int) -> None:
    """Every page and both references, in turns."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from fazhi.faces.web import settle

    clients = {}
    for part, user in made["people"].items():
        clients[part] = Client()
        clients[part].force_login(user)
    keys = cycle(made["matters"])

    def get(part: str, path: str) -> Callable[[], Any]:
        return lambda: clients[part].get(path)

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_BARE, [made["unit"]])
            cursor.fetchall()

    street = made["street"]
    measured: dict[str, Callable[[], Any]] = {
        _ADMIN: get("overseer", "/admin/kernel/matter/"),
        _SHIPPED: get("overseer", "/shipped/kernel/matter/"),
        "bare SQL, a unit's queue": bare,
        "queue, a unit that leads": get("lead", "/workbench/"),
        "queue, a street": get("street", "/workbench/"),
        "queue, the office that dispatches": get("dispatcher", "/workbench/"),
        "all matters, who oversees them": get("overseer", "/workbench/matters/?view="),
        "all matters of a unit": get("lead", "/workbench/matters/?view="),
        "filtered: late and hard in a street": get(
            "overseer", f"/workbench/matters/?is=late&urgency=hard&street={street}"
        ),
        "filtered: closed, by words, from the newest": get(
            "lead", "/workbench/matters/?is=closed&q=共享单车&sort=-opened"
        ),
        "page of a matter": lambda: clients["lead"].get(f"/workbench/matters/{next(keys)}/"),
        "search: a number": get("street", "/workbench/search/?q=罗协〔2024〕77号"),
        "search: a rare word": get("overseer", "/workbench/search/?q=凤凰路13号共享单车"),
        "search: a word that stands everywhere": get("lead", "/workbench/search/?q=共享单车"),
    }
    costs: dict[str, tuple[int, int, int]] = {}
    for name, act in measured.items():
        act()
        with CaptureQueriesContext(connection) as captured:
            answer = act()
        body = getattr(answer, "content", b"")
        assert answer is None or answer.status_code == 200, (name, answer.status_code)
        costs[name] = (len(captured), len(body), len(gzip.compress(body)) if body else 0)
    settle()
    times: dict[str, list[float]] = {name: [] for name in measured}
    for _turn in range(requests):
        for name, act in measured.items():
            start = time.perf_counter()
            act()
            times[name].append(time.perf_counter() - start)
    admin, shipped = (_typical(times[name]) for name in (_ADMIN, _SHIPPED))
    print(
        f"{requests} requests of each in turns; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    print(f"  {'':<44}{'median':>9}{'p95':>9}{'faster':>8}{'p95':>7}{'than 100':>10}{'SQL':>5}{'kB':>7}{'kB gz':>7}")
    for name, taken in times.items():
        median, p95 = _typical(taken)
        statements, size, packed = costs[name]
        faster = f"{admin[0] / median:>7.1f}×{admin[1] / p95:>6.1f}×{shipped[0] / median:>9.1f}×"
        print(
            f"  {name:<44}{median * 1000:>6.1f} ms{p95 * 1000:>6.1f} ms{faster}{statements:>5}"
            f"{size / 1000:>7.1f}{packed / 1000:>7.1f}"
        )


def _typical(taken: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]


def _process(made: dict[str, Any], requests: int = 1000) -> None:
    """Memory of a web process after its first requests and after a thousand more."""
    import psutil
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(made["people"]["lead"])
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    paths = [
        "/workbench/",
        "/workbench/matters/?view=",
        *(f"/workbench/matters/{key}/" for key in made["matters"][:20]),
    ]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        process = subprocess.Popen(
            [sys.executable, "-m", "fazhi.faces.web", str(listening.fileno())],
            pass_fds=[listening.fileno()],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "fazhi.settings"},
        )
        try:
            before = 0.0
            for number, path in zip(range(requests + 50), cycle(paths), strict=False):
                if number == 50:
                    before = psutil.Process(process.pid).memory_info().rss / 2**20
                connection = http.client.HTTPConnection(*listening.getsockname()[:2], timeout=60)
                connection.request("GET", path, headers={"Cookie": cookie, "Host": "localhost"})
                assert connection.getresponse().status == 200, path
                connection.close()
            after = psutil.Process(process.pid).memory_info().rss / 2**20
        finally:
            process.terminate()
            process.wait(20)
    print(f"memory of a web process: {before:.0f} MiB after 50 requests, {after:.0f} MiB after {requests} more")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--keep", type=Path, help="folder of a district that is made once and used again")
    given = parser.parse_args()
    main(given.size, given.requests, given.keep)
