"""The English catalogue beside the Chinese source strings, without gettext being installed on the system.

catalogues.py            compile every .po that is newer than its .mo
catalogues.py --update   bring the strings of the source into the .po files; translations stay
catalogues.py --check    fail if a string has no translation, or one that does not fit its placeholders
"""

from __future__ import annotations

import argparse
import ast
import io
import os
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

DECLARING = {"Ask", "Clock", "Material", "Place", "Role", "State", "Transition", "opens"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAID = re.compile(r"""\{%\s*say\s+"([^"]+)\"""")
ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "fazhi"
LANGUAGES = ("en",)
HEADER = r"""msgid ""
msgstr ""
"Language: {language}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""


def catalogue_path(source: Path, language: str) -> Path:
    return source / "locale" / language / "LC_MESSAGES" / "fazhi.po"


def compile_stale(source: Path) -> None:
    """Compile each .po whose .mo is missing or older."""
    for po in sorted(source.glob("locale/*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        # Here and not above: most runs have nothing to compile.
        from babel.messages.mofile import write_mo

        draft = mo.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as file:
            write_mo(file, read(po))
        draft.replace(mo)


def read(po: Path):  # type: ignore[no-untyped-def]
    """The catalogue in a .po file; an empty one where there is none."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    language = po.parent.parent.name
    if not po.exists():
        return Catalog(locale=language)
    with po.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8", abort_invalid=True)


def strings(source: Path) -> dict[str, list[str]]:
    """Every string that is translated, with the files that have it.

    These are what stands in a `_()` or `later()`, in a template's `{% say "…" %}`, and the Chinese words of a
    procedure's declarations, which are translated where they are shown.
    """
    from babel.messages.extract import extract_from_dir

    found: dict[str, list[str]] = {}
    for name, _line, message, _comments, _context in extract_from_dir(
        source, [("**.py", "python")], keywords={"_": None, "later": None}
    ):
        if isinstance(message, str):
            found.setdefault(message, []).append(name)
    for path in sorted([*source.rglob("procedure.py"), *source.rglob("procedures/declaration.py")]):
        for message in declared(ast.parse(path.read_text("utf-8"))):
            found.setdefault(message, []).append(str(path.relative_to(source)))
    for path in sorted(source.rglob("templates/**/*.html")):
        for message in SAID.findall(path.read_text("utf-8")):
            found.setdefault(message, []).append(str(path.relative_to(source)))
    return found


def declared(tree: ast.Module) -> Iterator[str]:
    """The Chinese words in the calls that declare something: labels, helps, and what a party is called."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DECLARING):
            continue
        values = [
            *node.args,
            *(keyword.value for keyword in node.keywords if keyword.arg in ("label", "help", "public", "role")),
        ]
        for value in values:
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and CHINESE.search(value.value):
                yield value.value
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id="label")], value=ast.Constant(value=str(label))):
                yield label


def update(source: Path, language: str) -> list[tuple[str, str]]:
    """Write the .po file anew, sorted and without line numbers, and return the translations no string has any more."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    po = catalogue_path(source, language)
    old = read(po)
    wanted = strings(source)
    new = Catalog(locale=language)
    for message in wanted:
        known = old.get(message)
        new.add(message, known.string if known else "", user_comments=known.user_comments if known else ())
    text = io.BytesIO()
    write_po(text, new, width=116, omit_header=True, sort_output=True)
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_text(HEADER.format(language=language) + text.getvalue().decode("utf-8").strip() + "\n", encoding="utf-8")
    return [(m.id, m.string) for m in old if m.id and m.string and m.id not in wanted]


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _format, _conversion in string.Formatter().parse(text) if name is not None}


def faults(source: Path, language: str) -> Iterator[str]:
    """One line for each string that has no usable translation."""
    catalogue = read(catalogue_path(source, language))
    for message, files in sorted(strings(source).items()):
        entry = catalogue.get(message)
        where = f"{language}: src/fazhi/{files[0]}: {message!r}"
        if entry is None or not entry.string or entry.fuzzy:
            yield f"{where} has no translation"
            continue
        try:
            fits = placeholders(message) == placeholders(entry.string)
        except ValueError:
            # A lone brace in the source is a string that is never formatted.
            fits = message.count("{") == entry.string.count("{")
        if not fits:
            yield f"{where} and {entry.string!r} have different placeholders"


def report(lines: list[str]) -> int:
    """Print the faults and what mends them; the exit code."""
    if not lines:
        return 0
    print(*lines, sep="\n")
    print(f"✗ {len(lines)} 条译文待补：先运行 .venv/bin/python tools/catalogues.py --update，再填写 .po 文件")
    print(f"✗ {len(lines)} to mend: run .venv/bin/python tools/catalogues.py --update, then edit the .po file")
    return 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--update", action="store_true")
    mode.add_argument("--check", action="store_true")
    chosen = parser.parse_args()
    if chosen.check:
        return report([line for language in LANGUAGES for line in faults(SOURCE, language)])
    if chosen.update:
        for language in LANGUAGES:
            for message, translation in update(SOURCE, language):
                print(f"dropped: {message!r} → {translation!r}")
    compile_stale(SOURCE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
