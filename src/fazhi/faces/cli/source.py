"""Where the ledgers of a command come from: a folder of files, or the database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fazhi.errors import FazhiError
from fazhi.i18n import _

if TYPE_CHECKING:
    from fazhi.figures.catalogue import Catalogue
    from fazhi.figures.engine import Engine
    from fazhi.figures.load import Loaded
    from fazhi.figures.readers import Progress

DATABASE = "db:"
"""What stands for the database in the place of a folder."""


def read_ledgers(source: Path, catalogue: Catalogue, progress: Progress | None = None) -> tuple[Loaded, Engine]:
    """The ledgers of a folder, or of the database where ``source`` is ``db:``, and an engine on them.

    Raises :class:`FazhiError` where no ledger can be read.
    """
    if str(source) == DATABASE:
        from fazhi.kernel.database.figures import open_ledgers
        from fazhi.kernel.database.server import connect

        return open_ledgers(connect(), catalogue)
    from fazhi.figures.engine import Engine
    from fazhi.figures.load import load

    loaded = load(source, catalogue, progress)
    if not loaded.ledgers:
        raise FazhiError(
            _("“{path}”里没有一本台账能读。详见 fazhi ledgers check。").format(path=source), code="no_ledger"
        )
    return loaded, Engine.from_tables(catalogue, loaded.tables)
