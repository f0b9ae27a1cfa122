"""How templates say which files a material takes: ``{% load files %}``."""

from __future__ import annotations

from django import template

from fazhi.kernel.attachments.kinds import KINDS
from fazhi.kernel.procedures import Material

register = template.Library()


@register.filter
def file_kinds(material: Material) -> str:
    """JPEG、PNG、PDF: the formats that are taken, as people know them."""
    return "、".join(kind.label for kind in KINDS if kind.media_type in material.types)


@register.filter
def accepted(material: Material) -> str:
    """What a browser offers for choosing: extensions and media types, as the attribute ``accept`` wants them."""
    kinds = [kind for kind in KINDS if kind.media_type in material.types]
    return ",".join([*(kind.media_type for kind in kinds), *(one for kind in kinds for one in kind.extensions)])
