"""Signing in as a browser does it: the lock, what it tells, where it leads, when a session ends."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils.timezone import now as real_now

from fazhi.errors import FazhiError
from fazhi.kernel import accounts
from fazhi.kernel.models import AccountSession, SignInEvent, User
from fazhi.kernel.signing.events import Kind, Origin, name_index, origin
from fazhi.kernel.signing.locking import FROM_ANYWHERE, FROM_ONE_ADDRESS, is_locked, locked_until, unlock

PAGE = "/workbench/sign-in/"
PASSWORD = "一句足够长的密码 2026"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"
SOURCE = Path(__file__).parents[3] / "src"


def account(username: str = "wang") -> User:
    return User.objects.create_user(username, "王演示", PASSWORD)


def sign_in(client: Client, username: str = "wang", password: str = PASSWORD, **more: Any) -> Any:
    given = {"username": username, "password": password} | ({"next": more.pop("next")} if "next" in more else {})
    return client.post(PAGE, given, **more)


def inside(client: Client) -> bool:
    return client.get("/workbench/notices/").status_code == 200


def text(response: Any) -> str:
    """The page without what differs from one request to the next by itself."""
    page = response.content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"', "", page)


@pytest.mark.usefixtures("platform")
class TestPassword:
    def test_it_leads_to_the_queue_and_is_recorded(self) -> None:
        user, client = account(), Client()
        answer = sign_in(client, REMOTE_ADDR="10.1.2.3", HTTP_USER_AGENT=CHROME)
        assert answer["Location"] == "/workbench/"
        assert inside(client)
        (event,) = SignInEvent.objects.filter(user=user)
        assert (event.kind, event.address, event.agent) == (Kind.SIGNED_IN, "10.1.2.3", "Chrome · Windows")

    @pytest.mark.parametrize(
        ("following", "leads"),
        [
            ("/workbench/matters/?late=1", "/workbench/matters/?late=1"),
            ("https://evil.example/", "/workbench/"),
            ("//evil.example/", "/workbench/"),
            ("/\\evil.example", "/workbench/"),
            ("javascript:alert(1)", "/workbench/"),
        ],
    )
    def test_it_leads_back_and_never_away(self, following: str, leads: str) -> None:
        account()
        assert sign_in(Client(), next=following)["Location"] == leads

    def test_a_page_asks_first_and_is_come_back_to(self) -> None:
        account()
        client = Client()
        asked = client.get("/workbench/notices/?page=1")
        assert asked["Location"] == f"{PAGE}?next=/workbench/notices/%3Fpage%3D1"
        assert "登录后会回到原来的页面" in client.get(asked["Location"]).content.decode()

    def test_what_only_takes_posts_leads_back_to_the_page_it_stood_on(self) -> None:
        asked = Client().post("/workbench/notices/read/", HTTP_REFERER="http://testserver/workbench/notices/?page=2")
        assert asked["Location"].endswith("next=/workbench/notices/%3Fpage%3D2")
        asked = Client().post("/workbench/notices/read/", HTTP_REFERER="http://evil.example/")
        assert asked["Location"].endswith("next=/workbench/")

    def test_a_planted_session_is_not_the_one_that_is_signed_in(self) -> None:
        account()
        planted = Client()
        planted.get("/workbench/sign-in/district/")
        session = planted.session
        session["planted"] = True
        session.save()
        planted.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        victim = Client()
        victim.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        sign_in(victim)
        assert inside(victim)
        assert victim.cookies[settings.SESSION_COOKIE_NAME].value != session.session_key
        assert not inside(planted)

    @pytest.mark.parametrize("username", ["wang", "nobody", "closed"])
    def test_what_is_wrong_is_said_alike_whether_or_not_there_is_an_account(self, username: str) -> None:
        account()
        User.objects.filter(pk=account("closed").pk).update(is_active=False)
        right = PASSWORD if username == "closed" else "不对的密码 2026"
        wrong = sign_in(Client(), username, right)
        other = sign_in(Client(), "someone else", right)
        assert wrong.status_code == other.status_code == 200
        assert text(wrong).replace(username, "someone else") == text(other)
        assert "账号或密码不对" in text(wrong)

    def test_a_zero_byte_is_answered_in_words(self) -> None:
        answer = sign_in(Client(), "wa\x00ng")
        assert answer.status_code == 200
        assert "没有登录" in text(answer)

    def test_what_was_typed_as_a_name_is_not_kept(self) -> None:
        sign_in(Client(), "oops my password", "x")
        (event,) = SignInEvent.objects.all()
        assert event.user is None
        assert bytes(event.name_index) == name_index("OOPS my password ")
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(e)::text FROM kernel_signinevent e")
            assert "oops" not in cursor.fetchone()[0]


@pytest.mark.usefixtures("platform")
class TestLock:
    def fail(self, times: int, username: str = "wang", **more: Any) -> Any:
        answers = [sign_in(Client(), username, "不对的密码 2026", **more) for _time in range(times)]
        return answers[-1]

    def test_five_wrong_ones_lock_for_every_browser_at_the_address(self) -> None:
        account()
        assert self.fail(FROM_ONE_ADDRESS - 1).status_code == 200
        assert self.fail(1).status_code == 429
        refused = sign_in(Client())
        assert refused.status_code == 429
        assert "约 15 分钟" in text(refused)
        assert "系统管理员解除锁定" in text(refused)
        assert sign_in(Client(), REMOTE_ADDR="10.9.9.9").status_code == 302

    def test_the_lock_does_not_tell_whether_there_is_an_account(self) -> None:
        account()
        known = [self.fail(1) for _time in range(FROM_ONE_ADDRESS + 1)]
        unknown = [self.fail(1, "nobody") for _time in range(FROM_ONE_ADDRESS + 1)]
        clock = re.compile(r"\d\d:\d\d")
        for one, other in zip(known, unknown, strict=True):
            assert one.status_code == other.status_code
            assert clock.sub("", text(one)).replace("wang", "nobody") == clock.sub("", text(other))

    def test_a_right_one_begins_the_count_anew(self) -> None:
        account()
        self.fail(FROM_ONE_ADDRESS - 1)
        assert sign_in(Client()).status_code == 302
        assert self.fail(FROM_ONE_ADDRESS - 1).status_code == 200

    def test_the_name_is_the_same_however_it_is_written(self) -> None:
        for written in ("wang", "WANG", " wang", "ｗａｎｇ", "Wang "):
            last = self.fail(1, written)
        assert last.status_code == 429

    def test_it_grows_and_ends(self) -> None:
        user = account()

        def failed(minutes_ago: float) -> None:
            at = real_now() - dt.timedelta(minutes=minutes_ago)
            SignInEvent.objects.create(
                kind=Kind.FAILED, at=at, user=user, name_index=name_index("wang"), address="127.0.0.1"
            )

        for _time in range(FROM_ONE_ADDRESS):
            failed(14)
        assert sign_in(Client()).status_code == 429
        failed(0)
        assert "约 30 分钟" in text(sign_in(Client()))
        failed(-31)
        until = locked_until("wang", Origin("127.0.0.1"))
        assert until is not None
        assert until - real_now() > dt.timedelta(minutes=89)

    def test_it_has_passed_after_its_time(self) -> None:
        user, at = account(), real_now() - dt.timedelta(minutes=16)
        for _time in range(FROM_ONE_ADDRESS):
            SignInEvent.objects.create(
                kind=Kind.FAILED, at=at, user=user, name_index=name_index("wang"), address="127.0.0.1"
            )
        assert sign_in(Client()).status_code == 302

    def test_many_addresses_guess_no_faster(self) -> None:
        user, at = account(), real_now()
        for number in range(FROM_ANYWHERE):
            SignInEvent.objects.create(
                kind=Kind.FAILED, at=at, user=user, name_index=name_index("wang"), address=f"10.0.0.{number}"
            )
        assert sign_in(Client(), REMOTE_ADDR="10.7.7.7").status_code == 429

    def test_an_administrator_unlocks(self) -> None:
        user, chief = account(), account("chief")
        self.fail(FROM_ONE_ADDRESS)
        assert is_locked(user)
        unlock(user, by=chief)
        assert not is_locked(user)
        assert SignInEvent.objects.filter(kind=Kind.UNLOCKED, user=user, by=chief).count() == 1
        assert sign_in(Client()).status_code == 302

    def test_of_an_address_of_the_newer_kind_the_network_counts(self) -> None:
        assert origin("2001:db8:1:2:aaaa::1", "").address == origin("2001:db8:1:2:bbbb::2", "").address
        assert origin("::ffff:10.0.0.1", "").address == "10.0.0.1"
        assert origin("testclient", "").address == ""


class TestLockOutlives:
    def fail(self) -> int:
        answer: int = sign_in(Client(), "wang", "不对的密码 2026").status_code
        return answer

    def test_a_restart_and_the_command_line_unlocks(self, fresh_platform: str, tmp_path: Path) -> None:
        account()
        for _time in range(FROM_ONE_ADDRESS):
            self.fail()
        process = (
            "from fazhi.kernel.start import load; load()\n"
            "from django.test import Client\n"
            f"given = {{'username': 'wang', 'password': {PASSWORD!r}}}\n"
            f"print(Client().post({PAGE!r}, given, HTTP_HOST='localhost').status_code)"
        )

        def elsewhere(*arguments: str) -> str:
            done = subprocess.run(
                [sys.executable, *arguments],
                env=os.environ | {"PYTHONPATH": str(SOURCE)},
                capture_output=True,
                text=True,
                check=True,
            )
            return done.stdout

        assert elsewhere("-c", process).strip() == "429"
        assert "已解除登录锁定" in elsewhere("-m", "fazhi", "user", "unlock", "wang")
        assert elsewhere("-c", process).strip() == "302"

    def test_guesses_at_the_same_time_count_one_by_one(self, fresh_platform: str) -> None:
        account()
        answers: list[int] = []

        def guess() -> None:
            try:
                answers.append(self.fail())
            finally:
                connection.close()

        guesses = [threading.Thread(target=guess) for _time in range(FROM_ONE_ADDRESS * 2)]
        for each in guesses:
            each.start()
        for each in guesses:
            each.join()
        assert answers.count(200) == FROM_ONE_ADDRESS - 1
        assert SignInEvent.objects.filter(kind=Kind.FAILED).count() == FROM_ONE_ADDRESS


@pytest.mark.usefixtures("platform")
class TestSession:
    @pytest.fixture
    def client(self) -> Client:
        account()
        client = Client()
        sign_in(client)
        return client

    def set(self, client: Client, **data: Any) -> None:
        session = client.session
        session.update(data)
        session.save()

    def test_it_ends_after_eight_hours_however_busy(self, client: Client) -> None:
        self.set(client, started=client.session["started"] - settings.SESSION_COOKIE_AGE - 1)
        assert not inside(client)
        assert not AccountSession.objects.filter(user__isnull=False).exists()

    def test_it_ends_where_it_lies_idle(self, client: Client) -> None:
        left = AccountSession.objects.get(user__isnull=False).expire_date - real_now()
        assert left <= dt.timedelta(seconds=settings.SESSION_IDLE_SECONDS)
        AccountSession.objects.update(expire_date=real_now() - dt.timedelta(seconds=1))
        assert not inside(client)

    def test_use_keeps_it_alive_with_one_write_a_minute(self, client: Client) -> None:
        before = AccountSession.objects.get().expire_date
        assert inside(client)
        assert AccountSession.objects.get().expire_date == before
        self.set(client, seen=client.session["seen"] - 61)
        AccountSession.objects.update(expire_date=real_now() + dt.timedelta(seconds=100))
        assert inside(client)
        assert AccountSession.objects.get().expire_date > real_now() + dt.timedelta(minutes=20)

    def test_signed_out_it_is_gone(self, client: Client) -> None:
        key = client.session.session_key
        assert client.post("/workbench/sign-out/")["Location"] == PAGE
        assert not AccountSession.objects.filter(pk=key).exists()
        assert SignInEvent.objects.first().kind == Kind.SIGNED_OUT  # type: ignore[union-attr]

    def test_a_closed_account_is_out_at_once(self, client: Client) -> None:
        accounts.close_account(User.objects.get(username="wang"))
        assert not AccountSession.objects.filter(user__isnull=False).exists()
        assert not inside(client)

    def test_a_fragment_never_is_the_sign_in_page(self) -> None:
        here = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/workbench/matters/?late=1"}
        asked = Client().get("/workbench/", **here)  # type: ignore[arg-type]
        assert asked.status_code == 401
        assert asked["HX-Redirect"] == f"{PAGE}?next=/workbench/matters/%3Flate%3D1"
        sent = Client().post("/workbench/notices/read/", **here)  # type: ignore[arg-type]
        assert sent.status_code == 401
        assert "HX-Redirect" not in sent
        assert "填写的内容还在本页" in sent.content.decode()

    def test_pages_are_kept_by_no_cache_and_send_no_address_away(self, client: Client) -> None:
        answer = client.get("/workbench/notices/")
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


@pytest.mark.usefixtures("platform")
class TestGivenPassword:
    @pytest.fixture
    def client(self) -> Client:
        accounts.create("wang", "王演示", PASSWORD)
        client = Client()
        sign_in(client)
        return client

    def test_it_is_changed_before_anything_else(self, client: Client) -> None:
        asked = client.get("/workbench/notices/")
        assert asked["Location"] == "/workbench/account/password/?next=/workbench/notices/"
        assert "管理员给的" in client.get(asked["Location"]).content.decode()
        new = "另一句足够长的 2027"
        given = {"password": PASSWORD, "new": new, "again": new, "next": "/workbench/notices/"}
        assert client.post("/workbench/account/password/", given)["Location"] == "/workbench/notices/"
        assert inside(client)
        assert sign_in(Client(), password=new)["Location"] == "/workbench/"

    def test_one_may_also_leave(self, client: Client) -> None:
        assert client.post("/workbench/sign-out/")["Location"] == PAGE

    def test_a_password_that_was_reset_is_one(self) -> None:
        user = account()
        accounts.reset_password(user, "管理员给的密码 2026")
        client = Client()
        sign_in(client, password="管理员给的密码 2026")
        assert not inside(client)

    def test_only_a_password_of_some_worth_is_taken(self) -> None:
        for weak, why in (
            ("短", "至少要10个字"),
            ("1234567890", "全是数字"),
            ("wangwangwang1", "太像"),
            ("password123", "常见"),
        ):
            with pytest.raises(FazhiError, match=why):
                accounts.create("wangwangwang", "王演示", weak)
