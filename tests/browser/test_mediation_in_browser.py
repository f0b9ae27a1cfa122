"""A dispute through the hands of a committee in a real browser, by its pages alone, from registration to archive."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect
from serving import LOOKS, Windows, server
from walking import Walker

import mediation_walk
from coordination_walk import picture
from fazhi.kernel.models import Matter, User

RESPONDENT, TITLE = "演示商贸行", "老围社区劳动争议纠纷"


@dataclass
class Mediating:
    """A server, and the people of a committee."""

    address: str
    people: mediation_walk.Cast


@pytest.fixture(scope="module")
def served(database: None) -> Iterator[Mediating]:
    people = mediation_walk.cast()
    with server() as address:
        yield Mediating(address, people)


def party(walker: Walker, side: str, **given: str) -> None:
    block = walker.page.get_by_role("group", name=side, exact=True).get_by_role("group").first
    for label, value in given.items():
        block.get_by_label(label).first.fill(value)


@pytest.mark.parametrize(("scheme", "width"), LOOKS.values(), ids=LOOKS.keys())
def test_a_dispute_is_settled_and_archived(
    served: Mediating, page_of: Windows, scheme: str, width: int, tmp_path: Path
) -> None:
    people, seen = served.people, list[str]()

    def at(user: User) -> Walker:
        return Walker(page_of(user, scheme, width), TITLE, seen)

    clerk, head, mediator, guide = map(at, (people.clerk, people.head, people.mediator, people.guide))

    clerk.page.goto("/workbench/")
    clerk.look("clerk-queue")
    clerk.page.locator("main a[href*='/matters/new/mediation/']").first.click()
    expect(clerk.page.get_by_label("纠纷类型")).to_be_visible()
    clerk.look("register")
    form = clerk.page
    form.get_by_label("来源").select_option("applied")
    form.get_by_label("纠纷类型").select_option("labour")
    form.get_by_label("纠纷所在社区").select_option(label="桂园街道 老围社区")
    party(clerk, "申请人", 姓名或者名称="张演示", 联系电话="13800138000", 出生日期="1990-01-01")
    form.get_by_role("group", name="被申请人").get_by_label("个人或者单位").first.select_option(label="单位")
    party(clerk, "被申请人", 姓名或者名称=RESPONDENT)
    form.get_by_label("涉及人数").fill("2")
    form.get_by_label("涉及金额").fill("8800")
    form.get_by_role("group", name="有群体性事件苗头").get_by_label("否").check()
    form.get_by_label("纠纷情况和请求").fill("拖欠三个月工资，请求支付。")
    clerk.look("register-filled")
    clerk.sends("登记")
    address = clerk.page.url

    clerk.begins("受理")
    clerk.sends("受理")

    head.opens_from_the_queue("?tab=unit")
    head.begins("分派")
    head.page.get_by_label("调解员").select_option("TJY0001")
    head.sends("分派")

    guide.page.goto(address)
    guide.look("guide")
    guide.begins("指导意见")
    guide.page.get_by_label("意见").fill("请先核对工资表再组织调解")
    guide.sends("指导意见")

    mediator.opens_from_the_queue()
    mediator.begins("登记调解")
    mediator.page.get_by_label("调解日期").fill(f"{Matter.objects.latest('pk').opened_on:%Y-%m-%d}")
    mediator.page.get_by_label("调解记录", exact=True).fill("双方到场，陈述了意见，愿意分两次付清。")
    mediator.sends("登记调解")
    mediator.page.get_by_role("link", name="生成调解协议书").click()
    expect(mediator.page.get_by_role("heading", name="生成调解协议书")).to_be_visible()
    mediator.look("agreement")
    mediator.page.get_by_label("协议内容").fill("七日内付清工资 8,800 元。")
    with mediator.page.expect_download() as downloading:
        mediator.page.get_by_role("button", name="下载 Word 文书").click()
    written = tmp_path / "协议书.docx"
    downloading.value.save_as(written)
    text = zipfile.ZipFile(written).read("word/document.xml").decode()
    assert RESPONDENT in text
    assert "七日内付清工资 8,800 元。" in text

    mediator.page.goto(address)
    mediator.begins("达成书面协议")
    mediator.page.get_by_label("协议内容").fill("七日内付清工资 8,800 元。")
    mediator.page.get_by_label("履行方式和期限").fill("七日内银行转账。")
    mediator.page.get_by_label("是").check()
    signed = FilePayload(name="协议书.png", mimeType="image/png", buffer=picture().getvalue())
    mediator.page.get_by_label("调解协议书").set_input_files(signed)
    mediator.page.get_by_text("协议书.png ").first.wait_for()
    mediator.look("agree-filled")
    mediator.sends("达成书面协议")

    mediator.begins("回访")
    mediator.page.get_by_label("履行情况").select_option(label="已履行")
    mediator.page.get_by_label("回访记录").fill("电话回访，已收到全部工资。")
    mediator.sends("回访")
    mediator.begins("履行完毕")
    mediator.sends("履行完毕")

    clerk.opens_from_the_queue("?tab=unit")
    clerk.begins("归档")
    clerk.page.get_by_label("卷宗页数").fill("12")
    clerk.sends("归档")
    expect(clerk.page.locator(".state").first).to_contain_text("已归档")
    clerk.page.get_by_role("link", name="打印案卷").click()
    expect(clerk.page.get_by_role("heading", name="材料目录")).to_be_visible()
    clerk.look("paper")
    guide.page.goto(address)
    guide.look("archived-guide")
    assert Matter.objects.latest("pk").state == "archived"
