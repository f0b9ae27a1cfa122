"""The English catalogue follows the Chinese strings of the source."""

import gettext
import os
from pathlib import Path

import pytest
from catalogues import catalogue_path, compile_stale, faults, read, update

ONE = 'from fazhi.i18n import _\nprint(_("台账"))\nprint(_("共{n}件").format(n=3))\n'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "one.py").write_text(ONE, encoding="utf-8")
    return tmp_path


def translate(source: Path, translations: dict[str, str]) -> None:
    po = catalogue_path(source, "en")
    text = po.read_text(encoding="utf-8")
    for message, translation in translations.items():
        assert f'msgid "{message}"\nmsgstr ""' in text
        text = text.replace(f'msgid "{message}"\nmsgstr ""', f'msgid "{message}"\nmsgstr "{translation}"')
    po.write_text(text, encoding="utf-8")


def test_missing_translations_are_listed_with_their_file(source: Path) -> None:
    assert [line.partition("one.py")[2] for line in faults(source, "en")] == [
        ": '共{n}件' has no translation",
        ": '台账' has no translation",
    ]
    update(source, "en")
    assert len(list(faults(source, "en"))) == 2
    translate(source, {"台账": "Ledger", "共{n}件": "{n} in all"})
    assert list(faults(source, "en")) == []


def test_what_a_declaration_calls_a_party_is_translated_too(tmp_path: Path) -> None:
    (tmp_path / "procedure.py").write_text('Ask("who", "谁", "parties", role="报案人")\n', encoding="utf-8")
    update(tmp_path, "en")
    assert {message.id for message in read(catalogue_path(tmp_path, "en")) if message.id} == {"谁", "报案人"}


def test_a_translation_must_have_the_placeholders_of_its_source(source: Path) -> None:
    update(source, "en")
    translate(source, {"台账": "Ledger", "共{n}件": "{count} in all"})
    (fault,) = faults(source, "en")
    assert "different placeholders" in fault


def test_a_translation_marked_as_doubtful_is_none(source: Path) -> None:
    update(source, "en")
    translate(source, {"台账": "Ledger", "共{n}件": "{n} in all"})
    po = catalogue_path(source, "en")
    po.write_text(po.read_text(encoding="utf-8").replace('msgid "台账"', '#, fuzzy\nmsgid "台账"'), encoding="utf-8")
    (fault,) = faults(source, "en")
    assert "'台账' has no translation" in fault


def test_update_keeps_translations_and_reports_those_it_drops(source: Path) -> None:
    update(source, "en")
    translate(source, {"台账": "Ledger", "共{n}件": "{n} in all"})
    (source / "one.py").write_text('from fazhi.i18n import _\n_("台账")\n_("新的")\n', encoding="utf-8")
    assert update(source, "en") == [("共{n}件", "{n} in all")]
    kept = {message.id: message.string for message in read(catalogue_path(source, "en")) if message.id}
    assert kept == {"台账": "Ledger", "新的": ""}


def test_update_is_deterministic_and_has_no_line_numbers(source: Path) -> None:
    update(source, "en")
    before = catalogue_path(source, "en").read_text(encoding="utf-8")
    (source / "one.py").rename(source / "two.py")
    (source / "two.py").write_text("\n\n" + "\n".join(reversed(ONE.splitlines())), encoding="utf-8")
    update(source, "en")
    assert catalogue_path(source, "en").read_text(encoding="utf-8") == before
    assert "one.py" not in before


def test_the_compiled_catalogue_speaks_english(source: Path) -> None:
    update(source, "en")
    translate(source, {"台账": "Ledger", "共{n}件": "{n} in all"})
    compile_stale(source)
    english = gettext.translation("fazhi", source / "locale", languages=["en"])
    assert english.gettext("台账") == "Ledger"
    assert english.gettext("共{n}件").format(n=3) == "3 in all"
    assert english.gettext("没有译文") == "没有译文"


def test_only_a_catalogue_older_than_its_text_is_compiled(source: Path) -> None:
    update(source, "en")
    po = catalogue_path(source, "en")
    compile_stale(source)
    mo = po.with_suffix(".mo")
    mo.write_bytes(b"kept")
    os.utime(po, (1, 1))
    compile_stale(source)
    assert mo.read_bytes() == b"kept"
    os.utime(mo, (0, 0))
    compile_stale(source)
    assert mo.read_bytes() != b"kept"
