"""A sealed package: the same bytes for the same files, and nothing in it can be changed unseen."""

import subprocess
import zipfile

import pytest

from hazardwatch.evidence_sealing import SEAL, SUMS, open_package, seal_files

FILES = {"b/图.txt": "内容".encode(), "a.json": b"{}", "empty": b""}


@pytest.fixture
def package(tmp_path):
    path = tmp_path / "package.zip"
    path.write_bytes(seal_files(FILES)[0])
    return path


def repack(path, change):
    """Write the zip anew with its files changed."""
    with zipfile.ZipFile(path) as old:
        content = {name: old.read(name) for name in old.namelist()}
    change(content)
    with zipfile.ZipFile(path, "w") as new:
        for name, data in content.items():
            new.writestr(name, data)


def test_what_goes_in_comes_out(package):
    found = open_package(package)
    assert (dict(found.files), found.findings) == (FILES, ())
    assert found.seal == seal_files(FILES)[1]


def test_the_same_files_in_any_order_are_the_same_bytes():
    assert seal_files(dict(reversed(FILES.items()))) == seal_files(FILES)
    assert seal_files({**FILES, "empty": b"x"})[1] != seal_files(FILES)[1]


def test_sha256sum_alone_can_verify_it(package, tmp_path):
    with zipfile.ZipFile(package) as whole:
        whole.extractall(tmp_path / "unpacked")
    for sums in (SEAL, SUMS):
        run = ["sha256sum", "--strict", "-c", sums]
        checked = subprocess.run(run, cwd=tmp_path / "unpacked", capture_output=True, check=False)
        assert checked.returncode == 0, checked.stderr
    (tmp_path / "unpacked" / "a.json").write_bytes(b"[]")
    checked = subprocess.run(run, cwd=tmp_path / "unpacked", capture_output=True, check=False)
    assert checked.returncode == 1


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda files: files.update({"a.json": b"[]"}), "a.json"),
        (lambda files: files.pop("empty"), "missing"),
        (lambda files: files.update({"more": b""}), "not in"),
        (lambda files: files.update({SUMS: files[SUMS] + b"0  x\n"}), SUMS),
        (lambda files: files.pop(SUMS), SUMS),
        (lambda files: files.pop(SEAL), SEAL),
        (lambda files: files.update({SEAL: b"0" * 64 + b"  SHA256SUMS\n"}), SEAL),
    ],
)
def test_every_change_is_found(package, change, word):
    repack(package, change)
    (finding,) = open_package(package).findings
    assert word in finding


def test_what_is_no_zip_or_half_a_one_is_told(package):
    whole = package.read_bytes()
    for broken in (b"", b"notes", whole[: len(whole) // 2]):
        package.write_bytes(broken)
        found = open_package(package)
        assert found.findings
        assert found.files == {}


def test_two_files_of_one_name_are_told(package):
    with zipfile.ZipFile(package, "a") as whole, pytest.warns(UserWarning, match="Duplicate"):
        whole.writestr("a.json", b"[]")
    assert "a.json" not in open_package(package).files
    assert open_package(package).findings
