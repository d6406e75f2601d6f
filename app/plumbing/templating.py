"""Habits of templates that pages are quicker for: macros are made once, functions called, texts escaped where they need it."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from keyword import iskeyword
from typing import Any

from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.environment import TemplateModule
from jinja2.meta import find_undeclared_variables
from jinja2.runtime import Macro
from jinja2.utils import missing
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
        if self.named <= reader.tools.keys() | self.globals.keys():
            return self._made(reader.made, {**self.globals, **reader.tools, "drawn_for": reader})
        return self._made(given.get("made_modules", {}), given)

    def _made(self, made: dict[Template, TemplateModule], known: dict[str, Any]) -> TemplateModule:
        if self not in made:
            made[self] = super().make_module(known, True)
        return made[self]

    @property
    def named(self) -> frozenset[str]:
        """What it takes from the context, as `DirectCalls` wrote it down."""
        found: frozenset[str] = self.root_render_func.__globals__["named"]
        return found


DRAWINGS_KEPT = 512


def kept(macro: Callable[..., str]) -> Callable[..., str]:
    """A macro that draws the same thing over and over from a few plain values (a name, a word): it draws each once.

    What it drew lasts as long as the macro: as it is for one reader, and never beyond what the macro itself may see.
    """
    return lru_cache(maxsize=DRAWINGS_KEPT, typed=True)(macro)


NEEDS_ESCAPING = re.compile("[&<>\"']").search


def html(value: object) -> str:
    """A value as it stands in a page; most texts need no escaping, and finding that out costs a third of escaping them."""
    if type(value) is Markup:
        return value
    return value if type(value) is str and NEEDS_ESCAPING(value) is None else escape(value)


class PlainMacro(Macro):
    """A macro of named parameters that draws HTML: two dictionaries put its arguments in their places.

    Jinja walks the parameters one by one, which costs a small macro half of its time. What Jinja would refuse, it is left to
    refuse.
    """

    def __call__(self, *given: Any, **named: Any) -> str:
        """Draw it; `missing` stands where nothing was given, and the macro puts its own there."""
        names = self.arguments[len(given) :]
        if self.caller and "caller" not in named:
            named["caller"] = self._environment.undefined("No caller defined", name="caller")
        placed = {**dict.fromkeys(names, missing), **named}
        if len(given) + len(placed) != self._argument_count + self.caller:
            return super().__call__(*given, **named)
        return self._func(*given, *placed.values())


class DirectCalls(CodeGenerator):
    """Compiles `f(x)` to a plain call, what is shown to a plain `html`, and draws each block of a page in one piece.

    Jinja looks at each function at each call for whether it asks for the context; none of ours does, a macro knows what to
    do without, and four hundred calls a page cost a quarter of drawing it. A function marked `pass_context` would be called
    without its context: give it what it needs as an argument. Nor do we send a page before it is whole, so that nothing is
    gained by handing each piece of a block up through every layout.
    """

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802  the name is Jinja’s
        """The module, with our way of showing a value, and what the template takes from the context."""
        self.writeline(f"from {html.__module__} import PlainMacro, html")
        self.writeline(f"named = frozenset({sorted(find_undeclared_variables(node))!r})")
        super().visit_Template(node, frame)

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:  # noqa: N802  the name is Jinja’s
        """A block in its place, joined; Jinja's own way where it asks for more than that."""
        beside_a_layout = frame.toplevel and self.extends_so_far > 0
        if node.scoped or node.required or frame.buffer is not None or beside_a_layout:
            super().visit_Block(node, frame)
        else:
            self.writeline(f"yield concat(context.blocks[{node.name!r}][0]({self.get_context_ref()}))", node)

    def return_buffer_contents(self, frame: Frame, force_unescaped: bool = False) -> None:
        """What was drawn is HTML, in a macro too: Jinja leaves saying so to whoever calls it."""
        super().return_buffer_contents(frame)

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """What a macro is called by: itself, where a `call` hands it over and it takes nothing."""
        node, escaped = macro_ref.node, frame.eval_ctx.autoescape and not frame.eval_ctx.volatile
        if not escaped or macro_ref.accesses_kwargs or macro_ref.accesses_varargs or _takes_its_caller_by_name(node):
            super().macro_def(macro_ref, frame)
        elif isinstance(node, nodes.CallBlock) and not node.args and not macro_ref.accesses_caller:
            self.write("macro")
        else:
            self.write("Plain")
            super().macro_def(macro_ref, frame)

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


def _takes_its_caller_by_name(node: nodes.Macro | nodes.CallBlock) -> bool:
    return any(argument.name == "caller" for argument in node.args)
