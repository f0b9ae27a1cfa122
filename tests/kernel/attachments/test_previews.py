"""Small pictures: upright, small, without what the camera noted; and what has none."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from fazhi.kernel.attachments.previews import NoPreview, preview


def image(kind: str, size: tuple[int, int] = (800, 400), mode: str = "RGB", **more: Any) -> BytesIO:
    stream = BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(stream, kind, **more)
    stream.seek(0)
    return stream


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGB"), ("GIF", "P"), ("PNG", "L")]
)
def test_every_kind_becomes_a_small_picture(kind: str, mode: str) -> None:
    with Image.open(BytesIO(preview(image(kind, mode=mode), 320))) as small:
        assert (small.format, small.size) == ("WEBP", (320, 160))


def test_a_small_image_is_not_blown_up() -> None:
    with Image.open(BytesIO(preview(image("PNG", (40, 20)), 320))) as small:
        assert small.size == (40, 20)


def test_a_photograph_stands_upright_and_says_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (22.0, 33.0, 0.0)
    made = preview(image("JPEG", exif=exif), 320)
    with Image.open(BytesIO(made)) as small:
        assert small.size == (160, 320)
        assert not small.getexif()
    assert b"EXIF" not in made


def test_a_large_jpeg_is_decoded_small_and_a_large_png_is_not_decoded() -> None:
    with Image.open(BytesIO(preview(image("JPEG", (9000, 6000), "L"), 320))) as small:
        assert max(small.size) == 320
    with pytest.raises(NoPreview, match="图片太大"):
        preview(image("PNG", (9000, 6000), "L"), 320)


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0 no picture", b"%PDF-1.7", image("PNG").getvalue()[:200]])
def test_what_is_no_picture_has_no_preview(content: bytes) -> None:
    with pytest.raises(NoPreview):
        preview(BytesIO(content), 320)
