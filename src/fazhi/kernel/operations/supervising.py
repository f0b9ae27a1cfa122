"""Processes kept up: started, watched, started again when they die, and stopped together, the database last."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from types import FrameType

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.database import embedded

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_TICK = 0.5


class GaveUp(FazhiError):
    """A process died again and again as soon as it was started."""

    code = "gave_up"
    exit_code = 1


@dataclass(frozen=True)
class Part:
    """A process to keep up: a Python module with arguments, and the open files that it is handed."""

    label: str
    module: str
    arguments: tuple[str, ...] = ()
    inherits: tuple[int, ...] = ()


@dataclass(frozen=True)
class Patience:
    """How long is waited, in seconds.

    Who lived less than ``instant`` died at once; after one such death in a row the new start waits ``delays[0]``, after
    two ``delays[1]``; when they are used up, the supervisor gives up. ``grace`` is the time to end in good order.
    """

    instant: float = 10
    delays: tuple[float, ...] = (1, 2, 4, 8, 15)
    grace: float = 20


@dataclass
class _Kept:
    """A part and how it fares. ``due``: when it is to be started, by the clock that never goes back."""

    part: Part
    process: subprocess.Popen[bytes] | None = None
    since: float = 0
    due: float = 0
    early: int = 0


class Supervisor:
    """Keeps parts up until it is told to stop by SIGTERM, SIGINT or SIGHUP; told twice, it waits for nobody.

    ``say`` is called with each thing that a reader of the screen should know. ``data`` is the folder of the embedded
    database, which is started again if it dies and stopped at the end unless another process needs it; None where the
    database is elsewhere. ``environment`` is added to that of the parts.
    """

    def __init__(
        self,
        parts: tuple[Part, ...],
        say: Callable[[str], None],
        *,
        data: Path | None = None,
        environment: Mapping[str, str] | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._kept = [_Kept(part) for part in parts]
        self._say = say
        self._data = data
        self._environment = {**os.environ, **(environment or {})}
        self._patience = patience or Patience()
        self._told = 0
        self._database_since = self._database_due = 0.0
        self._database_early = 0
        # Closed when this process ends, however it ends; see :mod:`fazhi.kernel.operations.watched`.
        self._lifeline, self._held_open = os.pipe()

    def run(self) -> None:
        """Keep the parts up until told to stop; then everything is stopped. Raises :class:`GaveUp`."""
        with self._awake() as wake:
            try:
                while not self._told:
                    self._look_after_database()
                    for each in self._kept:
                        self._look_after(each)
                    select.select([wake], [], [], self._until_next())
                    with suppress(BlockingIOError):
                        os.read(wake, 64)
            finally:
                self._stop_all(wake)

    @contextmanager
    def _awake(self) -> Iterator[int]:
        """Signals end the waiting: they come through a pipe, from which the block reads."""
        wake, rouse = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(rouse, False)
        before = {each: signal.signal(each, self._hear) for each in (*_SIGNALS, signal.SIGCHLD)}
        old = signal.set_wakeup_fd(rouse, warn_on_full_buffer=False)
        try:
            yield wake
        finally:
            signal.set_wakeup_fd(old)
            for each, handler in before.items():
                signal.signal(each, handler)
            os.close(wake)
            os.close(rouse)

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGCHLD:
            self._told += 1

    def _until_next(self) -> float:
        waiting = [each.due - monotonic() for each in self._kept if each.process is None]
        return max(0, min([_TICK, *waiting]))

    def _look_after(self, each: _Kept) -> None:
        if each.process is None:
            if each.due <= monotonic():
                self._start(each)
            return
        code = each.process.poll()
        if code is None:
            return
        _kill_group(each.process)
        lived, each.process = monotonic() - each.since, None
        each.early = each.early + 1 if lived < self._patience.instant else 0
        if each.early > len(self._patience.delays):
            raise GaveUp(
                _(
                    "{label}连续 {n} 次一启动就退出（{how}），不再重试。原因见上面的输出，改好后再运行 fazhi up。"
                ).format(label=each.part.label, n=each.early, how=_how(code))
            )
        delay = self._patience.delays[max(each.early, 1) - 1]
        each.due = monotonic() + delay
        self._say(
            _("{label}意外退出（{how}），{delay:g} 秒后重新启动。").format(
                label=each.part.label, how=_how(code), delay=delay
            )
        )

    def _start(self, each: _Kept) -> None:
        command = [sys.executable, "-m", "fazhi.kernel.operations.watched", str(self._lifeline)]
        command += [str(self._data or ""), each.part.module, *each.part.arguments]
        each.process = subprocess.Popen(  # noqa: S603 (our own program)
            command,
            stdin=subprocess.DEVNULL,
            env=self._environment,
            pass_fds=(self._lifeline, *each.part.inherits),
            # Out of the terminal's reach: Ctrl-C is for the supervisor, which stops the others in good order.
            start_new_session=True,
        )
        each.since = monotonic()
        self._say(_("{label}已启动（进程 {pid}）。").format(label=each.part.label, pid=each.process.pid))

    def _look_after_database(self) -> None:
        """Start the database again, for as long as it takes: once the disk has room, nobody need start the platform.

        It does not start before the last of its old sessions has gone, which the first attempts may come too early for.
        """
        if self._data is None:
            return
        if embedded.running(self._data):
            if monotonic() - self._database_since >= self._patience.instant:
                self._database_early = 0
            return
        if monotonic() < self._database_due:
            return
        delay = self._patience.delays[min(self._database_early, len(self._patience.delays) - 1)]
        self._database_early += 1
        self._say(_("内置数据库意外停止，正在重新启动。"))
        try:
            embedded.start_again(self._data)
            self._say(_("内置数据库已启动。"))
        except (OSError, subprocess.SubprocessError, AssertionError):
            self._say(
                _("内置数据库没有启动起来，{delay:g} 秒后再试。原因见“{log}”。").format(
                    delay=delay, log=self._data / "log"
                )
            )
        self._database_since = monotonic()
        self._database_due = self._database_since + delay

    def _stop_all(self, wake: int) -> None:
        alive = [each for each in self._kept if each.process is not None]
        if alive:
            self._say(_("正在停止：{labels}。").format(labels="、".join(each.part.label for each in alive)))
        for each in alive:
            if each.process is not None:
                each.process.terminate()
        told, deadline = self._told, monotonic() + self._patience.grace
        while self._told <= max(told, 1) and monotonic() < deadline:
            alive = [each for each in alive if each.process is not None and each.process.poll() is None]
            if not alive:
                break
            select.select([wake], [], [], _TICK)
            with suppress(BlockingIOError):
                os.read(wake, 64)
        for each in self._kept:
            if each.process is not None:
                _kill_group(each.process)
                if each.process.poll() is None:
                    self._say(_("{label}没有按时退出，已强制结束。").format(label=each.part.label))
                each.process.wait()
        if self._data is not None:
            stopped = embedded.let_go(self._data)
            self._say(_("内置数据库已停止。") if stopped else _("内置数据库还有别的进程在用，没有停止。"))


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """End whatever is left of a process and of those that it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _how(code: int) -> str:
    if code < 0:
        return _("被信号 {signal} 终止").format(signal=signal.Signals(-code).name)
    return _("退出码 {code}").format(code=code)
