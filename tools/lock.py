"""Renew the locked versions (`make lock`): the project's packages, and uv, which installs them.

Universal, so that one file serves every system; from Python 3.11, so that it does not matter who runs it. Hashes
only: no address of an index gets into a lock.
"""

from __future__ import annotations

import os
import subprocess
import sys

from bootstrap import ROOT, pip_configuration
from index_settings import pip_settings, uv_arguments, uv_environment
from venv_state import PACKAGES, UV

UV_WANTED = "uv>=0.13"


def main() -> None:
    settings = pip_settings(pip_configuration(sys.executable))
    # An additional index is often a partial mirror: a lock made from it would lack the hashes for other systems.
    for partial in ("extra-index-url", "find-links"):
        settings.pop(partial, None)
    command = [sys.executable, "-m", "uv", "pip", "compile", *uv_arguments(settings), "--quiet", "--upgrade"]
    command += ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-emit-index-url"]
    environment = uv_environment(settings, os.environ)
    for source, extra, target in (("pyproject.toml", ["--extra", "dev"], PACKAGES), ("-", ["--no-annotate"], UV)):
        subprocess.run(
            [*command, *extra, "--output-file", target, source],
            cwd=ROOT,
            env=environment,
            input=UV_WANTED,
            encoding="utf-8",
            check=True,
        )


if __name__ == "__main__":
    main()
