from __future__ import annotations

import hashlib
import os
import socket
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.kernel import Refused
from app.plumbing.storage import DamagedError, Storage

S3_OPTIONS = {
    "aws_access_key_id": "testing",
    "aws_secret_access_key": "testing",
    "aws_region": "eu-west-3",
    "aws_virtual_hosted_style_request": "false",
}


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    """A real HTTP server that speaks S3, in this process."""
    server = pytest.importorskip("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    import boto3

    client = boto3.client(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        region_name="eu-west-3",
    )
    client.create_bucket(Bucket="pieces", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["file", "memory", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "s3":
        endpoint = request.getfixturevalue("s3_endpoint")
        return Storage.at(f"s3://pieces/{tmp_path.name}", S3_OPTIONS | {"aws_endpoint": endpoint})
    return Storage.at("memory:///" if request.param == "memory" else f"file://{tmp_path}/store")


def test_what_was_put_comes_back_under_its_sha256(storage: Storage) -> None:
    content = os.urandom(3_000_000)
    key = storage.put(content)
    assert key == hashlib.sha256(content).hexdigest()
    assert storage.get(key) == content
    assert storage.size(key) == len(content)
    assert b"".join(storage.chunks(key)) == content


def test_the_same_content_twice_is_one_object(storage: Storage) -> None:
    assert storage.put(b"facture") == storage.put(b"facture")
    storage.put("reçu".encode())
    assert len(list(storage.keys())) == 2


def test_an_empty_object_is_kept_too(storage: Storage) -> None:
    assert storage.get(storage.put(b"")) == b""


def test_an_absent_key_says_so_everywhere(storage: Storage) -> None:
    absent = "0" * 64
    assert not storage.has(absent)
    for ask in (storage.get, storage.size, lambda key: list(storage.chunks(key))):
        with pytest.raises(KeyError):
            ask(absent)


def test_a_deleted_object_is_gone_and_deleting_again_is_fine(storage: Storage) -> None:
    key = storage.put(b"x")
    storage.delete(key)
    storage.delete(key)
    assert not storage.has(key)


@pytest.mark.parametrize(
    "name", ["../etc/passwd", "", "a" * 63, "A" * 64, "a" * 64 + "\n", "..%2f" + "a" * 59, "/" + "a" * 63]
)
def test_a_name_that_is_no_key_never_becomes_a_path(storage: Storage, name: str) -> None:
    with pytest.raises(KeyError):
        storage.get(name)
    with pytest.raises(KeyError):
        storage.delete(name)


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        Storage.at(f"file://{tmp_path}/deep/store").put(b"secret")
    finally:
        os.umask(umask)
    found = list((tmp_path / "deep" / "store").rglob("*"))
    assert {stat.S_IMODE(path.stat().st_mode) for path in found if path.is_file()} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in found if path.is_dir()} == {0o700}
    assert stat.S_IMODE((tmp_path / "deep" / "store").stat().st_mode) == 0o700


def test_file_and_folder_are_synchronised_before_put_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(os.readlink(f"/proc/self/fd/{fd}")), real(fd)))
    storage = Storage.at(f"file://{tmp_path}/store")
    key = storage.put(b"x")
    folder = str(tmp_path / "store" / key[:2])
    assert synced[0].startswith(f"{folder}/.part-")
    assert synced[1:] == [folder, str(tmp_path / "store")]


def test_a_name_appears_only_on_a_complete_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = Storage.at(f"file://{tmp_path}/store")

    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        storage.put(b"half")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_flipped_bit_is_found(tmp_path: Path) -> None:
    storage = Storage.at(f"file://{tmp_path}/store")
    key = storage.put(b"facture 42")
    path = tmp_path / "store" / key[:2] / key[2:]
    path.write_bytes(b"facture 43")
    with pytest.raises(DamagedError):
        storage.get(key)


def test_many_writers_of_the_same_content_agree(tmp_path: Path) -> None:
    storage = Storage.at(f"file://{tmp_path}/store")
    gate = threading.Barrier(8)

    def put(_: int) -> str:
        gate.wait()
        return storage.put(b"same" * 100_000)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(put, range(8)))) == 1
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_an_unknown_scheme_is_refused_with_a_sentence() -> None:
    with pytest.raises(Refused) as refused:
        Storage.at("ftp://somewhere")
    assert refused.value.field == "STORAGE_URL"


def test_a_dead_service_raises_instead_of_pretending() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    storage = Storage.at("s3://pieces", S3_OPTIONS | {"aws_endpoint": f"http://127.0.0.1:{port}"})
    with pytest.raises(Exception, match=r"(?i)connect|error"):
        storage.put(b"x")
