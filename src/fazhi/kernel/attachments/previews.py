"""Small pictures of images that were received, made anew: nothing of the original file but its pixels is in them."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO

from fazhi.errors import FazhiError
from fazhi.i18n import _

SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
"""The media types of which there are previews; browsers and Pillow know HEIC only with more programs."""

MEDIA_TYPE = "image/webp"
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# JPEG is decoded at an eighth of its size; of the others the whole picture has to lie in the memory, 4 bytes a pixel.
_DECODED = 40_000_000


class NoPreview(FazhiError):
    """There is no preview of this file: it is too large to be decoded here, or cannot be."""

    code = "no_preview"


def preview(stream: BinaryIO, longest: int) -> bytes:
    """The image as WebP, upright, without Exif, at most ``longest`` pixels on its longer side.

    Raises :class:`NoPreview`.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(stream, formats=_FORMATS) as image:
            image.draft("RGB", (longest, longest))
            if image.width * image.height > _DECODED:
                raise NoPreview(_("图片太大，没有预览，请下载查看。"))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((longest, longest))
            made = BytesIO()
            upright.convert("RGBA" if upright.has_transparency_data else "RGB").save(made, "WEBP", quality=80)
            return made.getvalue()
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise NoPreview(_("图片打不开，没有预览，请下载查看。")) from error
