"""Settings come from the environment only, are typed, and fail at start with a sentence."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent
SHORTEST_KEY = 32


class SettingError(SystemExit):
    """A setting that cannot work: the program stops and says what to change."""


@dataclass(frozen=True)
class Settings:
    """What this installation was told. Folders are absolute; keys never appear in `repr` or logs."""

    host: str
    port: int
    data: Path
    database_url: str
    storage_url: str
    secret_key: str
    seal_key: str
    zone: str
    base_url: str
    mail_url: str
    mail_box: str
    """Where mail comes in: `imaps://user:password@host/FOLDER`; empty where no box is read."""
    mail_reply_to: str
    """The address to which answers come, marked with their case (`complaints+MARK@…`); empty: none is given."""
    mail_quiet_days: int
    """Working days after which a box without any mail is told of; 0: never."""
    behind_proxy: bool
    secure_cookies: bool

    def __repr__(self) -> str:
        return f"Settings(data={self.data}, database={self.database_url.split(':', 1)[0]})"

    @property
    def on_sqlite(self) -> bool:
        """Is this the embedded database?"""
        return self.database_url.startswith("sqlite")

    @property
    def sqlite_file(self) -> Path:
        """Where the embedded database lives."""
        return self.data / "amiable.sqlite3"


def settings_from(env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; refuses what would lose data or secrets, in a sentence."""
    env = os.environ if env is None else env
    data = _folder(env.get("AMIABLE_DATA", "var"))
    database_url = _database_url(env, data)
    own_database = bool(env.get("DATABASE_URL"))
    alone = _flag(env, "SINGLE_MACHINE")
    host, port = env.get("HOST", "127.0.0.1"), _port(env)
    if own_database and not alone:
        _several_machines(env)
    return Settings(
        host=host,
        port=port,
        data=data,
        database_url=database_url,
        storage_url=_storage_url(env, data),
        secret_key=_key(env, "SECRET_KEY", data),
        seal_key=_key(env, "SEAL_KEY", data),
        zone=_zone(env),
        base_url=_base_url(env, f"http://{host}:{port}"),
        mail_url=_mail_url(env),
        mail_box=_mail_box(env),
        mail_reply_to=_mail_reply_to(env),
        mail_quiet_days=_days(env, "MAIL_QUIET_DAYS", "3"),
        behind_proxy=_flag(env, "BEHIND_PROXY"),
        secure_cookies=env.get("BASE_URL", "").startswith("https://"),
    )


def _folder(text: str) -> Path:
    path = Path(text)
    return path if path.is_absolute() else ROOT / path


def _database_url(env: Mapping[str, str], data: Path) -> str:
    url = env.get("DATABASE_URL") or f"sqlite:///{data / 'amiable.sqlite3'}"
    if url.startswith("postgres://"):
        url = "postgresql://" + url.removeprefix("postgres://")
    if url.startswith("postgresql://"):
        url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingError("DATABASE_URL must start with postgresql:// (or be absent, for the embedded database).")
    return url


def _storage_url(env: Mapping[str, str], data: Path) -> str:
    url = env.get("STORAGE_URL") or f"file://{data / 'files'}"
    if not re.fullmatch(r"file:///.+|s3://[^/\s].*", url):  # what was given may hold a key: it is not repeated
        raise SettingError(
            "STORAGE_URL must look like s3://BUCKET or s3://BUCKET/FOLDER, or file:///FOLDER, or be absent: then files are kept "
            "in the folder of the data."
        )
    return url


def _flag(env: Mapping[str, str], name: str) -> bool:
    text = env.get(name, "")
    if text not in {"", "0", "1"}:
        raise SettingError(f"{name} must be 1 (yes) or 0 (no), or absent, not {text!r}.")
    return text == "1"


def _zone(env: Mapping[str, str]) -> str:
    name = env.get("AMIABLE_ZONE", "Europe/Paris")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as wrong:
        raise SettingError(f"AMIABLE_ZONE must be a place such as Europe/Paris, not {name!r}.") from wrong
    return name


def _base_url(env: Mapping[str, str], default: str) -> str:
    url = env.get("BASE_URL") or default
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", url):
        raise SettingError(
            f"BASE_URL must be the address people type, such as https://amiable.example.org, not {url!r}."
        )
    return url.rstrip("/")


def _mail_url(env: Mapping[str, str]) -> str:
    url = env.get("MAIL_URL", "")
    if url and not _names_a_server(url):  # what was given may hold a password: it is not repeated
        raise SettingError(
            "MAIL_URL must look like smtps://user:password@host, or smtp://user:password@host:587?starttls=1 (characters such "
            "as @ and / in user or password written as %40 and %2F), or be absent: then mails are kept in a folder."
        )
    return url


def _names_a_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _mail_box(env: Mapping[str, str]) -> str:
    url = env.get("MAIL_BOX", "")
    if url and not _names_a_box(url):  # what was given holds a password: it is not repeated
        raise SettingError(
            "MAIL_BOX must look like imaps://user:password@host/FOLDER (characters such as @ and / in user or password "
            "written as %40 and %2F), or be absent: then no box is read."
        )
    return url


def _names_a_box(url: str) -> bool:
    try:
        parts = urlsplit(url)
        who = bool(parts.hostname and parts.username and parts.password)
        return parts.scheme in {"imap", "imaps"} and who and parts.port != 0
    except ValueError:
        return False


def _mail_reply_to(env: Mapping[str, str]) -> str:
    address = env.get("MAIL_REPLY_TO", "").strip()
    if address and not re.fullmatch(r"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+", address):
        raise SettingError(
            f"MAIL_REPLY_TO must be a plain address such as complaints@example.org, not {address!r}. "
            "Your mail server must deliver complaints+ANYTHING@example.org to the same box."
        )
    return address


def _days(env: Mapping[str, str], name: str, default: str) -> int:
    text = env.get(name, default)
    if not text.isdigit() or int(text) > 366:
        raise SettingError(f"{name} must be a number of days, from 0 (never) to 366, not {text!r}.")
    return int(text)


def _port(env: Mapping[str, str]) -> int:
    text = env.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SettingError(f"PORT must be a number between 1 and 65535, not {text!r}.")
    return int(text)


def _several_machines(env: Mapping[str, str]) -> None:
    missing = [name for name in ("STORAGE_URL", "SECRET_KEY", "SEAL_KEY") if not env.get(name)]
    local = env.get("STORAGE_URL", "").startswith("file:")
    if missing or local:
        wants = ", ".join(missing) or "a STORAGE_URL that every machine can reach (s3://…)"
        raise SettingError(
            f"With DATABASE_URL set, several machines must share keys and files: set {wants}, "
            "or SINGLE_MACHINE=1 if there is only one."
        )


def _key(env: Mapping[str, str], name: str, data: Path) -> str:
    given = env.get(name)
    if given:
        if len(given) < SHORTEST_KEY:
            raise SettingError(f"{name} must have at least {SHORTEST_KEY} characters.")
        return given
    return _kept_key(data / f"{name.lower().replace('_', '-')}.txt")


def _kept_key(path: Path) -> str:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    except OSError as wrong:
        raise SettingError(f"AMIABLE_DATA: nothing can be written in {path.parent} ({wrong.strerror}).") from wrong
    key = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
    return key
