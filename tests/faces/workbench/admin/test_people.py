"""People and seats: each change one row of the log with before and after, and nobody gives more than is theirs."""

from __future__ import annotations

import re
from typing import Any

import pytest

from administration import PLATFORM, administrators, at, hidden, send
from coordination_walk import LEAD, OFFICE, OTHER, STREET, Cast, cast, unit
from fazhi.kernel import accounts
from fazhi.kernel.administration.reach import OutOfReach
from fazhi.kernel.clock import today
from fazhi.kernel.models import Change, Membership, User

pytestmark = pytest.mark.usefixtures("platform")
NEW = {"username": "xinren", "name": "新人", "role": "handler", "since": "2026-01-05", "reason": "新入职"}


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def admins(people: Cast) -> tuple[User, User, User]:
    return administrators()


def path(user: User, more: str = "") -> str:
    return f"/workbench/admin/people/{user.uuid}/{more}"


def newest() -> dict[str, Any]:
    last = Change.objects.order_by("-sequence")[0]
    return {
        "subject": last.subject, "action": last.action, "by": last.actor, "user": last.user,
        "unit": last.organization, "key": last.key, "before": last.before, "after": last.after, "reason": last.reason,
    }  # fmt: skip


def one_more(before: int) -> bool:
    return Change.objects.count() == before + 1


def test_a_new_person_gets_a_password_that_is_shown_once_and_must_be_changed(admins: tuple[User, User, User]) -> None:
    page = send(at(admins[0]), "/workbench/admin/people/new/", NEW | {"unit": unit(STREET).code})
    found = re.search(r'<strong class="number">([^<]+)</strong>', page.content.decode())
    assert found
    assert "no-store" in page.headers["Cache-Control"]
    made = User.objects.get(username="xinren")
    assert made.check_password(found.group(1))
    assert made.must_change_password
    assert [(seat.organization.name, seat.role) for seat in made.seats()] == [(STREET, "handler")]
    assert list(Change.objects.filter(user=made).order_by("sequence").values_list("action", flat=True)) == [
        "create",
        "take_seat",
    ]
    assert found.group(1) not in at(admins[0]).get(path(made)).content.decode()


def test_the_same_account_twice_is_said_and_nothing_is_made(admins: tuple[User, User, User]) -> None:
    client, answers = at(admins[0]), NEW | {"unit": unit(STREET).code}
    send(client, "/workbench/admin/people/new/", answers)
    rows = Change.objects.count()
    again = send(client, "/workbench/admin/people/new/", answers)
    assert again.status_code == 422
    assert "账号“xinren”已经有了" in again.content.decode()
    assert Change.objects.count() == rows


def test_a_seat_given_and_ended(people: Cast, admins: tuple[User, User, User]) -> None:
    rows, client = Change.objects.count(), at(admins[0])
    answers = {"unit": unit(OTHER).code, "role": "head", "since": "2026-03-01", "until": "2027-02-28", "reason": "任命"}
    assert "已任" in send(client, path(people.stranger, "seats/new/"), answers).content.decode()
    assert one_more(rows)
    assert newest() == {
        "subject": "membership", "action": "take_seat", "by": admins[0], "user": people.stranger,
        "unit": unit(OTHER), "key": "head", "before": {}, "after": {"since": "2026-03-01", "until": "2027-02-28"},
        "reason": "任命",
    }  # fmt: skip
    seat = Membership.objects.get(user=people.stranger, role="head")
    answer = send(client, path(people.stranger, f"seats/{seat.pk}/end/"), {"last": "2026-06-30", "reason": "调离"})
    assert "不再任" in answer.content.decode()
    assert one_more(rows + 1)
    assert newest()["before"] == {"since": "2026-03-01", "until": "2027-02-28"}
    assert newest()["after"] == {"since": "2026-03-01", "until": "2026-06-30"}


def test_the_command_line_writes_the_same_log(people: Cast) -> None:
    accounts.take_seat(people.stranger, unit(OTHER), "负责人")
    assert newest()["action"] == "take_seat"
    assert newest()["by"] is None
    rows = Change.objects.count()
    accounts.take_seat(people.stranger, unit(OTHER), "负责人")
    assert Change.objects.count() == rows


def test_a_reason_is_asked_for(people: Cast, admins: tuple[User, User, User]) -> None:
    seat = people.lead.memberships.get()
    answer = send(at(admins[0]), path(people.lead, f"seats/{seat.pk}/end/"), {"reason": " "})
    assert answer.status_code == 422
    assert 'href="#id_reason"' in answer.content.decode()
    seat.refresh_from_db()
    assert seat.until is None


def test_a_form_sent_twice_or_stale_changes_nothing_more(people: Cast, admins: tuple[User, User, User]) -> None:
    client, address = at(admins[0]), path(people.stranger, "close/")
    seen = hidden(client.get(address).content.decode())
    sure = hidden(client.post(address, seen | {"reason": "离职"}).content.decode())
    assert client.post(address, sure | {"reason": "离职"}).status_code == 302
    rows = Change.objects.count()
    again = client.post(address, sure | {"reason": "离职"})
    assert again.status_code == 409
    assert "已经有人改过" in again.content.decode()
    assert Change.objects.count() == rows
    people.stranger.refresh_from_db()
    assert not people.stranger.is_active


def test_account_changes_are_logged_once_each(people: Cast, admins: tuple[User, User, User]) -> None:
    client = at(admins[0])
    for name, action in (("password/", "reset_password"), ("close/", "close_account"), ("reopen/", "reopen_account")):
        rows = Change.objects.count()
        assert send(client, path(people.stranger, name), {"reason": "演示"}).status_code == 200
        assert one_more(rows)
        assert (newest()["action"], newest()["user"]) == (action, people.stranger)
    assert newest()["before"] == {"active": False}
    assert newest()["after"] == {"active": True}


def test_nobody_changes_their_own_rights(people: Cast, admins: tuple[User, User, User]) -> None:
    system, _second, own_unit = admins
    rows = Change.objects.count()
    for user, where in ((system, unit(OTHER)), (own_unit, unit(LEAD))):
        answer = send(
            at(user), path(user, "seats/new/"),
            {"unit": where.code, "role": "handler", "since": str(today()), "reason": "方便"},
        )  # fmt: skip
        assert answer.status_code == 422
        assert "不能改自己的账号和岗位" in answer.content.decode()
        seat = user.memberships.get()
        assert send(at(user), path(user, f"seats/{seat.pk}/end/"), {"reason": "试"}).status_code == 422
        assert send(at(user), path(user, "close/"), {"reason": "试"}).status_code == 422
    assert Change.objects.count() == rows


def test_the_last_system_administrator_stays(people: Cast, admins: tuple[User, User, User]) -> None:
    first, second, _unit = admins
    seat = second.memberships.get()
    send(at(first), path(second, f"seats/{seat.pk}/end/"), {"reason": "轮岗"})
    assert not second.seats().exists()
    with pytest.raises(OutOfReach, match="唯一的系统管理员"):
        accounts.leave_seat(first, unit(PLATFORM), "系统管理员")
    with pytest.raises(OutOfReach, match="唯一的系统管理员"):
        accounts.close_account(first)
    assert first.seats().exists()


def test_a_unit_administrator_gives_seats_in_their_unit_and_no_more(
    people: Cast, admins: tuple[User, User, User]
) -> None:
    client = at(admins[2])
    form = client.get("/workbench/admin/people/new/").content.decode()
    assert f'value="{unit(LEAD).code}"' in form
    assert f'value="{unit(OTHER).code}"' not in form
    assert send(client, "/workbench/admin/people/new/", NEW | {"unit": unit(OTHER).code}).status_code == 422
    assert send(client, "/workbench/admin/people/new/", NEW | {"unit": unit(LEAD).code}).status_code == 200
    made = User.objects.get(username="xinren")
    assert made.seats().get().organization.name == LEAD
    higher = {"unit": unit(LEAD).code, "role": "administrator", "since": str(today()), "reason": "升级"}
    assert send(client, path(made, "seats/new/"), higher).status_code == 422
    assert made.seats().count() == 1


def test_whose_seat_reaches_further_is_not_a_unit_administrators_to_make_or_take_over(people: Cast) -> None:
    from coordination_walk import seat

    bureau = seat("juguanli", "区司法局", "unit_administrator")
    client = at(bureau)
    # The office is a section of the bureau, but its overseer sees every matter of the district.
    assert people.dispatcher.name in client.get("/workbench/admin/people/").content.decode()
    made = {"unit": unit(OFFICE).code, "role": "overseer", "since": str(today()), "reason": "试"}
    assert send(client, "/workbench/admin/people/new/", NEW | made).status_code == 422
    assert send(client, path(people.overseer, "password/"), {"reason": "试"}).status_code == 422
    platform = seat("xitong", PLATFORM, "administrator")
    assert send(client, path(platform, "password/"), {"reason": "试"}).status_code == 422
    assert send(client, path(platform, "close/"), {"reason": "试"}).status_code == 422


def test_an_account_that_sits_elsewhere_too_is_the_system_administrators(
    people: Cast, admins: tuple[User, User, User]
) -> None:
    accounts.take_seat(people.lead, unit(OTHER), "handler")
    answer = send(at(admins[2]), path(people.lead, "password/"), {"reason": "忘了"})
    assert answer.status_code == 422
    assert "账号请由系统管理员处理" in answer.content.decode()
