"""What a file is, by its content, and what it is called."""

import pytest

from dashboard_api.attachment_types import TYPES, clean_name, recognise_type

SAMPLES = {
    "image/jpeg": b"\xff\xd8\xff\xe0JFIF",
    "image/png": b"\x89PNG\r\n\x1a\n....",
    "application/pdf": b"%PDF-1.7\n",
    "video/mp4": b"\x00\x00\x00\x18ftypisom",
    "audio/wav": b"RIFF\x00\x00\x00\x00WAVEfmt ",
    "audio/mpeg": b"ID3\x04",
    "text/plain": "处置说明\r\n\t已关阀".encode(),
}


def test_there_is_a_sample_of_every_type():
    assert set(SAMPLES) == set(TYPES)


@pytest.mark.parametrize("media_type", SAMPLES)
def test_each_is_known_by_its_content(media_type):
    assert recognise_type(SAMPLES[media_type]) == media_type


@pytest.mark.parametrize(
    "content",
    [b"", b"<!doctype html>", "\ufeff <svg>".encode(), b"\x7fELF", b"PK\x03\x04", b"\xd0\xcf\x11",
     b"text\x00", "文".encode("gb18030"), b"RIFF\x00\x00\x00\x00AVI "],
)  # fmt: skip
def test_nothing_that_could_be_run_is_known(content):
    assert recognise_type(content) is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("现场.png", "现场.png"),
        ("C:\\fotos\\a.png", "a.png"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie: x"),
        ("..", "attachment"),
        ("\u202e.png", "png"),
        ("x" * 999, "x" * 200),
    ],
)
def test_a_name_is_one_line_and_no_path(given, kept):
    assert clean_name(given) == kept
