"""Habits of templates that pages are quicker for: macros are made once, functions called, texts escaped where they need it."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from keyword import iskeyword
from typing import Any

from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.meta import find_undeclared_variables
from markupsafe import Markup, escape


@dataclass
class Reader:
    """What macros may know of whoever reads, whatever the page (their language, their day), and the macros made for them."""

    tools: dict[str, Any]
    made: dict[Template, TemplateModule] = field(default_factory=dict)
    _drawn: dict[Any, str] = field(default_factory=dict)

    def once(self, macro: Callable[..., str], *args: Hashable) -> str:
        """What a macro draws for this reader; only for one that says nothing of the page, the case or the person."""
        if (macro, args) not in self._drawn:
            self._drawn[macro, args] = macro(*args)
        return self._drawn[macro, args]


class OncePerReader(Template):
    """A template whose macros, imported with the page's context, are made once, not once for each importer.

    Those that name nothing of the page are made for all pages of one reader, and see nothing of any page; others for a page.
    The context says which reader (`drawn_for`) and holds what was made for the page (`made_modules`).
    """

    def make_module(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002  the names are Jinja's
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,  # noqa: A002
    ) -> TemplateModule:
        """Its macros; those made before when somebody has asked for them."""
        given = vars or {}
        reader: Reader | None = given.get("drawn_for") if shared else None
        if reader is None:
            return super().make_module(vars, shared, locals)
        if self in reader.made:
            return reader.made[self]
        if self._named <= reader.tools.keys() | self.globals.keys():
            return self._made(reader.made, {**self.globals, **reader.tools, "drawn_for": reader})
        return self._made(given.get("made_modules", {}), given)

    def _made(self, made: dict[Template, TemplateModule], known: dict[str, Any]) -> TemplateModule:
        if self not in made:
            made[self] = super().make_module(known, True)
        return made[self]

    @cached_property
    def _named(self) -> frozenset[str]:
        """What it takes from the context."""
        assert self.environment.loader is not None
        source, *_rest = self.environment.loader.get_source(self.environment, str(self.name))
        return frozenset(find_undeclared_variables(self.environment.parse(source)))


NEEDS_ESCAPING = re.compile("[&<>\"']").search


def html(value: object) -> str:
    """A value as it stands in a page; most texts need no escaping, and finding that out costs a third of escaping them."""
    if type(value) is Markup:
        return value
    return value if type(value) is str and NEEDS_ESCAPING(value) is None else escape(value)


class DirectCalls(CodeGenerator):
    """Compiles `f(x)` to a plain call, and what is shown to a plain `html`.

    Jinja looks at each function at each call for whether it asks for the context; none of ours does, a macro knows what to
    do without, and four hundred calls a page cost a quarter of drawing it. A function marked `pass_context` would be called
    without its context: give it what it needs as an argument.
    """

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802  the name is Jinja’s
        """The module, with our way of showing a value."""
        self.writeline(f"from {html.__module__} import html")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("html(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802  the name is Jinja’s
        """The function, then its arguments; Jinja's own way where one is named like a word of Python (`as=`)."""
        if any(iskeyword(named.key) for named in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        for named in node.kwargs:
            self.visit(named, frame)
            self.write(", ")
        if node.dyn_args is not None:
            self.write("*")
            self.visit(node.dyn_args, frame)
            self.write(", ")
        if node.dyn_kwargs is not None:
            self.write("**")
            self.visit(node.dyn_kwargs, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")
