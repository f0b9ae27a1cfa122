"""The tools are scripts beside the project, not a package of it: they import each other by their folder."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
