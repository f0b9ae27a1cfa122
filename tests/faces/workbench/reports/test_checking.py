"""A text that is pasted or uploaded: the verdicts of the command line, and nothing hostile gets through."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fazhi.faces.cli import main
from fazhi.kernel.models import User
from report_database import Reported

At = Callable[[User], Client]
CHECK = "/workbench/check/"
SHORT = "2020年上半年，全区人民调解组织成功化解矛盾纠纷6516件，受理法律援助案件480宗，接待来访群众77批。"


def marks(html: str) -> Counter[str]:
    return Counter(re.findall(r'class="rp-mark rp-(\w+)"', html))


def send(client: Client, status: int = 200, **form: Any) -> str:
    answer = client.post(CHECK, {"period": "2020H1", **form})
    assert answer.status_code == status, answer.content.decode()[:3000]
    return str(answer.content.decode())


def test_each_number_is_judged_and_opens_its_figure(bureau: Reported, at: At) -> None:
    html = send(at(bureau.reader), text=SHORT)
    assert marks(html) == {"agrees": 1, "differs": 1, "not_tied": 1}
    assert "应为484宗" in html
    assert 'href="/workbench/figures/legal_aid.cases/2020H1/"' in html
    assert SHORT in html


def verdicts_of_the_command_line(path: Path, capfd: pytest.CaptureFixture[str]) -> Counter[str]:
    with pytest.raises(SystemExit):
        main(["report", "check", str(path), "--period", "2020H1", "--ledgers", "db:", "--json"])
    return Counter(one["status"] for one in json.loads(capfd.readouterr().out)["figures"])


def test_a_report_has_the_verdicts_of_the_command_line(
    bureau: Reported, at: At, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "总结.docx"
    path.write_bytes(at(bureau.keeper).get("/workbench/reports/2020H1/file.docx").content)
    capfd.readouterr()
    html = send(at(bureau.reader), file=SimpleUploadedFile(path.name, path.read_bytes()))
    assert marks(html) == verdicts_of_the_command_line(path, capfd)
    assert marks(html)["agrees"] > 40
    page = at(bureau.keeper).get("/workbench/reports/2020H1/file.html").content
    assert "核对结果：总结.html" in send(at(bureau.reader), file=SimpleUploadedFile("总结.html", page))


def test_the_published_report_has_the_verdicts_of_the_command_line(
    bureau: Reported, at: At, real_text: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "published.txt"
    path.write_text(real_text, "utf-8")
    html = send(at(bureau.reader), text=real_text)
    assert marks(html) == verdicts_of_the_command_line(path, capfd)
    assert "2156" in html[html.index("自相矛盾之处") :]


def test_the_words_of_an_html_file_are_read_and_nothing_else(bureau: Reported, at: At) -> None:
    source = f"<html><head><title>x</title><style>p{{}}</style></head><script>9999件</script><p>{SHORT}</p></html>"
    html = send(at(bureau.reader), file=SimpleUploadedFile("稿.html", source.encode()))
    assert marks(html) == {"agrees": 1, "differs": 1, "not_tied": 1}
    assert "9999" not in html


def test_a_script_in_the_text_is_text(bureau: Reported, at: At) -> None:
    hostile = f"<script>alert('x')</script><img src=x onerror=alert(1)>{SHORT}\"><svg onload=alert(2)>"
    html = send(at(bureau.reader), text=hostile)
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert" in html


def test_the_result_can_be_taken_away(bureau: Reported, at: At) -> None:
    answer = at(bureau.reader).post(CHECK, {"period": "2020H1", "text": SHORT, "save": "1"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Content-Security-Policy" in answer.content.decode()
    assert SHORT[:10] in answer.content.decode()


def not_a_document() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    return stream.getvalue()


def swollen() -> bytes:
    stream = io.BytesIO()
    docx.Document().save(stream)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/more.xml", b" " * (60 * 2**20))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("表.docx", not_a_document(), "不是 Word 文档"),
        ("图.docx", b"\x89PNG\r\n\x1a\n", "只是改了扩展名"),
        ("旧.doc", b"\xd0\xcf\x11\xe0" + bytes(64), "格式不受支持"),
        ("乱.txt", b"\xff\xfe\xff" + bytes(range(128, 255)), "编码"),
        ("空.txt", b"  \n ", "空"),
        ("大.docx", swollen(), "解压后过大"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    bureau: Reported, at: At, name: str, content: bytes, words: str
) -> None:
    html = send(at(bureau.reader), 422, file=SimpleUploadedFile(name, content), text="")
    said = re.search(r'role="alert">([^<]+)<', html)
    assert said
    assert words in said[1]
    assert "/tmp" not in said[1]


def test_nothing_to_check_and_an_unknown_period_are_said_in_words(bureau: Reported, at: At) -> None:
    assert "请粘贴要核对的文字" in send(at(bureau.reader), 422, text="  ")
    html = send(at(bureau.reader), 422, text=SHORT, period="去年夏天")
    assert "认不出期间" in html
    assert SHORT in html  # what was pasted is still there


def test_too_much_is_refused_in_words(bureau: Reported, at: At) -> None:
    assert "文字太长" in send(at(bureau.reader), 422, text="件" * 200_001)
    five = "字" * (5 * 2**20)
    answer = at(bureau.reader).post(CHECK, {"period": "2020H1", "text": five})
    assert answer.status_code == 413
    assert "文字太长" in answer.content.decode()


def test_a_form_without_its_token_is_refused(bureau: Reported) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bureau.reader)
    assert client.post(CHECK, {"period": "2020H1", "text": SHORT}).status_code == 403
