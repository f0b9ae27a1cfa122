"""``python -m bench``: run every module of this folder that has a ``main()``; with names, only those."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import bench


def run(wanted: list[str]) -> None:
    """Run the benchmarks called ``wanted``, all of them where none is named."""
    for name in sorted(module.name for module in pkgutil.iter_modules(bench.__path__)):
        if name.startswith("_") or (wanted and name not in wanted):
            continue
        main = getattr(importlib.import_module(f"bench.{name}"), "main", None)
        if main is not None:
            print(f"== {name}", flush=True)
            main()


if __name__ == "__main__":
    run(sys.argv[1:])
