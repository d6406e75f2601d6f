"""What fields of programs are made of: texts cleaned as on our pages, closed lists, civil dates, amounts in minor units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from app.intake.rules.choices import CHANNELS
from app.kernel.money import LARGEST_MINOR
from app.plumbing.fields import one_line, several_lines

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True)
class OneOf:
    """Of a text: only what is offered; whoever reads the schema is told what that is."""

    offered: tuple[str, ...]

    def __get_pydantic_core_schema__(self, kind: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(kind))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "enum": list(self.offered)}

    def _check(self, typed: str) -> str:
        if typed not in self.offered:
            raise PydanticCustomError("not_offered", "{choices}", {"choices": ", ".join(filter(None, self.offered))})
        return typed


def _some(typed: str) -> str:
    if not typed:
        raise PydanticCustomError("missing", "nothing was said")
    return typed


def an_address(typed: str) -> str:
    """An e-mail address, or nothing."""
    if typed and not ADDRESS.fullmatch(typed):
        raise PydanticCustomError("no_address", "not an address")
    return typed


Line = Annotated[str, AfterValidator(one_line)]
Text = Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(several_lines), AfterValidator(_some)]
Day = Annotated[date, Field(ge=FIRST, le=LAST)]
Minor = Annotated[int, Field(ge=0, le=LARGEST_MINOR)]
Channel = Annotated[str, OneOf(tuple(CHANNELS))]
EXTERNAL = r"^[\x21-\x7e]{1,120}$"


class Shape(BaseModel):
    """Closed keys and exact types: what is not foreseen is refused by its name."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    example: ClassVar[dict[str, Any]] = {}
    """What the documents show; a test sends it."""


class Query(BaseModel):
    """What an address says behind its question mark: text, read as what it stands for."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    example: ClassVar[dict[str, Any]] = {}


class Nothing(Query):
    """Nothing may be said there."""
