"""A district is data: its streets, communities, units, sections and local parameters come from one TOML file.

Nothing in the code knows a district. ``FAZHI_DISTRICT`` names a file that comes with Fazhi (``luohu``) or the path of
one.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.ledger import KINDS, SYSTEMS

DEFAULT = "luohu"

_T = TypeVar("_T")
_KIND_NAMES: dict[type, str] = {str: _("文字"), int: _("整数"), list: _("列表"), dict: _("表")}


class BadDistrict(FazhiError):
    """The district file is missing or wrong; the message names the file and the key."""

    code = "bad_district"


@dataclass(frozen=True)
class Community:
    """A community (社区). ``generated`` marks an invented name that stands for a public one not confirmed."""

    name: str
    street: str
    generated: bool = False


@dataclass(frozen=True)
class Street:
    """A street (街道) and its communities."""

    name: str
    communities: tuple[Community, ...]


@dataclass(frozen=True)
class Unit:
    """A unit the bureau works with; ``kind`` and ``system`` as in :mod:`fazhi.kernel.ledger`."""

    name: str
    kind: str
    system: str


@dataclass(frozen=True)
class District:
    """All that is particular to one district."""

    code: str
    name: str
    city: str
    province: str
    bureau: str
    government: str
    abbreviation: str
    streets: tuple[Street, ...]
    units: tuple[Unit, ...]
    sections: tuple[str, ...]
    courts: tuple[str, ...] = ()
    prisons: tuple[str, ...] = ()
    parameters: dict[str, int] = field(default_factory=dict)
    # Which organisation holds a post of a procedure (boats.office → 船舶管理科).
    posts: dict[str, str] = field(default_factory=dict)
    # What the district decided of its own about a rule, with the document.
    rules: dict[str, Any] = field(default_factory=dict)
    hotlines: tuple[str, ...] = ()
    committees: tuple[str, ...] = ()

    @property
    def communities(self) -> tuple[Community, ...]:
        """All communities, street by street."""
        return tuple(community for street in self.streets for community in street.communities)

    def of_kind(self, kind: str) -> tuple[Unit, ...]:
        """The units of a kind, in the order of the file."""
        return tuple(unit for unit in self.units if unit.kind == kind)

    def parameter(self, name: str) -> int:
        """A local parameter. Raises :class:`BadDistrict` where the district does not set it."""
        try:
            return self.parameters[name]
        except KeyError:
            raise BadDistrict(
                _("{district}没有设定参数“{name}”，请在区县配置的 [parameters] 中补上。").format(
                    district=self.name, name=name
                ),
                key=f"parameters.{name}",
            ) from None


def available() -> list[str]:
    """Names of the districts that come with Fazhi."""
    return sorted(Path(entry.name).stem for entry in _built_in().iterdir() if entry.name.endswith(".toml"))


def current() -> District:
    """The district of this platform, which FAZHI_DISTRICT names; read once."""
    return _read_once(os.environ.get("FAZHI_DISTRICT") or DEFAULT)


@lru_cache(maxsize=4)
def _read_once(name: str) -> District:
    return load(name)


def load(district: str | Path | None = None) -> District:
    """The district called so, or described by the TOML file at that path; by default the one FAZHI_DISTRICT names.

    Raises :class:`BadDistrict` (in Chinese, with file and key) where the file is missing, no TOML, or incomplete.
    """
    wanted = str(district or os.environ.get("FAZHI_DISTRICT") or DEFAULT)
    if wanted in available():
        source = f"{wanted}.toml"
        content = (_built_in() / source).read_bytes()
    else:
        source = wanted
        try:
            content = Path(wanted).read_bytes()
        except OSError:
            raise BadDistrict(
                _("没有区县配置“{name}”。自带的有：{known}；也可以写配置文件（.toml）的路径。").format(
                    name=wanted, known="、".join(available())
                ),
                file=wanted,
            ) from None
    try:
        table = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadDistrict(
            _("区县配置“{file}”不是正确的 TOML（应为 UTF-8 编码）：{error}").format(file=source, error=error),
            file=source,
        ) from None
    return _District(source, table).read()


def _built_in() -> Any:
    return files("fazhi") / "districts"


@dataclass(frozen=True)
class _District:
    """Reads the parsed TOML; every complaint names the file and the key."""

    source: str
    table: dict[str, Any]

    def read(self) -> District:
        sources = self._get(self.table, "sources", dict, {})
        return District(
            **{
                key: self._get(self.table, key, str)
                for key in ("code", "name", "city", "province", "bureau", "government", "abbreviation")
            },
            streets=self._unique(
                "streets", tuple(self._street(n, t) for n, t in enumerate(self._tables("streets"), 1))
            ),
            units=self._unique(
                "units", tuple(unit for n, t in enumerate(self._tables("units"), 1) for unit in self._units(n, t))
            ),
            sections=self._names(self._get(self.table, "sections", dict), "sections.names", "names"),
            courts=self._names(sources, "sources.courts", "courts", ()),
            prisons=self._names(sources, "sources.prisons", "prisons", ()),
            parameters={
                key: self._expect(value, int, f"parameters.{key}")
                for key, value in self._get(self.table, "parameters", dict, {}).items()
            },
            posts={
                key: self._text(value, f"posts.{key}")
                for key, value in self._get(self.table, "posts", dict, {}).items()
            },
            rules=self._get(self.table, "rules", dict, {}),
            hotlines=self._names(sources, "sources.hotlines", "hotlines", ()),
            committees=self._names(sources, "sources.committees", "committees", ()),
        )

    def _street(self, n: int, table: dict[str, Any]) -> Street:
        where = f"streets[{n}]"
        name = self._get(table, "name", str, path=f"{where}.name")
        public = self._names(table, f"{where}.communities", "communities")
        generated = self._names(table, f"{where}.generated", "generated", ())
        communities = tuple(
            [Community(c, name) for c in public] + [Community(c, name, generated=True) for c in generated]
        )
        return Street(name, self._unique(f"{where}.communities", communities))

    def _units(self, n: int, table: dict[str, Any]) -> list[Unit]:
        where = f"units[{n}]"
        kind = self._choice(table, "kind", KINDS, f"{where}.kind")
        system = self._choice(table, "system", SYSTEMS, f"{where}.system")
        return [Unit(name, kind, system) for name in self._names(table, f"{where}.names", "names")]

    def _tables(self, key: str) -> list[dict[str, Any]]:
        tables = self._get(self.table, key, list)
        if not tables:
            raise self._wrong(key, _("不能为空"))
        return [self._expect(table, dict, f"{key}[{n}]") for n, table in enumerate(tables, 1)]

    def _names(
        self, table: dict[str, Any], path: str, key: str, default: tuple[str, ...] | None = None
    ) -> tuple[str, ...]:
        names = self._get(table, key, list, None if default is None else list(default), path=path)
        return tuple(self._text(name, f"{path}[{n}]") for n, name in enumerate(names, 1))

    def _choice(self, table: dict[str, Any], key: str, choices: tuple[str, ...], path: str) -> str:
        value = self._get(table, key, str, path=path)
        if value not in choices:
            raise self._wrong(
                path, _("“{value}”不在可填范围内，可填：{choices}").format(value=value, choices="、".join(choices))
            )
        return value

    def _get(self, table: dict[str, Any], key: str, kind: type[_T], default: _T | None = None, *, path: str = "") -> _T:
        if key not in table:
            if default is None:
                raise self._wrong(path or key, _("缺这一项"))
            return default
        if kind is str:
            self._text(table[key], path or key)
        return self._expect(table[key], kind, path or key)

    def _text(self, value: Any, path: str) -> str:
        text = self._expect(value, str, path).strip()
        if not text:
            raise self._wrong(path, _("不能为空"))
        return text

    def _expect(self, value: Any, kind: type[_T], path: str) -> _T:
        # bool is a kind of int in Python, but no number to a reader of the file.
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self._wrong(path, _("应为{kind}").format(kind=_KIND_NAMES[kind]))
        return value

    def _unique(self, path: str, items: tuple[Any, ...]) -> tuple[Any, ...]:
        seen: set[str] = set()
        for item in items:
            if item.name in seen:
                raise self._wrong(path, _("“{name}”出现了两次").format(name=item.name))
            seen.add(item.name)
        return items

    def _wrong(self, path: str, what: str) -> BadDistrict:
        return BadDistrict(
            _("区县配置“{file}”的 {key}：{what}。").format(file=self.source, key=path, what=what),
            file=self.source,
            key=path,
        )
