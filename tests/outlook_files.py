"""Mails as Outlook saves them (`.msg`), made for tests: an OLE file (MS-CFB) of streams and storages, and what a mail puts in it (MS-OXMSG)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from struct import pack
from typing import Any
from uuid import UUID

SECTOR, SMALL, CUTOFF, NONE, END, FAT = 512, 64, 4096, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
MAIL = UUID("00020d0b-0000-0000-c000-000000000046").bytes_le
Tree = Mapping[str, Any]


def ole(tree: Tree, kind: bytes = MAIL) -> bytes:
    """A file of these streams (bytes) and storages (trees)."""
    entries: list[dict[str, Any]] = [{"name": "Root Entry", "type": 5, "body": b"", "next": NONE, "child": NONE}]
    _enter(entries, 0, tree)
    small, small_next = bytearray(), list[int]()
    for each in (each for each in entries if each["type"] == 2 and len(each["body"]) < CUTOFF):
        each["start"] = len(small_next) if each["body"] else END
        _chain(small_next, small, each["body"], SMALL)
    sectors, following = bytearray(), list[int]()
    entries[0]["start"] = len(following) if small else END
    _chain(following, sectors, bytes(small), SECTOR)
    small_table = len(following)
    _chain(following, sectors, b"".join(pack("<I", each) for each in small_next), SECTOR, b"\xff")
    for each in (each for each in entries if each["type"] == 2 and len(each["body"]) >= CUTOFF):
        each["start"] = len(following)
        _chain(following, sectors, each["body"], SECTOR)
    directory = len(following)
    entries[0]["size"] = len(small)
    _chain(following, sectors, b"".join(_entry(each, kind) for each in entries), SECTOR)
    tables = 1
    while tables * (SECTOR // 4) < len(following) + tables:
        tables += 1
    begins = len(following)
    table = b"".join(pack("<I", each) for each in [*following, *[FAT] * tables]).ljust(tables * SECTOR, b"\xff")
    minis = -(-len(small_next) * 4 // SECTOR)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += pack("<IIIIIIIII", 0, tables, directory, 0, CUTOFF, small_table if minis else END, minis, END, 0)
    listed = [begins + each for each in range(tables)]
    return head + b"".join(pack("<I", each) for each in listed).ljust(436, b"\xff") + bytes(sectors) + table


def _enter(entries: list[dict[str, Any]], parent: int, tree: Tree) -> None:
    numbers = []
    for name, body in tree.items():
        numbers.append(len(entries))
        storage = isinstance(body, Mapping)
        entries.append(
            {"name": name, "type": 1 if storage else 2, "body": b"" if storage else body, "next": NONE, "child": NONE}
        )
        if storage:
            _enter(entries, numbers[-1], body)
    entries[parent]["child"] = numbers[0] if numbers else NONE
    for one, other in pairwise(numbers):
        entries[one]["next"] = other


def _chain(following: list[int], into: bytearray, body: bytes, size: int, filler: bytes = b"\x00") -> None:
    count = -(-len(body) // size)
    first = len(following)
    following.extend([first + each + 1 for each in range(count - 1)] + ([END] if count else []))
    into.extend(body.ljust(count * size, filler))


def _entry(each: dict[str, Any], kind: bytes) -> bytes:
    name = each["name"].encode("utf-16-le")
    size = each.get("size", len(each["body"]))
    said = name.ljust(64, b"\x00") + pack("<HBB", len(name) + 2, each["type"], 1)
    said += pack("<III", NONE, each["next"], each["child"]) + (kind if each["type"] == 5 else bytes(16))
    return said + bytes(20) + pack("<IQ", each.get("start", 0 if each["type"] == 1 else END), size)


def properties(begins: int, fixed: Mapping[int, bytes]) -> bytes:
    """The list of what has one length: tag → eight bytes."""
    return bytes(begins) + b"".join(pack("<HHI", 3, tag, 6) + value.ljust(8, b"\x00") for tag, value in fixed.items())


def text(tag: int, said: str, ansi: str = "") -> tuple[str, bytes]:
    """A text, in UTF-16 or in the letters of a code page."""
    return f"__substg1.0_{tag:04X}{'001E' if ansi else '001F'}", said.encode(ansi or "utf-16-le")


def raw(tag: int, said: bytes) -> tuple[str, bytes]:
    """Bytes."""
    return f"__substg1.0_{tag:04X}0102", said


def ticks(at: datetime) -> bytes:
    """An instant as Outlook counts it: tenths of microseconds since 1601."""
    return pack("<Q", int((at - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000)


def msg(*held: tuple[str, Any], fixed: Mapping[int, bytes] | None = None, begins: int = 32) -> Tree:
    """What a mail holds, by Outlook’s names; `ole(msg(…))` is its file."""
    return {"__properties_version1.0": properties(begins, fixed or {}), **dict(held)}


def attached(number: int, *held: tuple[str, Any], fixed: Mapping[int, bytes] | None = None) -> tuple[str, Tree]:
    """Something attached to it."""
    return f"__attach_version1.0_#{number:08X}", msg(*held, fixed=fixed, begins=8)


def reader(number: int, name: str, address: str, role: int = 1) -> tuple[str, Tree]:
    """Somebody it was sent to: 1 to, 2 a copy, 3 a blind copy."""
    said = msg(text(0x3001, name), text(0x39FE, address), fixed={0x0C15: pack("<i", role)}, begins=8)
    return f"__recip_version1.0_#{number:08X}", said
