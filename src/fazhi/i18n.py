"""Interface language: Chinese is the gettext source, English stands beside it in a catalogue.

The command line and every message a user reads goes through :func:`_`. `FAZHI_LANG=en` chooses English; anything
else is Chinese. Catalogues are compiled by `make` (tools/catalogues.py), so a checkout without them still speaks
Chinese.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

_fixed: ContextVar[str | None] = ContextVar("language", default=None)

_LOCALE = Path(__file__).parent / "locale"


@lru_cache(maxsize=4)
def _translations(language: str) -> gettext.NullTranslations:
    return gettext.translation("fazhi", _LOCALE, languages=[language], fallback=True)


def language() -> str:
    """The interface language: "en" or "zh"."""
    fixed = _fixed.get()
    if fixed is not None:
        return fixed
    return "en" if os.environ.get("FAZHI_LANG", "").lower().startswith("en") else "zh"


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Speak this language, "en" or "zh", inside the block, whatever the environment says."""
    token = _fixed.set(chosen)
    try:
        yield
    finally:
        _fixed.reset(token)


def in_chinese() -> AbstractContextManager[None]:
    """Speak Chinese inside the block whatever the user's language: an official document is a Chinese document."""
    return speaking("zh")


def _(message: str) -> str:
    """Translate an interface string. The Chinese text is the key and the fall-back."""
    return message if language() == "zh" else _translations("en").gettext(message)


def later(message: str) -> str:
    """Mark a string that is translated where it is shown: a constant is made before anybody's language is known."""
    return message
