"""My account: what a user sees and changes of it, with a real clock for the codes."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from coordination_walk import STREET, seat
from fazhi.faces.cli.user import command
from fazhi.kernel.models import RecoveryCode, SecondFactor, SignInEvent, User
from fazhi.kernel.parties.rotating import encrypt_anew, in_use
from fazhi.kernel.populate import populate
from fazhi.kernel.secrets.keys import add_key
from fazhi.kernel.signing import second_factor
from fazhi.kernel.signing.events import Kind
from fazhi.kernel.signing.locking import FROM_ONE_ADDRESS

pytestmark = pytest.mark.usefixtures("platform")

ACCOUNT, PAGE = "/workbench/account/", "/workbench/sign-in/"
PASSWORD, NEW = "一句足够长的密码 2026", "另一句足够长的 2027"


@pytest.fixture
def user() -> User:
    return User.objects.create_user("wang", "王演示", PASSWORD)


def signed_in(**more: Any) -> Client:
    client = Client(**more)
    assert client.post(PAGE, {"username": "wang", "password": PASSWORD}).status_code == 302
    return client


def inside(client: Client) -> bool:
    return client.get("/workbench/notices/").status_code == 200


def page(response: Any) -> str:
    return str(response.content.decode())


class Phone:
    """An authenticator app that has scanned the page."""

    def __init__(self, client: Client) -> None:
        import base64

        key = re.search(r"<code>([A-Z2-7 ]+)</code>", page(client.get(f"{ACCOUNT}code/")))
        assert key is not None
        self.app = TOTP(base64.b32decode(key[1].replace(" ", "")), 6, SHA1(), 30)

    def code(self, steps: int = 0) -> str:
        # Nothing shall change over between asking for a code and its being looked at.
        if time.time() % 30 > 20:
            time.sleep(30 - time.time() % 30)
        return self.app.generate(time.time() + 30 * steps).decode()


@pytest.fixture
def phone(user: User) -> Phone:
    """Enrolled with the code before this one, so that this one is still good."""
    client = signed_in()
    phone = Phone(client)
    done = client.post(f"{ACCOUNT}code/", {"code": phone.code(-1), "password": PASSWORD})
    assert "只显示这一次" in page(done)
    return phone


def to_the_code() -> Client:
    client = Client()
    answer = client.post(PAGE, {"username": "wang", "password": PASSWORD, "next": "/workbench/matters/"})
    assert answer["Location"] == f"{PAGE}code/"
    assert not inside(client)
    return client


class TestPage:
    def test_it_shows_seats_sessions_and_what_happened(self) -> None:
        populate()
        user = seat("wang", STREET)
        user.set_password(PASSWORD)
        user.save()
        client = signed_in(
            HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile", REMOTE_ADDR="10.1.1.1"
        )
        shown = page(client.get(ACCOUNT))
        for words in (STREET, "经办人", "Chrome · Android", "10.1.1.1", "本机", "只在本机登录"):
            assert words in shown
        assert 'style="' not in shown

    def test_the_address_for_notices_is_kept_and_checked(self, user: User) -> None:
        client = signed_in()
        wrong = client.post(ACCOUNT, {"email": "nowhere"})
        assert "这不是电子邮箱地址" in page(wrong)
        assert client.post(ACCOUNT, {"email": "wang@example.org"}).status_code == 302
        assert User.objects.get().email == "wang@example.org"


class TestPassword:
    def change(self, client: Client, **more: str) -> Any:
        return client.post(f"{ACCOUNT}password/", {"password": PASSWORD, "new": NEW, "again": NEW} | more)

    def test_a_change_ends_every_other_session_and_not_this_one(self, user: User) -> None:
        here, there = signed_in(), signed_in()
        key = here.session.session_key
        assert self.change(here).status_code == 302
        assert inside(here)
        assert here.session.session_key != key
        assert not inside(there)
        assert Client().post(PAGE, {"username": "wang", "password": PASSWORD}).status_code == 200
        assert Client().post(PAGE, {"username": "wang", "password": NEW}).status_code == 302
        assert SignInEvent.objects.filter(kind=Kind.PASSWORD_CHANGED, user=user).count() == 1

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"password": "不是这个密码 2026"}, "现在的密码不对"),
            ({"again": "不一样的密码 2027"}, "不一样"),
            ({"new": "短", "again": "短"}, "至少要10个字"),
            ({"new": PASSWORD, "again": PASSWORD}, "与现在的一样"),
            ({"new": ""}, "请填写"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, user: User, given: dict[str, str], said: str) -> None:
        answer = self.change(signed_in(), **given)
        assert answer.status_code == 422
        assert said in page(answer)
        assert User.objects.get().check_password(PASSWORD)

    def test_the_present_one_cannot_be_guessed_on_an_open_screen(self, user: User) -> None:
        client = signed_in()
        for _time in range(FROM_ONE_ADDRESS):
            self.change(client, password="不是这个密码 2026")
        answer = self.change(client)
        assert "输错次数太多" in page(answer)
        assert User.objects.get().check_password(PASSWORD)

    def test_it_leads_nowhere_else(self, user: User) -> None:
        assert self.change(signed_in(), next="https://evil.example/")["Location"] == ACCOUNT


class TestSessions:
    def test_the_others_are_ended(self, user: User) -> None:
        here, there = signed_in(), signed_in()
        assert "退出其他设备" in page(here.get(ACCOUNT))
        answer = here.post(f"{ACCOUNT}sessions/end/", follow=True)
        assert "已退出其他 1 处登录" in page(answer)
        assert inside(here)
        assert not inside(there)


class TestSecondFactor:
    def test_a_code_is_asked_for_and_leads_where_one_was_going(self, phone: Phone) -> None:
        client = to_the_code()
        before = client.session.session_key
        answer = client.post(f"{PAGE}code/", {"code": phone.code()})
        assert answer["Location"] == "/workbench/matters/"
        assert inside(client)
        assert client.session.session_key != before

    def test_a_code_is_accepted_once(self, phone: Phone) -> None:
        code = phone.code()
        assert to_the_code().post(f"{PAGE}code/", {"code": code}).status_code == 302
        again = to_the_code().post(f"{PAGE}code/", {"code": code})
        assert again.status_code == 200
        assert "已经用过" in page(again)

    def test_a_clock_may_be_half_a_minute_off_and_no_more(self, phone: Phone) -> None:
        for steps, status in ((2, 200), (-2, 200), (1, 302)):
            assert to_the_code().post(f"{PAGE}code/", {"code": phone.code(steps)}).status_code == status

    @pytest.mark.parametrize("code", ["", "000000x", "１２３４５６", "12345", "\x00"])
    def test_what_is_no_code_lets_nobody_in(self, phone: Phone, code: str) -> None:
        client = to_the_code()
        assert client.post(f"{PAGE}code/", {"code": code}).status_code == 200
        assert not inside(client)

    def test_codes_are_guessed_under_the_same_lock(self, phone: Phone) -> None:
        client = to_the_code()
        for _time in range(FROM_ONE_ADDRESS):
            client.post(f"{PAGE}code/", {"code": "abcdef"})
        assert client.post(f"{PAGE}code/", {"code": phone.code()}).status_code == 429
        assert Client().post(PAGE, {"username": "wang", "password": PASSWORD}).status_code == 429

    def test_the_step_waits_some_minutes_and_not_for_a_changed_password(self, phone: Phone, user: User) -> None:
        client = to_the_code()
        user.set_password(NEW)
        user.save()
        assert client.post(f"{PAGE}code/", {"code": phone.code()})["Location"] == PAGE
        assert Client().get(f"{PAGE}code/")["Location"] == PAGE

    def test_a_recovery_code_opens_once(self, phone: Phone, user: User) -> None:
        client = signed_in_with(phone)
        shown = page(client.post(f"{ACCOUNT}code/recovery/", {"password": PASSWORD}))
        codes = re.findall(r"<code>(\w{5}-\w{5})</code>", shown)
        assert len(codes) == second_factor.CODES
        assert to_the_code().post(f"{PAGE}code/", {"code": codes[0].lower().replace("-", " ")}).status_code == 302
        assert to_the_code().post(f"{PAGE}code/", {"code": codes[0]}).status_code == 200
        assert "还有 9 个恢复码" in page(client.get(ACCOUNT))
        assert codes[1] not in page(client.get(ACCOUNT))
        with connection.cursor() as cursor:
            cursor.execute("SELECT string_agg(row_to_json(c)::text, '') FROM kernel_recoverycode c")
            assert codes[1].replace("-", "") not in cursor.fetchone()[0]

    def test_another_browser_of_an_account_that_enrols_is_out(self, user: User) -> None:
        client, other = signed_in(), signed_in()
        phone = Phone(client)
        client.post(f"{ACCOUNT}code/", {"code": phone.code(), "password": PASSWORD})
        assert inside(client)
        assert not inside(other)

    def test_it_does_not_hold_before_a_code_has_shown_that_it_works(self, user: User) -> None:
        client = signed_in()
        phone = Phone(client)
        wrong = client.post(f"{ACCOUNT}code/", {"code": "000000", "password": PASSWORD})
        assert "验证码不对" in page(wrong)
        assert client.post(f"{ACCOUNT}code/", {"code": phone.code(), "password": "错"}).status_code == 422
        assert not second_factor.wanted(user)
        assert inside(signed_in())

    def test_the_secret_is_shown_no_more_and_lies_encrypted(self, phone: Phone) -> None:
        client = signed_in_with(phone)
        assert client.get(f"{ACCOUNT}code/")["Location"] == ACCOUNT
        secret = phone.app._hotp._key.hex()  # type: ignore[attr-defined]
        stored = bytes(SecondFactor.objects.get().secret)
        assert secret.encode() not in stored
        assert bytes.fromhex(secret) not in stored

    def test_it_is_closed_with_the_password(self, phone: Phone, user: User) -> None:
        client = signed_in_with(phone)
        assert client.post(f"{ACCOUNT}code/off/", {"password": "错的密码 2026"}).status_code == 422
        assert second_factor.wanted(user)
        client.post(f"{ACCOUNT}code/off/", {"password": PASSWORD})
        assert inside(signed_in())
        assert not RecoveryCode.objects.exists()

    def test_an_administrator_resets_it_and_every_session_ends(self, phone: Phone, user: User) -> None:
        client, chief = signed_in_with(phone), User.objects.create_user("chief", "管理员")
        assert second_factor.reset(user, by=chief)
        assert not inside(client)
        assert inside(signed_in())
        assert SignInEvent.objects.get(kind=Kind.FACTOR_RESET).by == chief
        assert not second_factor.reset(user)

    def test_the_command_line_resets_it_too(self, phone: Phone, user: User) -> None:
        assert "所有设备都已退出" in CliRunner().invoke(command, ["reset-mfa", "wang"]).output
        assert not second_factor.wanted(user)
        assert "没有改动" in CliRunner().invoke(command, ["reset-mfa", "wang"]).output

    def test_a_new_key_takes_the_secrets_with_it(self, phone: Phone) -> None:
        key = add_key()
        encrypt_anew(lambda _done, _all: None)
        assert in_use() == {key.active_id: 1}
        assert to_the_code().post(f"{PAGE}code/", {"code": phone.code()}).status_code == 302


def signed_in_with(phone: Phone) -> Client:
    client = to_the_code()
    assert client.post(f"{PAGE}code/", {"code": phone.code()}).status_code == 302
    return client


def test_what_happened_can_only_be_added_to(user: User) -> None:
    signed_in()
    for statement in ("DELETE FROM kernel_signinevent", "UPDATE kernel_signinevent SET address = ''"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
