"""Two habits of templates that a page is quicker for: macros are made once a page, and functions are called, not looked into."""

from __future__ import annotations

from collections.abc import Mapping
from keyword import iskeyword
from typing import Any

from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule


class OncePerPage(Template):
    """A template whose macros, imported with the page's context, are made once for a page, not once for each importer."""

    def make_module(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002  the names are Jinja's
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,  # noqa: A002
    ) -> TemplateModule:
        """Its macros; those of this page when one of its parts has asked for them before."""
        made: dict[str | None, TemplateModule] | None = (vars or {}).get("made_modules") if shared else None
        if made is None:
            return super().make_module(vars, shared, locals)
        if self.name not in made:
            made[self.name] = super().make_module(vars, shared, locals)
        return made[self.name]


class DirectCalls(CodeGenerator):
    """Compiles `f(x)` to a plain call.

    Jinja looks at each function at each call for whether it asks for the context; none of ours does, a macro knows what to
    do without, and four hundred calls a page cost a quarter of drawing it. A function marked `pass_context` would be called
    without its context: give it what it needs as an argument.
    """

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
