"""我的任务: what runs, how far it is, what came of it, and for whose eyes it is."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fazhi.errors import FazhiError
from fazhi.kernel.clock import now
from fazhi.kernel.jobs import kinds
from fazhi.kernel.jobs.asking import AT_ONCE, ask
from fazhi.kernel.jobs.running import Running
from fazhi.kernel.jobs.worker import run_one
from fazhi.kernel.models import Job, JobDownload, User
from jobs_cast import Office, office

pytestmark = pytest.mark.usefixtures("platform")


@pytest.fixture
def people() -> Office:
    return office()


@pytest.fixture
def kind() -> Iterator[Callable[[Callable[[Running], None]], str]]:
    def register(work: Callable[[Running], None]) -> str:
        kinds.register("test", work)
        return "test"

    yield register
    kinds.unregister("test")


def signed(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def writes(running: Running) -> None:
    running.draft().write_text("内容", "utf-8")
    running.finish({"rows": 12}, file=running.draft(), name="结果.xlsx")


def work() -> None:
    while run_one("worker", threading.Event()):
        pass


def test_a_job_from_waiting_to_its_file(people: Office, kind: Callable[..., str]) -> None:
    client = signed(people.handler)
    assert "还没有任务" in client.get("/workbench/jobs/").content.decode()
    job = ask(people.handler, kind(writes), "导出<b>事项</b>", {})
    shown = client.get("/workbench/jobs/").content.decode()
    assert "排队中" in shown
    assert "导出&lt;b&gt;事项&lt;/b&gt;" in shown
    assert 'hx-trigger="every 2s"' in shown
    Job.objects.update(state="running", done=300, total=1200, words="正在写出事项", worker="x", beat_at=now())
    part = client.get("/workbench/jobs/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'value="25"' in part
    assert "正在写出事项" in part
    Job.objects.update(state="waiting")
    work()
    shown = client.get("/workbench/jobs/").content.decode()
    assert "已完成" in shown
    assert "共 12 行" in shown
    assert "hx-trigger" not in shown
    answer = client.get(f"/workbench/jobs/{job.uuid}/file/")
    assert b"".join(answer.streaming_content).decode() == "内容"  # type: ignore[attr-defined]
    assert "attachment" in answer["Content-Disposition"]
    assert JobDownload.objects.get().user == people.handler


def test_what_failed_says_so_and_can_be_tried_again(people: Office, kind: Callable[..., str]) -> None:
    def refuses(_running: Running) -> None:
        raise FazhiError("超过一百万行。请缩小范围。")

    client = signed(people.handler)
    job = ask(people.handler, kind(refuses), "导出", {"a": 1})
    work()
    shown = client.get("/workbench/jobs/").content.decode()
    assert "没有办成" in shown
    assert "超过一百万行。请缩小范围。" in shown
    client.post(f"/workbench/jobs/{job.uuid}/again/")
    assert Job.objects.filter(state="waiting", data={"a": 1}).count() == 1


def test_called_off(people: Office, kind: Callable[..., str]) -> None:
    client = signed(people.handler)
    job = ask(people.handler, kind(writes), "导出", {})
    answer = client.post(f"/workbench/jobs/{job.uuid}/cancel/", follow=True)
    assert "已取消“导出”" in answer.content.decode()
    work()
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


@pytest.mark.parametrize("path", ["", "file/", "cancel/", "again/"])
def test_others_find_nothing(people: Office, kind: Callable[..., str], path: str) -> None:
    job = ask(people.handler, kind(writes), "导出", {})
    work()
    for user in (people.statistician, people.street_administrator, people.nobody):
        client = signed(user)
        assert "还没有任务" in client.get("/workbench/jobs/").content.decode()
        if path:
            address = f"/workbench/jobs/{job.uuid}/{path}"
            answer = client.get(address) if path == "file/" else client.post(address)
            assert answer.status_code == 404
    assert Client().get(f"/workbench/jobs/{job.uuid}/file/").status_code == 302
    assert not JobDownload.objects.exists()


def test_the_administrator_may_fetch_and_it_is_recorded(people: Office, kind: Callable[..., str]) -> None:
    job = ask(people.handler, kind(writes), "导出", {})
    work()
    assert signed(people.administrator).get(f"/workbench/jobs/{job.uuid}/file/").status_code == 200
    assert JobDownload.objects.get().user == people.administrator


def test_nobody_at_work_is_said(people: Office, kind: Callable[..., str]) -> None:
    ask(people.handler, kind(writes), "导出", {})
    client = signed(people.handler)
    assert "前面的任务做完就开始" in client.get("/workbench/jobs/").content.decode()
    Job.objects.update(made_at=now() - dt.timedelta(minutes=5))
    assert "后台处理程序没有在运行" in client.get("/workbench/jobs/").content.decode()


def test_a_broken_off_job_is_said_to_go_on(people: Office, kind: Callable[..., str]) -> None:
    ask(people.handler, kind(writes), "导出", {})
    Job.objects.update(state="running", worker="dead", beat_at=now() - dt.timedelta(seconds=20))
    assert "马上会重新开始" in signed(people.handler).get("/workbench/jobs/").content.decode()


def test_a_file_past_its_time_is_gone_in_words(people: Office, kind: Callable[..., str]) -> None:
    job = ask(people.handler, kind(writes), "导出", {})
    work()
    Job.objects.update(kept_until=now() - dt.timedelta(seconds=1))
    client = signed(people.handler)
    assert "结果已过保留期" in client.get("/workbench/jobs/").content.decode()
    answer = client.get(f"/workbench/jobs/{job.uuid}/file/")
    assert answer.status_code == 404
    assert "结果只保留 7 天" in answer.content.decode()


def test_too_many_at_once_are_refused_in_words(people: Office) -> None:
    client = signed(people.handler)
    for number in range(AT_ONCE):
        client.post("/workbench/matters/export/", {"query": f"q=第{number}"})
    answer = client.post("/workbench/matters/export/", {"query": "q=最后"}, follow=True)
    assert "您已有 4 个任务没有做完" in answer.content.decode()
    assert Job.objects.count() == AT_ONCE


def test_the_page_costs_few_statements(people: Office, kind: Callable[..., str]) -> None:
    name = kind(writes)
    client = signed(people.handler)
    ask(people.handler, name, "导出", {"n": 0})
    work()
    client.get("/workbench/jobs/")
    with CaptureQueriesContext(connection) as one:
        client.get("/workbench/jobs/")
    for number in range(1, 4):
        ask(people.handler, name, "导出", {"n": number})
    work()
    with CaptureQueriesContext(connection) as four:
        client.get("/workbench/jobs/")
    assert len(four) == len(one)
