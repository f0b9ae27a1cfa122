"""A backup while people work, restored elsewhere: whole, verified, and nothing missing of what was told done before.

``python -m bench.backup_under_load``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

from bench._books import look, show
from bench._site import apart, home, running
from bench._walkers import finish, further, places, started, told

CLIENTS, BACKUPS = 3, 3


def main(clients: int = CLIENTS, backups: int = BACKUPS) -> None:
    """Back up several times under load; restore the last elsewhere and look."""
    with home() as place:
        where = apart(places)
        file, elsewhere = place.parent / "backup.tar", place.parent / "elsewhere"
        with running(place, "--workers", "2") as site:
            stop, taken = threading.Event(), []
            walkers = started(site.port, clients, where, stop)
            site.wait_until(lambda: all(one.told or one.failure for one, _thread in walkers), "the first steps")
            for _backup in range(backups):
                further(site, walkers, "more to back up")
                before, began = told(walkers), time.monotonic()
                _fazhi(place, "backup", str(file), "--force")
                taken.append(time.monotonic() - began)
                meanwhile = len(told(walkers)) - len(before)
            finish(walkers, stop)
        elsewhere.mkdir()
        if (place / "keys.toml").exists():
            shutil.copy(place / "keys.toml", elsewhere)
        began = time.monotonic()
        _fazhi(elsewhere, "restore", str(file), "--replace", "--yes")
        restored = time.monotonic() - began
        os.environ["FAZHI_HOME"] = str(elsewhere)
        books = apart(look, before)
        size = file.stat().st_size
    print(
        f"{backups} backups under {clients} clients: {', '.join(f'{one:.1f} s' for one in taken)}, {size / 1e6:.1f} MB"
    )
    print(f"  {meanwhile} steps were done while the last was made, {len(before)} had been told done before it")
    print(f"  restored elsewhere and verified in {restored:.1f} s")
    show(books)


def _fazhi(place: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "fazhi", *arguments]
    done = subprocess.run(command, env={**os.environ, "FAZHI_HOME": str(place)}, capture_output=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr).decode()


if __name__ == "__main__":
    main()
