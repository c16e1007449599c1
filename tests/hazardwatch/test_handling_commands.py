"""``handling export | verify`` over a site on disk: what is in a package, what is told of it."""

import csv
import io
import json
import zipfile

import pytest
from sqlalchemy import update

from alerting.handling_book import HandlingBook
from alerting.handling_tables import ENTRIES
from alerting.journal import Journal
from alerting.journal_tables import JOURNAL
from hazardwatch.attachments import Attachments
from hazardwatch.evidence import Window
from hazardwatch.evidence_sealing import seal_files
from hazardwatch.exit_code import Exit
from hazardwatch.handling_commands import export_evidence, verify_evidence
from tests.hazardwatch.handling_site import ALARM, FILE, MINUTE, RECORD, T0, make_site


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A site, its package and what is in it; nobody changes them."""
    folder = tmp_path_factory.mktemp("site")
    config, data = make_site(folder)
    out = folder / "evidence.zip"
    assert export(config, out) == Exit.OK
    return config, data, out, read(out)


def export(config, out, wanted=str(RECORD), window=Window()):  # noqa: B008 - frozen
    return export_evidence(config, wanted, out, window, as_json=True)


def read(out):
    with zipfile.ZipFile(out) as package:
        return {name: package.read(name) for name in package.namelist()}


def lines(files, name):
    return [json.loads(line) for line in files[name].splitlines()]


def table(files, name):
    return list(csv.reader(io.StringIO(files[name].decode("utf-8-sig"))))


def tamper(data, statement):
    journal = Journal(f"sqlite:///{data.journal}")
    with journal.writing(HandlingBook) as book:
        book.connection.execute(statement)
    journal.close()


def test_a_package_has_all_that_its_readme_names(exported):
    files = exported[3]
    readme = files["README.txt"].decode()
    for name in files.keys() - {"README.txt"}:
        assert name.partition("/")[0] in readme
    assert {name.partition("/")[0] for name in files} >= {
        "README.txt", "manifest.json", "record.json", "handling.jsonl", "handling.csv",
        "journal.jsonl", "journal.csv", "readings.csv", "notices.jsonl", "plant.json",
        "attachments", "SHA256SUMS", "SHA256SUMS.sha256",
    }  # fmt: skip


def test_it_tells_what_happened_and_who_did_what(exported):
    files = exported[3]
    record = json.loads(files["record.json"])
    assert (record["id"], record["alarm"], record["finding"]) == (RECORD, ALARM, "false")
    happened = [row["happening"] for row in lines(files, "handling.jsonl")]
    assert happened == [
        "opened", "returned", "recurred", "returned", "signed", "verified", "attached", "closed",
    ]  # fmt: skip
    assert table(files, "handling.csv")[5][5] == "'=王工", "no spreadsheet takes it for a formula"
    (notice,) = lines(files, "notices.jsonl")
    assert (notice["alarms"], notice["fate"]) == ([ALARM], "pending")


def test_the_journals_rows_are_the_alarms_own_and_its_hazards_in_the_window(exported):
    files = exported[3]
    told = [(row["alarm"], row["event"]) for row in lines(files, "journal.jsonl")]
    assert told == [
        (ALARM, "raised"), ("PT-101:H", "raised"), (ALARM, "returned"), (ALARM, "raised"),
        (ALARM, "returned"),
    ]  # fmt: skip
    assert len(table(files, "journal.csv")) == 1 + len(told)


def test_the_readings_are_those_of_the_hazard_around_it_the_own_tag_first(exported):
    _, *rows = table(exported[3], "readings.csv")
    assert rows[0] == ["LT-101", str(T0 - 30 * MINUTE), "2023-11-15 05:43:20.000", "6.0", "good"]
    times = [int(row[1]) for row in rows]
    assert min(times) == T0 - 30 * MINUTE
    assert max(times) < T0 + 41 * MINUTE
    assert {row[0] for row in rows} == {"LT-101", "PT-101"}


def test_the_excerpt_of_the_plant_and_the_files_are_in_it(exported):
    files = exported[3]
    plant = json.loads(files["plant.json"])
    assert plant["hash"] == json.loads(files["manifest.json"])["plant_hash_of_excerpt"]
    assert [one["id"] for one in plant["enterprises"]] == ["ent1"]
    assert plant["handling_limits_from"]["trust"] == "proposed"
    (name,) = [name for name in files if name.startswith("attachments/")]
    assert (files[name], name[-4:]) == (FILE, ".pdf")


def test_the_same_record_is_the_same_bytes_also_by_its_alarm(exported, tmp_path):
    config, _, out, _ = exported
    assert export(config, tmp_path / "again.zip") == Exit.OK
    assert (tmp_path / "again.zip").read_bytes() == out.read_bytes()
    assert export(config, tmp_path / "newest.zip", wanted=ALARM) == Exit.OK
    newest = json.loads(read(tmp_path / "newest.zip")["manifest.json"])
    assert newest["record"] > RECORD


def test_a_sound_package_is_verified_also_against_its_seal(exported, capsys):
    out = exported[2]
    assert verify_evidence(out, None, as_json=True) == Exit.OK
    told = json.loads(capsys.readouterr().out)
    assert (told["record"], told["alarm"], told["findings"]) == (RECORD, ALARM, [])
    assert verify_evidence(out, told["seal"].upper(), as_json=False) == Exit.OK
    assert verify_evidence(out, "0" * 64, as_json=False) == Exit.FINDINGS


@pytest.mark.parametrize(
    ("name", "change", "word"),
    [
        ("handling.jsonl", lambda text: text.replace(b"closed", b"sent_back"), "handling.jsonl"),
        ("journal.jsonl", lambda text: text.replace(b"LT-101:HH", b"LT-101:H"), "journal.jsonl"),
        ("record.json", lambda text: text.replace(b'"false"', b'"real"'), "record.json"),
        ("journal.jsonl", lambda _: b"{}", "can't be read"),
        ("manifest.json", lambda _: b"", "can't be read"),
        ("handling.jsonl", lambda _: b"", "handling.jsonl"),
    ],
)
def test_who_seals_a_changed_package_anew_is_found_by_what_is_in_it(
    exported, tmp_path, capsys, name, change, word
):
    files = {key: value for key, value in exported[3].items() if not key.startswith("SHA256SUMS")}
    files[name] = change(files[name])
    forged = tmp_path / "forged.zip"
    forged.write_bytes(seal_files(files)[0])
    assert verify_evidence(forged, None, as_json=True) == Exit.FINDINGS
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert any(word in finding for finding in findings), findings


def test_an_attachment_under_another_name_is_found(exported, tmp_path):
    files = {key: value for key, value in exported[3].items() if not key.startswith("SHA256SUMS")}
    (name,) = [name for name in files if name.startswith("attachments/")]
    files[name] = b"another report"
    forged = tmp_path / "forged.zip"
    forged.write_bytes(seal_files(files)[0])
    assert verify_evidence(forged, None, as_json=True) == Exit.FINDINGS


@pytest.fixture
def site(tmp_path):
    return make_site(tmp_path, close=False)


def find_flaws(out):
    return json.loads(read(out)["manifest.json"])["flaws"]


def test_an_open_record_is_exported_too(site, tmp_path):
    config, _ = site
    assert export(config, tmp_path / "e.zip", wanted=ALARM) == Exit.OK
    assert json.loads(read(tmp_path / "e.zip")["record.json"])["step"] == "signed"
    assert verify_evidence(tmp_path / "e.zip", None, as_json=True) == Exit.OK


@pytest.mark.parametrize(
    "statement",
    [
        update(JOURNAL).where(JOURNAL.c.seq == RECORD).values(actor="nobody"),
        update(ENTRIES).where(ENTRIES.c.version == 5).values(actor="nobody"),
    ],
)
def test_a_row_that_was_changed_is_exported_with_that_flaw(site, tmp_path, statement):
    config, data = site
    tamper(data, statement)
    assert export(config, tmp_path / "e.zip") == Exit.FINDINGS
    (flaw,) = find_flaws(tmp_path / "e.zip")
    assert "chain" in flaw


def test_a_lost_attachment_is_a_flaw(site, tmp_path):
    config, data = site
    for path in Attachments(data.attachments).root.rglob("*"):
        if path.is_file():
            path.unlink()
    assert export(config, tmp_path / "e.zip") == Exit.FINDINGS
    (flaw,) = find_flaws(tmp_path / "e.zip")
    assert "报告.pdf" in flaw


def test_entries_that_make_no_record_are_told(site, tmp_path, capsys):
    config, data = site
    tamper(data, update(ENTRIES).where(ENTRIES.c.version == 1).values(happening="closed"))
    assert export(config, tmp_path / "e.zip") == Exit.FINDINGS
    assert "damaged" in capsys.readouterr().err
    assert not (tmp_path / "e.zip").exists()


def test_the_window_is_as_long_as_it_is_asked_for_and_no_longer_than_the_most(site, tmp_path):
    config, _ = site
    window = Window(before=MINUTE, after=0, longest=6 * MINUTE)
    assert export(config, tmp_path / "e.zip", window=window) == Exit.FINDINGS
    told = json.loads(read(tmp_path / "e.zip")["manifest.json"])
    assert told["window"] == {"start": T0 - MINUTE, "end": T0 + 5 * MINUTE}
    assert "window" in told["flaws"][0]


@pytest.mark.parametrize("wanted", ["99", "9" * 30, "NOBODY:HH"])
def test_no_record_is_told(site, tmp_path, capsys, wanted):
    assert export(site[0], tmp_path / "e.zip", wanted=wanted) == Exit.FINDINGS
    assert "no handling record" in capsys.readouterr().err
    assert not (tmp_path / "e.zip").exists()


def test_what_is_missing_or_wrong_is_told_with_its_code(tmp_path, site):
    config, data = site
    assert export(config, tmp_path / "no" / "e.zip") == Exit.USAGE
    assert export(tmp_path / "none.toml", tmp_path / "e.zip") == Exit.BAD_CONFIGURATION
    data.journal.write_bytes(b"notes")
    with pytest.raises(Exception, match="3") as ended:
        export(config, tmp_path / "e.zip")
    assert ended.value.exit_code == Exit.BAD_CONFIGURATION
    assert verify_evidence(tmp_path, None, as_json=True) == Exit.USAGE
