"""``fazhi report build`` and ``check``, and ``fazhi demo run``, as a clerk meets them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from fazhi.kernel.demo import write_ledgers

Fazhi = Callable[..., Any]  # see conftest.py


@pytest.fixture(scope="session")
def demo_ledgers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("演示 台账")
    write_ledgers(folder, lambda _what, _done, _total: None)
    return folder


@pytest.fixture
def built(fazhi: Fazhi, demo_ledgers: Path, tmp_path: Path) -> dict[str, Any]:
    answer = fazhi(
        *("report", "build", "--period", "2020H1", "--ledgers", demo_ledgers, "--out", tmp_path / "报告"),
        *("--signed-on", "2020-07-06", "--json"),
    )
    assert (answer.code, answer.err) == (0, "")
    result: dict[str, Any] = json.loads(answer.out)
    return result


def test_build_writes_three_files_that_say_the_same(built: dict[str, Any]) -> None:
    paths = {Path(name).suffix: Path(name) for name in built["files"]}
    assert set(paths) == {".docx", ".html", ".json"}
    words = "\n".join(paragraph.text for paragraph in docx.Document(str(paths[".docx"])).paragraphs)
    page = paths[".html"].read_text("utf-8")
    data = json.loads(paths[".json"].read_text("utf-8"))
    for printed in ("6516件", "96.3%", "530余件", "三支", "约350人", "17.39%", "290人"):
        assert printed in words, printed
        assert printed in page, printed
    resolved = next(figure for figure in data["figures"] if figure["id"] == "mediation.resolved")
    assert resolved["value"] == 6516
    assert "COUNT" in resolved["query"]
    assert "2020年7月6日" in words
    assert "合成演示数据" in page


def test_build_says_what_does_not_add_up(built: dict[str, Any]) -> None:
    (note,) = built["notes"]
    assert "2156" in note
    assert "相关记录2条" in note


def test_the_built_report_checks_clean_but_for_the_register(
    fazhi: Fazhi, built: dict[str, Any], demo_ledgers: Path
) -> None:
    answer = fazhi("report", "check", built["files"][0], "--period", "2020H1", "--ledgers", demo_ledgers, "--json")
    checked = json.loads(answer.out)
    assert {figure["text"]: figure["status"] for figure in checked["figures"] if figure["status"] != "agrees"} == {}
    assert [item["kind"] for item in checked["contradictions"]] == ["register_balance"]
    assert answer.code == 1


def test_check_writes_a_marked_page_and_a_table(fazhi: Fazhi, demo_ledgers: Path, tmp_path: Path) -> None:
    draft = tmp_path / "草稿.txt"
    draft.write_text("上半年受理法律援助案件448宗，成功化解矛盾纠纷6516件。\n", "utf-8")
    answer = fazhi(
        *("report", "check", draft, "--period", "2020年上半年", "--ledgers", demo_ledgers, "--out", tmp_path / "核对")
    )
    assert answer.code == 1
    assert re.search(r"✗ 不符.*448宗.*484宗.*-36", answer.out)
    assert "相符 1，不符 1，未找到 0" in answer.out
    assert "不符" in (tmp_path / "核对" / "草稿-核对.html").read_text("utf-8")


def test_check_of_a_clean_text_ends_well(fazhi: Fazhi, tmp_path: Path) -> None:
    draft = tmp_path / "草稿.txt"
    draft.write_text("受理行政复议案件25件，审结23件，纠错率17.39%。", "gb18030")
    answer = fazhi("report", "check", draft)
    assert answer.code == 0
    assert "共 3 个数字；自相矛盾 0 处。" in answer.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--period", "2020H3"], "认不出期间"),
        (["--period", "2020H1", "--signed-on", "7月6日"], "2020-07-06"),
        (["--period", "2020H1", "--template", "没有这个模板.md"], "读不了模板"),
    ],
)
def test_build_refuses_wrong_words_and_writes_nothing(
    fazhi: Fazhi, demo_ledgers: Path, tmp_path: Path, arguments: list[str], words: str
) -> None:
    answer = fazhi("report", "build", "--ledgers", demo_ledgers, "--out", tmp_path / "报告", *arguments)
    assert answer.code == 2
    assert words in answer.err
    assert not (tmp_path / "报告").exists()


def words_of(fazhi: Fazhi, ledgers: Path, out: Path, period: str) -> str:
    answer = fazhi("report", "build", "--period", period, "--ledgers", ledgers, "--out", out, "--json")
    assert answer.code == 0
    document = next(name for name in json.loads(answer.out)["files"] if name.endswith(".docx"))
    text = "\n".join(paragraph.text for paragraph in docx.Document(document).paragraphs)
    return text.partition("附：数据核对说明")[0]


def test_what_did_not_happen_is_not_reported_as_nought(fazhi: Fazhi, demo_ledgers: Path, tmp_path: Path) -> None:
    february = words_of(fazhi, demo_ledgers, tmp_path, "2020-02")
    assert "为企业提供法律意见8条。" in february
    assert re.findall(r"(?<![\d.])0[^\d.]{1,2}", february) == []
    assert "期初结转4件" in february, "what was pending on 1 February was not all carried over from the year before"
    assert "年内累计提供咨询服务931人次" in february, "the year's running total beside the month's cases"


def test_empty_ledgers_claim_nothing(fazhi: Fazhi, tmp_path: Path) -> None:
    assert fazhi("ledgers", "template", tmp_path / "空白").code == 0
    words = words_of(fazhi, tmp_path / "空白", tmp_path / "报告", "2020H1")
    assert "无脱管" not in words
    assert "没有感染" not in words


@pytest.mark.parametrize("command", ["report build", "report check", "demo run", "demo ledgers"])
def test_an_output_folder_that_is_a_file_is_refused(
    fazhi: Fazhi, demo_ledgers: Path, tmp_path: Path, command: str
) -> None:
    taken = tmp_path / "草稿.txt"
    taken.write_text("受理案件3件。", "utf-8")
    arguments: dict[str, list[str | Path]] = {
        "report build": ["--period", "2020H1", "--ledgers", demo_ledgers, "--out", taken],
        "report check": [taken, "--out", taken],
        "demo run": ["--out", taken],
        "demo ledgers": [taken],
    }
    answer = fazhi(*command.split(), *arguments[command])
    assert (answer.code, "不能写入" in answer.err) == (2, True)
    assert taken.read_text("utf-8") == "受理案件3件。"


def test_a_template_that_names_an_unknown_figure_is_refused_with_its_line(
    fazhi: Fazhi, demo_ledgers: Path, tmp_path: Path
) -> None:
    template = tmp_path / "模板.md"
    template.write_text("# 总结\n\n化解{{ mediation.resolvd }}。\n", "utf-8")
    answer = fazhi(
        *("report", "build", "--period", "2020H1", "--ledgers", demo_ledgers, "--out", tmp_path / "o"),
        *("--template", template, "--json"),
    )
    error = json.loads(answer.out)["error"]
    assert (answer.code, error["code"], error["line"]) == (2, "unknown_figure", 3)
    assert "mediation.resolved" in error["near"]


def test_an_empty_folder_and_two_files_for_one_ledger_are_refused(
    fazhi: Fazhi, demo_ledgers: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    answer = fazhi("report", "build", "--period", "2020H1", "--ledgers", empty, "--out", tmp_path / "o")
    assert (answer.code, "没有台账文件" in answer.err) == (2, True)
    for name in ("行政复议案件台账.xlsx", "reconsideration_cases.xlsx"):
        (empty / name).write_bytes((demo_ledgers / "行政复议案件台账.xlsx").read_bytes())
    answer = fazhi("report", "build", "--period", "2020H1", "--ledgers", empty, "--out", tmp_path / "o")
    assert answer.code == 2
    assert "reconsideration_cases.xlsx" in answer.err


def test_missing_ledgers_leave_marked_gaps(fazhi: Fazhi, demo_ledgers: Path, tmp_path: Path) -> None:
    few = tmp_path / "少"
    few.mkdir()
    (few / "行政复议案件台账.xlsx").write_bytes((demo_ledgers / "行政复议案件台账.xlsx").read_bytes())
    template = tmp_path / "模板.md"
    template.write_text("# 总结\n\n审结{{ reconsideration.concluded }}，化解{{ mediation.resolved }}。\n", "utf-8")
    answer = fazhi(
        *("report", "build", "--period", "2020H1", "--ledgers", few, "--out", tmp_path / "o"),
        *("--template", template, "--signed-on", "2020-07-06"),
    )
    assert answer.code == 0
    assert "其中 1 个缺台账待补" in answer.out
    words = "\n".join(p.text for p in docx.Document(str(tmp_path / "o" / "总结.docx")).paragraphs)
    assert "审结23件，化解【待补：缺台账《人民调解案件台账》】" in words


def test_rows_that_cannot_be_read_are_named_and_change_the_exit_code(
    fazhi: Fazhi, demo_ledgers: Path, tmp_path: Path
) -> None:
    import openpyxl

    few = tmp_path / "坏"
    few.mkdir()
    book = openpyxl.load_workbook(demo_ledgers / "行政复议案件台账.xlsx")
    sheet = book.worksheets[0]
    column = next(cell.column for cell in sheet[1] if cell.value == "受理日期")
    sheet.cell(row=5, column=column).value = "去年底"
    book.save(few / "行政复议案件台账.xlsx")
    template = tmp_path / "模板.md"
    template.write_text("# 总结\n\n审结{{ reconsideration.concluded }}。\n", "utf-8")
    answer = fazhi(
        *("report", "build", "--period", "2020H1", "--ledgers", few, "--out", tmp_path / "o", "--template", template)
    )
    assert answer.code == 1
    assert "第5行" in answer.out
    assert "去年底" in answer.out


def test_check_wants_period_and_ledgers_together(fazhi: Fazhi, tmp_path: Path) -> None:
    draft = tmp_path / "a.txt"
    draft.write_text("审结23件。", "utf-8")
    answer = fazhi("report", "check", draft, "--period", "2020H1")
    assert (answer.code, "要一起给" in answer.err) == (2, True)


def test_the_demonstration_runs_from_ledgers_to_two_checks(fazhi: Fazhi, tmp_path: Path) -> None:
    answer = fazhi("demo", "run", "--out", tmp_path / "demo")
    assert answer.code == 0
    paths = [Path(line.strip()) for line in answer.out.splitlines() if line.startswith("   /")]
    assert len(paths) == 5
    assert all(path.stat().st_size > 0 for path in paths)
    assert "6525件" in answer.out
    again = fazhi("demo", "run", "--out", tmp_path / "demo")
    assert again.code == 0
