"""The doors: fazhi fee, fazhi period, fazhi law, as a person and as a machine use them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fazhi.errors import FazhiError
from fazhi.faces.cli import fee, law, period


def run(group: object, *args: str) -> Result:
    return CliRunner().invoke(group, args)  # type: ignore[arg-type]


def test_a_fee_with_its_steps_basis_and_disclaimer() -> None:
    text = run(fee.command, "lit_property", "50万").stdout
    for part in (
        "8,800.00 元",
        "超过 20万 元至 50万 元的部分",
        "《诉讼费用交纳办法》",
        "第十三条",
        "2007-04-01 起",
        "仅供参考",
    ):
        assert part in text
    assert "待核" not in text


def test_what_is_unchecked_is_marked_beside_the_amount() -> None:
    text = run(fee.command, "notary-contract", "--amount", "100万").stdout
    assert "2,250.00 元【待核】" in text
    assert "仅见于第三方网页" in text


def test_options_come_from_the_declaration() -> None:
    text = run(fee.command, "severance_N", "--help").stdout
    for part in ("--last-day", "最后工作日", "--local-avg", "2n", "--on", "--json"):
        assert part in text


def test_json_for_machines() -> None:
    data = json.loads(
        run(fee.command, "lit_property", "--amount", "10001", "--reduction", "simplified", "--json").stdout
    )
    assert data["answer"]["value"] == "25.01"
    assert [item["value"] for item in data["items"]] == ["25.01", "50.03"]


def test_on_chooses_the_version() -> None:
    chosen = run(period.command, "reconsideration.answer", "2023-12-28", "--on", "2024-01-01", "--json")
    assert "2024-01-12" in chosen.stdout
    error = run(fee.command, "lit_property", "1", "--on", "2000-01-01").exception
    assert isinstance(error, FazhiError)
    assert "2007-04-01" in error.message


def test_lists_without_a_name() -> None:
    assert "lit_property" in run(fee.command).stdout
    names = run(period.command).stdout
    assert "reconsideration.decide" in names
    assert "limitation" in names
    assert len(json.loads(run(fee.command, "--json").stdout)) > 30


def test_a_period_with_a_stop_and_an_extension() -> None:
    options = ("--from", "2024-03-01", "--suspend", "2024-03-10..2024-03-19", "--extend", "30")
    result = run(period.command, "reconsideration.decide", *options)
    assert "2024年6月11日" in result.stdout  # day 100 is Sunday 9 June, the Dragon Boat break ends on the 10th
    assert "行政复议机构负责人" in result.stdout


def test_an_unknown_name_lists_the_known_ones() -> None:
    error = run(fee.command, "lit_propety", "1").exception
    assert isinstance(error, FazhiError)
    assert "lit_property" in error.message


def test_the_first_input_may_be_given_bare_once_and_a_negative_one_is_explained() -> None:
    assert "7,400.00 元" in run(fee.command, "enforce", "50万").stdout
    for args, says in ((("enforce", "1", "--amount", "2"), "两次"), (("enforce", "-5"), "不能是负数")):
        error = run(fee.command, *args).exception
        assert isinstance(error, FazhiError)
        assert says in error.message


def test_a_misspelt_clock_is_guessed() -> None:
    error = run(period.command, "reconsideration.decid", "2024-01-01").exception
    assert isinstance(error, FazhiError)
    assert "是不是：reconsideration.decide" in error.message


def test_parameters_and_what_awaits_checking() -> None:
    everything = json.loads(run(law.command, "parameters", "--json").stdout)
    unchecked = json.loads(run(law.command, "parameters", "--unchecked", "--json").stdout)
    assert 0 < len(unchecked) < len(everything)
    assert not any(row["checked"] for row in unchecked)
    assert "诉讼费用交纳办法" in run(law.command, "parameters", "court_fees.property").stdout


def table(path: Path, *rows: str) -> str:
    path.write_text("\n".join(["id\tcalculator\tinput_json\texpected\tbasis", *rows, ""]), encoding="utf-8")
    return str(path)


GOOD = 'a\tlit_property\t"{""amount"": 500000}"\t8800.00\t某条'


def test_examples_all_same(tmp_path: Path) -> None:
    result = run(law.command, "examples", table(tmp_path / "t.tsv", GOOD))
    assert result.exit_code == 0
    assert "相符 1" in result.stdout


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ('b\tlit_property\t"{""amount"": 500000}"\t8800.01\t', "不符"),
        ('b\tlit_property\t"{""amount"": -1}"\t50\t', "出错"),
        ("b\tlit_property\tnot json\t50\t", "出错"),
    ],
)
def test_examples_that_differ_or_fail_set_the_exit_code(tmp_path: Path, row: str, says: str) -> None:
    result = run(law.command, "examples", table(tmp_path / "t.tsv", GOOD, row))
    assert result.exit_code == 1
    assert says in result.stdout


def test_an_unknown_calculator_is_shown_as_unchecked(tmp_path: Path) -> None:
    row = "b\thoroscope\t{}\t1\t"
    mixed = run(law.command, "examples", table(tmp_path / "t.tsv", GOOD, row))
    assert mixed.exit_code == 0
    assert "未经核对" in mixed.stdout
    assert run(law.command, "examples", table(tmp_path / "t.tsv", row)).exit_code == 1


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "t.tsv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    for path in (wrong, tmp_path / "absent.tsv"):
        error = run(law.command, "examples", str(path)).exception
        assert isinstance(error, FazhiError)
        assert "tsv" in error.message
