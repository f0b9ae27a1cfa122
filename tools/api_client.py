"""Writes the client of the example, examples/city_platform/client.py, from the schema docs/api/openapi.json alone.

One method an operation, named by its id; path and query are arguments, a body is a mapping as the schema has it.

    python tools/api_client.py            write it anew
    python tools/api_client.py --check    fail where it is not up to date
"""

from __future__ import annotations

import json
import keyword
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SCHEMA, CLIENT = ROOT / "docs" / "api" / "openapi.json", ROOT / "examples" / "city_platform" / "client.py"

_HEAD = '''"""Written by tools/api_client.py from docs/api/openapi.json. Do not edit."""

# ruff: noqa

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen


class Problem(Exception):
    """What the platform refused (RFC 9457). ``code`` is for machines, the message for people."""

    def __init__(self, content: dict[str, Any]) -> None:
        super().__init__(content["detail"])
        self.status: int = content["status"]
        self.code: str = content["code"]
        self.content = content


class Client:
    """Calls the platform at ``site`` with a token."""

    def __init__(self, site: str, token: str) -> None:
        self._site, self._token = site.rstrip("/"), token

    def call(
        self,
        method: str,
        path: str,
        query: dict[str, Any],
        body: Any = None,
        key: str = "",
        kind: str = "application/json",
    ) -> Any:
        """One request. ``key`` makes that a repeated one is done once."""
        given = {name: value for name, value in query.items() if value is not None}
        address = self._site + path + (f"?{urlencode(given)}" if given else "")
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": kind}
        if key:
            headers["Idempotency-Key"] = key
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        try:
            with urlopen(Request(address, data, headers, method=method)) as answer:
                content = answer.read()
                return json.loads(content) if answer.headers.get_content_type() == "application/json" else content
        except HTTPError as refusal:
            if refusal.headers.get_content_type() != "application/problem+json":
                raise
            raise Problem(json.loads(refusal.read())) from None
'''


def _name(text: str) -> str:
    name = re.sub(r"\W", "_", text)
    return f"{name}_" if keyword.iskeyword(name) else name


def _method(method: str, path: str, one: dict[str, Any]) -> str:
    given = one.get("parameters", [])
    places = [each["name"] for each in given if each["in"] == "path"]
    query = [each for each in given if each["in"] == "query"]
    keyed = any(each["in"] == "header" for each in given)
    content = one.get("requestBody", {}).get("content", {})
    upload = "multipart/form-data" in content
    needed = [f"{_name(name)}: str" for name in places]
    needed += ["name: str, content: bytes"] if upload else ["body: dict[str, Any]"] if content else []
    needed += [f"{_name(each['name'])}: str" for each in query if each.get("required")]
    free = [f"{_name(each['name'])}: str | int | None = None" for each in query if not each.get("required")]
    arguments = ", ".join(["self", *needed, *(["*", *free] if free else []), *(['key: str = ""'] if keyed else [])])
    address = re.sub(r"{(\w+)}", lambda found: "{quote(" + _name(found[1]) + ")}", path)
    asked = ", ".join(f'"{each["name"]}": {_name(each["name"])}' for each in query)
    lines = [
        f"    def {_name(one['operationId'])}({arguments}) -> Any:",
        f'        """{one["summary"]}。"""',
    ]
    rest = ""
    if upload:
        lines += [
            "        mark = uuid.uuid4().hex",
            '        part = f\'Content-Disposition: form-data; name="file"; filename="{name}"\'',
            "        head = f'--{mark}\\r\\n{part}\\r\\n\\r\\n'",
            "        body = head.encode() + content + f'\\r\\n--{mark}--\\r\\n'.encode()",
        ]
        rest = ', body, kind=f"multipart/form-data; boundary={mark}"'
    elif content:
        rest = ", body" + (", key or uuid.uuid4().hex" if keyed else "")
    prefix = "f" if places else ""
    lines.append(f'        return self.call("{method.upper()}", {prefix}"{address}", {{{asked}}}{rest})')
    return "\n".join(lines)


def written() -> str:
    """The text of the client."""
    schema = json.loads(SCHEMA.read_text("utf-8"))
    methods = [_method(verb, path, one) for path, verbs in schema["paths"].items() for verb, one in verbs.items()]
    text = _HEAD + "\n" + "\n\n".join(methods) + "\n"
    # As a person would lay it out, and as `make check` wants it.
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(CLIENT), "-"]
    done = subprocess.run(command, input=text, encoding="utf-8", stdout=subprocess.PIPE, cwd=ROOT, check=True)
    return done.stdout


def main() -> None:
    """Write it, or say that it is not up to date."""
    if "--check" in sys.argv:
        if CLIENT.read_text("utf-8") != written():
            sys.exit(f"{CLIENT.relative_to(ROOT)} is not what the schema gives: run python tools/api_client.py")
        return
    CLIENT.write_text(written(), "utf-8")


if __name__ == "__main__":
    main()
