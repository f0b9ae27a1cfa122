"""Text from outside: which encoding it is in, found while it passes by."""

from __future__ import annotations

import codecs
import re

# What no text has: control characters other than tabs, line ends, and the end-of-file mark of old programs.
_CONTROL = re.compile("[\0-\x08\x0e-\x19\x1b-\x1f\x7f]")


class TextScan:
    """Whether all that is fed is text: UTF-8, GB 18030, or UTF-16 with its mark."""

    def __init__(self, head: bytes) -> None:
        marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        names = ["utf-16"] if marked else ["utf-8", "gb18030"]
        self._decoders = [codecs.getincrementaldecoder(name)() for name in names]

    @property
    def text(self) -> bool:
        """Whether it can be text so far."""
        return bool(self._decoders)

    def feed(self, chunk: bytes, *, final: bool = False) -> None:
        """Take the next piece of the file; ``final`` after the last one."""
        self._decoders = [decoder for decoder in self._decoders if _reads(decoder, chunk, final)]


def _reads(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool) -> bool:
    try:
        return _CONTROL.search(decoder.decode(chunk, final)) is None
    except UnicodeDecodeError:
        return False
