"""What the clerk has confirmed once: 栏目对照.toml in the folder of the ledgers, written here and edited by people.

[[heading]]
ledger = "人民调解案件台账"
heading = "案件号"
column = "案件编号"      # "" where the heading is no column of the ledger
confidence = 0.86
confirmed = false        # true: it is read so from now on

[[sheet]]
file = "人民调解案件台账.xlsx"
sheet = "汇总"           # this sheet is not read

[[file]]
file = "调解.xlsx"
ledger = "人民调解案件台账"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fazhi.errors import FazhiError
from fazhi.figures.catalogue import Catalogue
from fazhi.figures.headings import Proposal
from fazhi.figures.ledger import Ledger, normal_heading
from fazhi.figures.readers import MAPPING_FILE
from fazhi.figures.writing import in_words
from fazhi.i18n import _

_PLACE = re.compile(r"line (\d+),? col(?:umn)? (\d+)")
_HEAD = (
    "栏目对照：台账里的表头与系统栏目的对应。",
    "请逐条看 column（系统栏目）对不对；对的把 confirmed 改成 true，不对的改 column；",
    '不是系统栏目的，column 写成 ""，confirmed 也改成 true。不想读的工作表怎么写，见 fazhi ledgers map --help。',
)


@dataclass
class Mapping:
    """The confirmed headings by ledger name: normal heading → column name, "" where it is none; what is not read."""

    headings: dict[str, dict[str, str]] = field(default_factory=dict)
    pending: set[tuple[str, str]] = field(default_factory=set)
    skipped: set[tuple[str, str]] = field(default_factory=set)
    files: dict[str, str] = field(default_factory=dict)

    def of(self, ledger: Ledger) -> dict[str, str]:
        """The confirmed headings of one ledger."""
        return self.headings.get(ledger.name, {})


def read_mapping(directory: Path, catalogue: Catalogue) -> Mapping:
    """The mapping file of a folder; an empty mapping where there is none.

    Raises :class:`FazhiError` where the file is no TOML or names what does not exist.
    """
    path = directory / MAPPING_FILE
    mapping = Mapping()
    if not path.is_file():
        return mapping
    for kind, entry in _entries(path):
        try:
            _refuse_other_than_text(kind, entry)
            _take(mapping, kind, entry, catalogue)
        except (KeyError, TypeError, AttributeError) as error:
            raise _bad(path, _("[[{kind}]] 里缺少 {key}，或写法不对").format(kind=kind, key=error)) from error
        except FazhiError as error:
            raise _bad(path, error.message.rstrip("。")) from error
    return mapping


def _refuse_other_than_text(kind: str, entry: dict[str, Any]) -> None:
    for name in ("ledger", "heading", "column", "file", "sheet"):
        if not isinstance(entry.get(name, ""), str):
            raise FazhiError(_("[[{kind}]] 里的 {name} 要写成带引号的文字").format(kind=kind, name=name))


def _take(mapping: Mapping, kind: str, entry: dict[str, Any], catalogue: Catalogue) -> None:
    match kind:
        case "heading":
            ledger = catalogue.ledger(entry["ledger"])
            heading, target = normal_heading(entry["heading"]), normal_heading(entry["column"])
            column = ledger.by_heading.get(target)
            if target and column is None:
                raise FazhiError(
                    _("《{title}》没有“{column}”这一栏").format(title=ledger.title, column=entry["column"])
                )
            if not isinstance(entry.get("confirmed", False), bool):
                message = _("表头“{heading}”的 confirmed 只能写 true 或 false，不加引号")
                raise FazhiError(message.format(heading=heading))
            if entry.get("confirmed") is True:
                mapping.headings.setdefault(ledger.name, {})[heading] = column.name if column else ""
            else:
                mapping.pending.add((ledger.name, heading))
        case "sheet":
            mapping.skipped.add((entry["file"], entry["sheet"]))
        case "file":
            mapping.files[entry["file"]] = catalogue.ledger(entry["ledger"]).name
        case _:
            raise FazhiError(_("没有 [[{kind}]] 这一项，只有 heading、sheet、file").format(kind=kind))


def _entries(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        document = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise _bad(path, _why(error)) from error
    for kind, entries in document.items():
        for entry in entries if isinstance(entries, list) else [entries]:
            yield kind, entry


def _why(error: Exception) -> str:
    if isinstance(error, OSError):
        return in_words(error)
    if isinstance(error, UnicodeDecodeError):
        return _("文字编码不是 UTF-8")
    place = _PLACE.search(str(error))
    if place is None:
        return _("不合 TOML 的写法，可能缺了引号或括号")
    return _("第{line}行第{column}个字附近不合 TOML 的写法，可能缺了引号或括号").format(line=place[1], column=place[2])


def _bad(path: Path, reason: str) -> FazhiError:
    return FazhiError(
        _("“{path}”读不懂：{reason}。请改正，或删去这个文件后用 fazhi ledgers map 重新生成。").format(
            path=path, reason=reason
        ),
        code="bad_mapping",
    )


def add_proposals(
    directory: Path, proposals: Iterable[tuple[Ledger, Proposal]], *, confirmed: bool = False
) -> list[tuple[Ledger, Proposal]]:
    """Add proposals to the mapping file, creating it where there is none; what people wrote in it stays as it is.

    A heading that the file knows already is not added again, but becomes confirmed with ``confirmed``. Returns what
    was added or confirmed. Raises :class:`OSError`, and :class:`FazhiError` where the file is no TOML.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    path = directory / MAPPING_FILE
    document = tomlkit.document()
    if path.is_file():
        try:
            document = tomlkit.parse(path.read_text("utf-8-sig"))
        except (TOMLKitError, UnicodeDecodeError) as error:
            raise _bad(path, _why(error)) from error
    else:
        for line in _HEAD:
            document.add(tomlkit.comment(line))
    entries = document.setdefault("heading", tomlkit.aot())
    there = {(entry.get("ledger"), normal_heading(str(entry.get("heading")))): entry for entry in entries}
    changed = []
    for ledger, proposal in proposals:
        entry = there.get((ledger.title, normal_heading(proposal.heading)))
        if entry is not None and (not confirmed or entry.get("confirmed") is True):
            continue
        if entry is None:
            entry = tomlkit.table()
            entry.update(
                {
                    "ledger": ledger.title,
                    "heading": proposal.heading,
                    "column": proposal.column.heading,
                    "confidence": proposal.confidence,
                }
            )
            entries.append(entry)
        entry["confirmed"] = confirmed
        changed.append((ledger, proposal))
    if changed:
        path.write_text(tomlkit.dumps(document), "utf-8")
    return changed
