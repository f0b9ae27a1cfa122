"""Jobs as their owner meets them: asked for once, called off, seen by nobody else, told of when they end."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from fazhi.errors import FazhiError
from fazhi.kernel.clock import now, standing_at
from fazhi.kernel.jobs import asking, files, kinds
from fazhi.kernel.jobs.asking import NoSuchJob, TooManyJobs, ask, cancel, fetch
from fazhi.kernel.jobs.running import Running
from fazhi.kernel.jobs.worker import run_one
from fazhi.kernel.models import Job, JobDownload, Notice
from fazhi.kernel.outbox.delivery import deliver
from jobs_cast import Office, office

pytestmark = pytest.mark.usefixtures("platform")

NEVER = threading.Event()


@pytest.fixture
def people() -> Office:
    return office()


@pytest.fixture
def kind() -> Iterator[Callable[[Callable[[Running], None]], str]]:
    """Registers a kind of job named ``test``."""

    def register(work: Callable[[Running], None]) -> str:
        kinds.register("test", work)
        return "test"

    yield register
    kinds.unregister("test")


def writes(running: Running) -> None:
    path = running.draft()
    path.write_text("内容", "utf-8")
    running.say("写", 3, 3)
    running.finish({"rows": 3}, file=path, name="结果：一/二.txt")


def test_a_job_is_asked_for_once_done_and_told_of(people: Office, kind: Callable[..., str]) -> None:
    name = kind(writes)
    job = ask(people.statistician, name, "导出", {"query": "a"})
    assert ask(people.statistician, name, "导出", {"query": "a"}).pk == job.pk
    assert ask(people.statistician, name, "导出", {"query": "b"}).pk != job.pk
    assert run_one("w", NEVER)
    job.refresh_from_db()
    assert (job.state, job.result, job.done, job.total) == (Job.State.DONE, {"rows": 3}, 3, 3)
    path, shown = fetch(people.statistician, job.uuid)
    assert (path.read_text("utf-8"), shown) == ("内容", "结果：一_二.txt")
    assert path.parent.stat().st_mode & 0o077 == 0
    deliver()
    (notice,) = Notice.objects.filter(user=people.statistician)
    assert notice.text == "“导出”已完成，可在“我的任务”下载，保留 7 天。"
    # Ended, it may be asked for anew.
    assert ask(people.statistician, name, "导出", {"query": "a"}).pk != job.pk


def test_what_is_unknown_is_a_defect(people: Office) -> None:
    with pytest.raises(ValueError, match="no kind of job"):
        ask(people.statistician, "nothing", "导出", {})


def test_one_person_has_a_few_at_a_time_and_another_is_not_kept_out(people: Office, kind: Callable[..., str]) -> None:
    name = kind(writes)
    for number in range(asking.AT_ONCE):
        ask(people.statistician, name, "导出", {"n": number})
    with pytest.raises(TooManyJobs, match=r"已有 4 个任务没有做完.*取消一个"):
        ask(people.statistician, name, "导出", {"n": 99})
    assert ask(people.handler, name, "导出", {"n": 99}).state == Job.State.WAITING


def test_nobody_but_the_owner_and_the_administrator_sees_a_job(
    people: Office, kind: Callable[..., str], caplog: pytest.LogCaptureFixture
) -> None:
    job = ask(people.handler, kind(writes), "导出", {})
    run_one("w", NEVER)
    for stranger in (people.statistician, people.nobody):
        for act in (asking.find, cancel, fetch, asking.again):
            with pytest.raises(NoSuchJob):
                act(stranger, job.uuid)
    assert "which is not theirs" in caplog.text
    assert fetch(people.administrator, job.uuid)[0].is_file()
    assert list(JobDownload.objects.values_list("job", "user", "file")) == [
        (job.pk, people.administrator.pk, "结果：一_二.txt")
    ]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        JobDownload.objects.all().update(user=people.handler)


def test_a_waiting_job_is_called_off_at_once_and_never_begun(people: Office, kind: Callable[..., str]) -> None:
    job = ask(people.handler, kind(writes), "导出", {})
    assert cancel(people.handler, job.uuid).state == Job.State.CANCELLED
    assert not run_one("w", NEVER)
    with pytest.raises(NoSuchJob):
        fetch(people.handler, job.uuid)
    assert asking.again(people.handler, job.uuid).state == Job.State.WAITING


def test_a_running_job_stops_at_its_next_word_and_leaves_nothing(people: Office, kind: Callable[..., str]) -> None:
    def work(running: Running) -> None:
        running.draft().write_text("half")
        cancel(people.handler, running.job.uuid)
        running.finish(file=running.draft(), name="x")

    job = ask(people.handler, kind(work), "导出", {})
    run_one("w", NEVER)
    job.refresh_from_db()
    assert (job.state, job.file) == (Job.State.CANCELLED, "")
    assert list(files.folder_of_job(job).iterdir()) == []
    assert cancel(people.handler, job.uuid).state == Job.State.CANCELLED


def test_what_fails_says_what_happened_and_what_to_do(people: Office, kind: Callable[..., str]) -> None:
    def refuses(_running: Running) -> None:
        raise FazhiError("太多了。请缩小范围。")

    job = ask(people.handler, kind(refuses), "导出全部", {})
    run_one("w", NEVER)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "太多了。请缩小范围。")
    deliver()
    assert Notice.objects.get(user=people.handler).text == "“导出全部”没有办成：太多了。请缩小范围。"


def test_a_defect_says_nothing_of_the_data(
    people: Office, kind: Callable[..., str], caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(_running: Running) -> None:
        raise RuntimeError("张三 44030119900101001X")

    job = ask(people.handler, kind(breaks), "导出", {})
    run_one("w", NEVER)
    job.refresh_from_db()
    assert job.error.startswith("程序出错，没有做完。数据没有任何改动。")
    assert "张三" not in job.error + caplog.text


def test_too_little_memory_is_said(people: Office, kind: Callable[..., str]) -> None:
    def eats(_running: Running) -> None:
        raise MemoryError

    job = ask(people.handler, kind(eats), "导出", {})
    run_one("w", NEVER)
    job.refresh_from_db()
    assert job.error.startswith("内存不够，没有做完。")


def test_a_kind_that_is_gone_fails_in_words(people: Office, kind: Callable[..., str]) -> None:
    job = ask(people.handler, kind(writes), "导出", {})
    Job.objects.update(kind="was_renamed")
    run_one("w", NEVER)
    job.refresh_from_db()
    assert job.error == "平台里已没有这种任务。请重新发起。"


def test_a_worker_told_to_stop_puts_the_job_back(people: Office, kind: Callable[..., str]) -> None:
    stopping = threading.Event()

    def work(running: Running) -> None:
        stopping.set()
        running.say("正在写", 1, 2)

    job = ask(people.handler, kind(work), "导出", {})
    run_one("w", stopping)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.worker) == (Job.State.WAITING, 0, "")


def test_a_job_whose_worker_fell_silent_is_taken_up_and_the_late_one_writes_nothing(
    people: Office, kind: Callable[..., str]
) -> None:
    effects = []

    def work(running: Running) -> None:
        if running.job.attempts == 1:
            # This worker falls silent; another takes the job up and does it; then this one wakes.
            Job.objects.update(beat_at=now() - dt.timedelta(minutes=5))
            run_one("second", NEVER)
        running.finish(effect=lambda: effects.append(running.job.attempts))

    job = ask(people.handler, kind(work), "导出", {})
    run_one("first", NEVER)
    job.refresh_from_db()
    assert (job.state, job.worker, effects) == (Job.State.DONE, "second", [2])
    deliver()
    assert Notice.objects.filter(user=people.handler).count() == 1


def test_a_job_that_kills_its_worker_again_and_again_is_given_up(people: Office, kind: Callable[..., str]) -> None:
    job = ask(people.handler, kind(writes), "导出", {})
    Job.objects.update(state=Job.State.RUNNING, attempts=3, worker="dead", beat_at=now() - dt.timedelta(minutes=5))
    assert not run_one("w", NEVER)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "程序接连 3 次意外中止" in job.error


def test_an_effect_that_fails_leaves_nothing_done(people: Office, kind: Callable[..., str]) -> None:
    def work(running: Running) -> None:
        def effect() -> None:
            with connection.cursor() as cursor:
                cursor.execute(
                    'INSERT INTO kernel_confirmedheading (ledger, heading, "column", user_id, at)'
                    " VALUES ('x', 'y', '', %s, now())",
                    [running.owner.pk],
                )
            raise FazhiError("不行")

        running.finish(effect=effect)

    job = ask(people.handler, kind(work), "导出", {})
    run_one("w", NEVER)
    job.refresh_from_db()
    assert job.error == "不行"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_confirmedheading")
        assert cursor.fetchone() == (0,)


def test_files_go_after_their_time_and_the_row_stays(people: Office, kind: Callable[..., str]) -> None:
    job = ask(people.handler, kind(writes), "导出", {})
    run_one("w", NEVER)
    path, _name = fetch(people.handler, job.uuid)
    assert files.tidy() == 0
    with standing_at(now() + files.KEPT + dt.timedelta(minutes=1)):
        with pytest.raises(NoSuchJob, match=r"只保留 7 天"):
            fetch(people.handler, job.uuid)
        assert files.tidy() == 1
        assert files.tidy() == 0
    assert not path.exists()
    job.refresh_from_db()
    assert (job.state, job.file) == (Job.State.DONE, "")
