"""The language of report templates: Jinja2, sandboxed and cut down to if, for, set, macro, figures and rows.

A template comes from outside. It can neither read files nor call Python, and what is wrong with it is found before
anything is counted, with its line and in Chinese.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace, TracebackType
from typing import Any, NoReturn

from jinja2 import StrictUndefined, TemplateSyntaxError, meta, nodes
from jinja2 import Template as CompiledTemplate
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from fazhi.errors import FazhiError
from fazhi.figures.catalogue import Catalogue
from fazhi.figures.report.cell import FILTERS, Cell, printed, without_marks
from fazhi.i18n import _

GLOBALS = ("period", "district", "organization", "signed_on", "rows")
"""What a template knows beside the figures."""

_JINJA_FILTERS = (
    "first",
    "join",
    "last",
    "length",
    "list",
    "map",
    "rejectattr",
    "selectattr",
    "sort",
    "trim",
    "unique",
)
_JINJA_TESTS = ("defined", "none", "in", "eq", "ne", "lt", "le", "gt", "ge", "divisibleby", "even", "odd")
_STATEMENTS = (nodes.Output, nodes.If, nodes.For, nodes.Assign, nodes.Macro)
_FILE = "<template>"


@dataclass(frozen=True)
class Template:
    """A checked template: the ids of the figures it names and the filters it uses."""

    name: str
    figures: tuple[str, ...]
    filters: frozenset[str]
    _compiled: CompiledTemplate

    def render(self, context: Mapping[str, object]) -> str:
        """The text with its marks. What goes wrong is a FazhiError with the line of the template."""
        try:
            return self._compiled.render(context)
        except FazhiError as error:
            line = _line(error.__traceback__)
            raise _at(self.name, line, error.message, error.code, **error.details) from None
        except SecurityError as error:
            line = _line(error.__traceback__)
            raise _at(self.name, line, _("模板里不能这样做（{reason}）。").format(reason=error)) from error
        except (TemplateError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
            line = _line(error.__traceback__)
            raise _at(self.name, line, _("写法不对（{reason}）。").format(reason=error)) from error


def parse(source: str, name: str, catalogue: Catalogue, functions: Mapping[str, Callable[..., object]]) -> Template:
    """Check a template and make it ready. ``functions`` are the only things it may call.

    Raises FazhiError: "unknown_figure" for a figure that is not declared (with near names), "template_syntax" for the
    rest; both with ``template`` and ``line`` in their details.
    """
    environment = _Environment(functions.values())
    source = without_marks(source)
    try:
        tree = environment.parse(source)
        figures = _check(tree, name, catalogue, environment)
        compiled = environment.from_string(tree)
    except TemplateSyntaxError as error:
        raise _at(name, error.lineno, _reason(error.message or "")) from None
    filters = frozenset(node.name for node in tree.find_all(nodes.Filter))
    return Template(name, figures, filters, compiled)


class _Missing(StrictUndefined):
    """A name that a row, the period or the district does not have."""

    @property
    def _undefined_message(self) -> str:
        known = "、".join(vars(self._undefined_obj)) if isinstance(self._undefined_obj, SimpleNamespace) else ""
        message = _("没有“{name}”这一项").format(name=self._undefined_name)
        return message + (_("，可用的有：{known}").format(known=known) if known else "")


class _Environment(ImmutableSandboxedEnvironment):
    """Attributes only of the plain objects handed in, calls only of the functions handed in, arithmetic on numbers."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, functions: Iterable[Callable[..., object]]) -> None:
        # The output is plain text for .docx; escaping for a page is the page's own duty.
        super().__init__(undefined=_Missing, trim_blocks=True, lstrip_blocks=True, finalize=printed, autoescape=False)
        self._functions = tuple(functions)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _JINJA_FILTERS} | FILTERS
        self.tests = {name: self.tests[name] for name in _JINJA_TESTS}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, Cell):
            return attr == "known"
        return isinstance(obj, SimpleNamespace | LoopContext) and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        return isinstance(obj, Macro) or any(obj is function for function in self._functions)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if isinstance(left, Cell) or isinstance(right, Cell):
            raise FazhiError(
                _("模板里不能对指标做加减乘除：算出来的数查不到来源，请声明为指标（差额或比率）。"),
                code="template_syntax",
            )
        if operator == "**" or not isinstance(left, int) or not isinstance(right, int):
            raise SecurityError(_("“{operator}”只能用于整数").format(operator=operator))
        return super().call_binop(context, operator, left, right)


# --- what a template names -------------------------------------------------------------------------------------------


def _check(tree: nodes.Template, name: str, catalogue: Catalogue, environment: _Environment) -> tuple[str, ...]:
    def fail(node: nodes.Node, message: str) -> NoReturn:
        raise _at(name, node.lineno, message)

    domains = {figure_id.partition(".")[0] for figure_id in catalogue.figures}
    reserved = {*domains, *GLOBALS}
    for statement in tree.find_all(nodes.Stmt):
        if not isinstance(statement, _STATEMENTS):
            tag = type(statement).__name__.lower()
            fail(statement, _("模板里不能用“{tag}”，只有 if、for、set 和 macro。").format(tag=tag))
    for kind, known in ((nodes.Filter, environment.filters), (nodes.Test, environment.tests)):
        for node in tree.find_all(kind):
            if node.name not in known:
                fail(node, _("没有“{name}”这种写法。").format(name=node.name) + _near(node.name, known))
    for variable in tree.find_all(nodes.Name):
        if variable.ctx != "load" and variable.name in reserved:
            fail(variable, _("“{name}”已有含义，不能再作变量名。").format(name=variable.name))

    undeclared = meta.find_undeclared_variables(tree)
    figures: dict[str, None] = {}
    attributed: set[int] = set()
    accesses = [(node.node, node.attr, node.lineno) for node in tree.find_all(nodes.Getattr)]
    accesses += [
        (node.node, node.arg.value, node.lineno)
        for node in tree.find_all(nodes.Getitem)
        if isinstance(node.arg, nodes.Const)
    ]
    for target, attribute, line in accesses:
        if isinstance(target, nodes.Name) and target.name in undeclared and target.name not in GLOBALS:
            attributed.add(id(target))
            figures.setdefault(_figure_id(f"{target.name}.{attribute}", name, line, catalogue))
    for variable in tree.find_all(nodes.Name):
        if variable.name in undeclared and id(variable) not in attributed and variable.name not in GLOBALS:
            if variable.name in domains:
                example = next(i for i in catalogue.figures if i.startswith(f"{variable.name}."))
                fail(
                    variable,
                    _("“{name}”下有许多指标，请写明哪一个，如 {example}。").format(name=variable.name, example=example),
                )
            fail(variable, _("没有“{name}”这个名称。").format(name=variable.name) + _near(variable.name, reserved))
    return tuple(figures)


def _figure_id(figure_id: str, template: str, line: int, catalogue: Catalogue) -> str:
    try:
        return catalogue.figure(figure_id).id
    except FazhiError as error:
        raise _at(template, line, error.message, error.code, **error.details) from None


# --- errors ----------------------------------------------------------------------------------------------------------


def _at(template: str, line: int | None, message: str, code: str = "template_syntax", **details: Any) -> FazhiError:
    where = _("模板“{template}”第{line}行：").format(template=template, line=line or "?")
    return FazhiError(where + message, code=code, **{**details, "template": template, "line": line})


def _line(traceback: TracebackType | None) -> int | None:
    """The line of the template in which an error arose: Jinja rewrites the traceback to its lines."""
    line = None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == _FILE:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _near(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    return _("相近的有：{near}。").format(near="、".join(near)) if near else ""


_TOKENS = {"end of print statement": "}}", "end of statement block": "%}", "begin of statement block": "{%"}


def _reason(message: str) -> str:
    def tokens(match: re.Match[str]) -> dict[str, str]:
        return {key: _TOKENS.get(value, value) for key, value in match.groupdict().items()}

    reasons = (
        (r"unexpected char '(?P<a>.+)' at", _("不认识的字符“{a}”：标点和括号请用半角。")),
        (r"unexpected '(?P<a>.+)'", _("多出了“{a}”。")),
        (r"expected token '(?P<a>.+)', got '(?P<b>.+)'", _("这里应当是“{a}”，却是“{b}”。")),
        (r"needs to be closed is '(?P<a>\w+)'", _("“{a}”没有结束，缺少 {{% end{a} %}}。")),
        (r"unknown tag '(?P<a>\w+)'", _("不认识的标记“{a}”，或者它与前面的标记不配对。")),
        (r"Missing end of comment", _("注释没有结束，缺少 #}}。")),
        (r"[Uu]nexpected end of template", _("模板没有写完。")),
    )
    for pattern, reason in reasons:
        match = re.search(pattern, message)
        if match:
            return reason.format(**tokens(match))
    return _("不合模板语法（{reason}）。").format(reason=message)
