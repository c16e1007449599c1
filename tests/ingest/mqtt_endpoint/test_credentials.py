"""The file of secrets: what is kept, and how."""

import stat

import pytest

from ingest.mqtt_endpoint.credentials import (
    NOBODYS,
    CredentialsError,
    draw_secret,
    make_credential,
    read_credentials,
    write_credentials,
)


def test_a_secret_fits_its_credential_alone_and_is_long_enough():
    secret = draw_secret()
    assert len(secret) * 6 >= 144
    assert make_credential(secret).fits(secret.encode())
    assert not make_credential(secret).fits(secret.encode() + b"x")
    assert make_credential(secret) != make_credential(secret)
    assert not NOBODYS.fits(b"")


def test_what_is_written_is_read_again_and_holds_no_secret(tmp_path):
    file = tmp_path / "gateway_credentials.toml"
    known = {name: make_credential("secret") for name in ("G1", "网关一", "a\\b", "x.y")}
    write_credentials(file, known)
    assert read_credentials(file) == known
    assert "secret" not in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    write_credentials(file, {})
    assert read_credentials(file) == {}
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_no_file_is_no_credentials(tmp_path):
    assert read_credentials(tmp_path / "none.toml") == {}


@pytest.mark.parametrize("text", ["[G1", "[G1]\n", "G1 = 3\n", '[G1]\nsalt = "zz"\nsha256 = ""\n'])
def test_a_file_that_is_none_is_told_and_not_taken_for_empty(tmp_path, text):
    file = tmp_path / "gateway_credentials.toml"
    file.write_text(text)
    with pytest.raises(CredentialsError, match="gateway_credentials"):
        read_credentials(file)
