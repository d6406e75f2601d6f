"""A setting that cannot work stops the start with a sentence that says how it should look."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import SettingError, settings_from

KEYS = {"SECRET_KEY": "s" * 40, "SEAL_KEY": "t" * 40}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "70000"),
        ("DATABASE_URL", "mysql://x/y"),
        ("STORAGE_URL", "ftp://files"),
        ("STORAGE_URL", "s3://"),
        ("STORAGE_URL", "/srv/files"),
        ("SINGLE_MACHINE", "maybe"),
        ("BEHIND_PROXY", "yes"),
        ("SECRET_KEY", "short"),
        ("SEAL_KEY", "short"),
        ("AMIABLE_ZONE", "Nowhere/City"),
        ("BASE_URL", "amiable.example.org"),
        ("MAIL_URL", "http://host"),
        ("MAIL_BOX", "imap.example.org"),
        ("MAIL_QUIET_DAYS", "often"),
    ],
)
def test_what_cannot_work_is_refused_and_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        settings_from({"AMIABLE_DATA": str(tmp_path), **KEYS, name: value})


@pytest.mark.parametrize("url", ["s3://bucket", "s3://bucket/amiable", "file:///srv/files"])
def test_a_store_that_can_be_reached_is_taken(tmp_path: Path, url: str) -> None:
    assert settings_from({"AMIABLE_DATA": str(tmp_path), **KEYS, "STORAGE_URL": url}).storage_url == url


def test_a_database_of_ones_own_refuses_what_lies_on_one_machine_only(tmp_path: Path) -> None:
    own = {"AMIABLE_DATA": str(tmp_path), "DATABASE_URL": "postgresql://host/amiable"}
    for given in ({}, KEYS, {**KEYS, "STORAGE_URL": "file:///srv/files"}, {"STORAGE_URL": "s3://bucket"}):
        with pytest.raises(SettingError, match="several machines"):
            settings_from({**own, **given})
    assert settings_from({**own, **KEYS, "STORAGE_URL": "s3://bucket"}).database_url.startswith("postgresql")
    assert settings_from({**own, "SINGLE_MACHINE": "1"}).storage_url.startswith("file:///")
