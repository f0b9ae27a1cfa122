"""Pages of the workbench as a browser without a script uses them: opened, filled in, sent, followed."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from coordination_walk import STREET, picture
from fazhi.kernel.models import Matter, Organization, User

OPENING = "/workbench/matters/new/coordination/"


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(matter: Matter, name: str = "") -> str:
    return f"/workbench/matters/{matter.uuid}/" + (f"do/{name}/" if name else "")


def hidden(html: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(key|seen|asked)" value="([^"]*)"', html)
    return dict(found)


def carried(html: str) -> dict[str, str]:
    """What the page that asks for confirmation sends on."""
    form = html[html.index('<form class="card"') :]
    return dict(re.findall(r'<input type="hidden" name="(?!csrf)([^"]+)" value="([^"]*)"', form))


def send(client: Client, path: str, answers: dict[str, Any], **more: Any) -> Any:
    """Open the form, fill it in, send it, and follow to the page after it."""
    page = client.get(path)
    assert page.status_code == 200, page.content.decode()
    return client.post(path, hidden(page.content.decode()) | answers, follow=True, **more)


def photo(name: str = "整改后.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture().getvalue())


def large_photo(width: int = 900, height: int = 600, name: str = "现场.jpg") -> SimpleUploadedFile:
    """A picture with something on it, and with where it was taken."""
    from PIL import Image

    image = Image.radial_gradient("L").resize((width, height)).convert("RGB")
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (22.0, 33.0, 0.0)
    stream = BytesIO()
    image.save(stream, "JPEG", exif=exif)
    return SimpleUploadedFile(name, stream.getvalue())


def community() -> str:
    return Organization.objects.filter(parent__name=STREET, kind="社区").order_by("code")[0].code


def registration(**more: str) -> dict[str, Any]:
    return {
        "field": "市容管理",
        "source": "street",
        "urgency": "ordinary",
        "community": community(),
        "place": "老围一街路口",
        "description": "共享单车堆放，堵住了人行道。",
    } | more


def marks(points: str = "24") -> dict[str, str]:
    return {f"marks.{item}": points for item in ("response", "cooperation", "lawfulness", "result")}


def code(name: str) -> str:
    return Organization.objects.get(name=name).code
