"""The command line from outside: flags, exit codes, and the files a backtest writes."""

import csv
import gzip
import json
import socket

import pytest

from tests.contract.plant_directory import PLANT, write_plant
from tests.platform import run_command

EPOCH = 1_700_000_000_000
KEYS = [
    "at",
    "alarm",
    "source",
    "condition",
    "event",
    "state",
    "held",
    "value",
    "limit",
    "priority",
    "marks",
    "reason",
]


@pytest.fixture(scope="module")
def plant(tmp_path_factory):
    return write_plant(tmp_path_factory.mktemp("plant"))


def backtest(folder, plant, text, *flags, name="data.csv"):
    data = folder / name
    if name.endswith(".gz"):
        data.write_bytes(gzip.compress(text.encode()))
    else:
        data.write_text(text, encoding="utf-8")
    out = folder / "out"
    result = run_command(
        "backtest", "--plant", plant, "--data", data, "--out", out, "--json", *flags
    )
    assert result.returncode == 0, result.stderr
    lines = (out / "alarms.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines], json.loads(result.stdout)


def test_a_good_plant_is_ok(plant):
    result = run_command("plant", "check", plant)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_bad_plant_is_3_with_file_line_and_key_of_every_complaint(tmp_path):
    directory = write_plant(
        tmp_path / "bad", PLANT + '\n[[gateway]]\nid = "gw 3"\nenterprise = "nobody"\ncolor = 1\n'
    )
    result = run_command("plant", "check", directory)
    assert result.returncode == 3
    told = result.stdout + result.stderr
    for key in ("id", "enterprise", "color"):
        assert key in told
    line = len(PLANT.splitlines()) + 3
    assert f"plant.toml:{line}" in told


def test_a_missing_plant_is_3(tmp_path):
    assert run_command("plant", "check", tmp_path / "none").returncode == 3


def test_usage_is_2():
    assert run_command("backtest").returncode == 2
    assert run_command("launch").returncode == 2


def test_a_configuration_that_cannot_be_used_is_3(tmp_path):
    file = tmp_path / "hazardwatch.toml"
    file.write_text('[plant]\ndir = "nowhere"\n', encoding="utf-8")
    result = run_command("serve", "--config", file)
    assert result.returncode == 3
    assert "mqtt" in result.stderr


def test_an_unreachable_broker_is_4_for_replay(plant, tmp_path):
    data = tmp_path / "data.csv"
    data.write_text("ts,LT-101\n1700000000000,50\n", encoding="utf-8")
    result = run_command(
        "replay", data, "--plant", plant, "--broker", "mqtt://127.0.0.1:1", "--speed", "0"
    )
    assert result.returncode == 4, result.stderr


def test_help_names_every_command():
    told = run_command("--help").stdout
    for command in (
        "demo",
        "serve",
        "plant",
        "simulate",
        "replay",
        "backtest",
        "export",
        "report",
        "doctor",
    ):
        assert command in told


def test_a_backtest_trips_exactly_at_the_limit_and_returns_below_the_deadband(plant, tmp_path):
    rows = [(0, 79.9), (1, 80), (2, 78), (3, 77.9), (4, 90), (5, 50)]
    text = "ts,LT-101\n" + "".join(f"{EPOCH + second * 1000},{value}\n" for second, value in rows)
    alarms, summary = backtest(tmp_path, plant, text)
    assert list(alarms[0]) == KEYS
    told = [(a["at"][17:23], a["alarm"], a["event"], a["state"], a["value"]) for a in alarms]
    assert told == [
        ("21.000", "LT-101:H", "raised", "unacknowledged", 80),
        ("23.000", "LT-101:H", "returned", "returned_unacknowledged", 77.9),
        ("24.000", "LT-101:H", "raised", "unacknowledged", 90),
        ("24.000", "LT-101:HH", "raised", "unacknowledged", 90),
        ("25.000", "LT-101:H", "returned", "returned_unacknowledged", 50),
        ("25.000", "LT-101:HH", "returned", "returned_unacknowledged", 50),
    ]
    assert alarms[0]["at"] == "2023-11-14T22:13:21.000Z"
    assert (alarms[0]["limit"], alarms[0]["priority"], alarms[0]["held"]) == (80, "medium", None)
    assert alarms[3]["priority"] == "high"
    assert summary["readings"] == 6
    assert summary["alarms"] == {"H": 2, "HH": 1}


def test_words_are_bad_quality_and_never_a_limit_alarm(plant, tmp_path):
    text = f"ts,LT-101\n{EPOCH},50\n{EPOCH + 1000},Scan Timeout\n{EPOCH + 2000},51\n"
    alarms, _ = backtest(tmp_path, plant, text)
    assert [(a["condition"], a["event"]) for a in alarms] == [
        ("bad_quality", "raised"),
        ("bad_quality", "returned"),
    ]
    assert "Scan Timeout" in alarms[0]["reason"]
    assert alarms[0]["value"] is None


def test_what_is_due_at_the_end_is_told_and_nothing_later(plant, tmp_path):
    beyond = f"ts,PT-101\n{EPOCH},310\n{EPOCH + 2000},310\n"
    alarms, _ = backtest(tmp_path, plant, beyond)
    assert [(a["alarm"], a["at"][17:23]) for a in alarms] == [("PT-101:H", "22.000")]
    short = f"ts,PT-101\n{EPOCH},310\n{EPOCH + 1999},310\n"
    alarms, _ = backtest(tmp_path, plant, short)
    assert alarms == []


def test_long_wide_zipped_and_parquet_files_say_the_same(plant, tmp_path):
    wide = f"ts,LT-101,PT-101\n{EPOCH},85,100\n{EPOCH + 60000},,310\n{EPOCH + 120000},85,310\n"
    long = "ts,tag,value,quality\n" + "".join(
        f"{EPOCH + ms},{tag},{value},\n"
        for ms, tag, value in [
            (0, "LT-101", 85),
            (0, "PT-101", 100),
            (60000, "PT-101", 310),
            (120000, "LT-101", 85),
            (120000, "PT-101", 310),
        ]
    )
    import pyarrow as pa
    import pyarrow.parquet as pq

    expected, _ = backtest(tmp_path, plant, wide)
    assert [a["alarm"] for a in expected] == ["LT-101:H", "PT-101:H"]
    zipped, _ = backtest(tmp_path, plant, wide, name="data.csv.gz")
    assert zipped == expected
    assert backtest(tmp_path, plant, long)[0] == expected
    columns = list(csv.DictReader(wide.splitlines()))
    table = pa.table(
        {
            "ts": pa.array([int(row["ts"]) for row in columns]),
            "LT-101": pa.array(
                [float(row["LT-101"]) if row["LT-101"] else None for row in columns]
            ),
            "PT-101": pa.array([float(row["PT-101"]) for row in columns]),
        }
    )
    pq.write_table(table, tmp_path / "data.parquet")
    out = tmp_path / "parquet"
    result = run_command(
        "backtest", "--plant", plant, "--data", tmp_path / "data.parquet", "--out", out
    )
    assert result.returncode == 0, result.stderr
    lines = (out / "alarms.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == expected


def test_naive_times_are_in_the_parks_zone(plant, tmp_path):
    alarms, _ = backtest(tmp_path, plant, "ts,LT-101\n2024-01-01 08:00:00,85\n")
    assert alarms[0]["at"] == "2024-01-01T00:00:00.000Z"
    alarms, _ = backtest(tmp_path, plant, "ts,LT-101\n2024-01-01 08:00:00,85\n", "--tz", "UTC")
    assert alarms[0]["at"] == "2024-01-01T08:00:00.000Z"
    alarms, _ = backtest(tmp_path, plant, "ts,LT-101\n2024-01-01T08:00:00.5+01:00,85\n")
    assert alarms[0]["at"] == "2024-01-01T07:00:00.500Z"


def test_missing_codes_start_and_step(plant, tmp_path):
    text = "LT-101\n50\n-9999\n85\n"
    alarms, summary = backtest(
        tmp_path,
        plant,
        text,
        "--missing",
        "-9999",
        "--start",
        "2024-01-01T00:00:00Z",
        "--step",
        "60",
    )
    assert [(a["alarm"], a["event"], a["at"][14:19]) for a in alarms] == [
        ("LT-101:bad_quality", "raised", "01:00"),
        ("LT-101:H", "raised", "02:00"),
        ("LT-101:bad_quality", "returned", "02:00"),
    ]
    assert summary["readings"] == 3


def test_unknown_columns_are_skipped_and_named_or_refused(plant, tmp_path):
    text = f"ts,LT-101,FT-9\n{EPOCH},85,1\n"
    alarms, summary = backtest(tmp_path, plant, text)
    assert len(alarms) == 1
    assert summary["skipped"] == ["FT-9"]
    result = run_command(
        "backtest", "--plant", plant, "--data", tmp_path / "data.csv", "--out", tmp_path, "--strict"
    )
    assert result.returncode != 0
    assert "FT-9" in result.stderr


def test_gb18030_files_are_read(plant, tmp_path):
    data = tmp_path / "gb.csv"
    data.write_bytes(f"ts,LT-101\n{EPOCH},超量程\n{EPOCH + 1000},50\n".encode("gb18030"))
    out = tmp_path / "gb"
    result = run_command("backtest", "--plant", plant, "--data", data, "--out", out)
    assert result.returncode == 0, result.stderr
    first = json.loads((out / "alarms.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert first["condition"] == "bad_quality"
    assert "超量程" in first["reason"]


def test_a_gateway_s_codes_for_no_value_hold_in_a_backtest(tmp_path):
    gateway = '[[gateway]]\nid = "gw1"\n'
    text = PLANT.replace(gateway, gateway + "missing = [-9999]\n")
    plant = write_plant(tmp_path / "plant", text)
    alarms, _ = backtest(tmp_path, plant, f"ts,LT-101\n{EPOCH},50\n{EPOCH + 1000},-9999\n")
    assert [(a["alarm"], a["event"]) for a in alarms] == [("LT-101:bad_quality", "raised")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_files_whose_only_chinese_is_a_level_are_read_in_either_encoding(tmp_path, encoding):
    plant = write_plant(tmp_path / "plant")
    tags = "tag,enterprise,kind,h\n液位1,ent1,液位,80\n"
    (plant / "tags.csv").write_bytes(tags.encode(encoding))
    data, out = tmp_path / "data.csv", tmp_path / "out"
    data.write_bytes(f"ts,液位1\n{EPOCH},85\n{EPOCH + 1000},液位\n".encode(encoding))
    result = run_command("backtest", "--plant", plant, "--data", data, "--out", out)
    assert result.returncode == 0, result.stderr
    lines = (out / "alarms.jsonl").read_text(encoding="utf-8").splitlines()
    first, second = (json.loads(line) for line in lines)
    assert first["alarm"] == "液位1:H"
    assert (second["condition"], "液位" in second["reason"]) == ("bad_quality", True)


def test_two_files_are_one_stream(plant, tmp_path):
    for name, value in (("a.csv", 310), ("b.csv", 310)):
        start = EPOCH if name == "a.csv" else EPOCH + 5000
        (tmp_path / name).write_text(f"ts,PT-101\n{start},{value}\n", encoding="utf-8")
    out = tmp_path / "out"
    result = run_command(
        "backtest",
        "--plant",
        plant,
        "--data",
        tmp_path / "a.csv",
        "--data",
        tmp_path / "b.csv",
        "--out",
        out,
    )
    assert result.returncode == 0, result.stderr
    (line,) = (out / "alarms.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["at"] == "2023-11-14T22:13:22.000Z"


def test_start_and_step_count_on_over_the_files_of_one_stream(plant, tmp_path):
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path, value in zip(paths, (50, 85), strict=True):
        path.write_text(f"LT-101\n{value}\n{value}\n", encoding="utf-8")
    counted = ("--start", "2024-01-01T00:00:00Z", "--step", "60", "--data", paths[1])
    alarms, summary = backtest(tmp_path, plant, paths[0].read_text(), *counted)
    assert [(a["alarm"], a["at"][11:19]) for a in alarms] == [("LT-101:H", "00:02:00")]
    assert summary["readings"] == 4


def test_a_limit_passed_in_a_row_without_its_last_cells_is_raised(plant, tmp_path):
    text = f"ts,LT-101,PT-101\n{EPOCH},50,3\n{EPOCH + 1000},95\n{EPOCH + 2000},50,3\n"
    alarms, summary = backtest(tmp_path, plant, text)
    raised = [(a["alarm"], a["at"][17:19]) for a in alarms if a["event"] == "raised"]
    assert raised == [("LT-101:H", "21"), ("LT-101:HH", "21")]
    assert (summary["readings"], summary["bad_rows"]) == (5, 0)


@pytest.mark.parametrize(
    "text, flags, code, said",
    [
        ("ts,LT-101,LT-101\n1,2,3\n", (), 1, "'LT-101'"),
        ("ts,tag,value,unit\n1,LT-101,3,m\n", ("--strict",), 1, "unit"),
        ("ts,LT-101\n1,2\n", ("--time-format", "%s %H"), 2, "--time-format"),
        ("ts,LT-101", (), 0, ""),
    ],
)
def test_a_file_is_refused_in_a_line_or_read(plant, tmp_path, text, flags, code, said):
    data = tmp_path / "data.csv"
    data.write_text(text, encoding="utf-8")
    told = run_command(
        "backtest", "--plant", plant, "--data", data, "--out", tmp_path / "out", *flags
    )
    assert (told.returncode, "Traceback" in told.stderr) == (code, False), told.stderr
    assert said in told.stderr


def test_time_passes_in_rows_without_a_reading(plant, tmp_path):
    """The run ends at the latest ts, whatever its row holds: the delay of 2 s is over."""
    alarms, _ = backtest(tmp_path, plant, f"ts,PT-101\n{EPOCH},310\n{EPOCH + 9000},\n")
    assert [(a["alarm"], a["at"][17:23]) for a in alarms] == [("PT-101:H", "22.000")]


def test_rows_that_cannot_be_read_are_counted_and_named(plant, tmp_path):
    data = tmp_path / "torn.csv"
    data.write_text(f"ts,LT-101\n{EPOCH},50\nyesterday,95\n", encoding="utf-8")
    out = tmp_path / "out"
    result = run_command("backtest", "--plant", plant, "--data", data, "--out", out, "--json")
    assert result.returncode == 0
    assert json.loads(result.stdout)["bad_rows"] == 1
    assert "torn.csv" in result.stderr
    data.write_text("ts,LT-101\nyesterday,95\n", encoding="utf-8")
    result = run_command("backtest", "--plant", plant, "--data", data, "--out", out)
    assert result.returncode == 1


def test_a_long_file_grouped_by_tag_is_judged_in_the_order_of_time(plant, tmp_path):
    rows = [(0, "PT-101", 310), (1, "PT-101", 290), (3, "PT-101", 310), (4, "PT-101", 310)]
    rows += [(second, "LT-101", 50) for second in range(10)]
    text = "ts,tag,value\n" + "".join(f"{EPOCH + s * 1000},{tag},{v}\n" for s, tag, v in rows)
    alarms, _ = backtest(tmp_path, plant, text)
    assert [(a["alarm"], a["event"], a["at"][17:23]) for a in alarms] == [
        ("PT-101:H", "raised", "25.000")
    ]


@pytest.mark.parametrize(
    "flags",
    [
        ("--train", "/nonexistent"),
        ("--data", "."),
        ("--time-column", "Zeit"),
        ("--sep", "::"),
        ("--step", "0"),
        ("--step", "nan"),
        ("--out", __file__),
    ],
    ids=lambda flags: " ".join(flags)[:16],
)
def test_a_flag_that_can_not_be_meant_is_2_and_leaves_nothing(plant, tmp_path, flags):
    data, out = tmp_path / "data.csv", tmp_path / "out"
    data.write_text(f"ts,LT-101\n{EPOCH},50\n", encoding="utf-8")
    told = run_command("backtest", "--plant", plant, "--data", data, "--out", out, *flags)
    assert told.returncode == 2, told.stderr
    assert "Traceback" not in told.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("demo", "--port", "99999"),
        ("demo", "--data-dir", __file__),
        ("replay", ".", "--plant", ".", "--broker", "mqtt://127.0.0.1:1"),
        ("alarms", "list", "--url", "foo", "--password", "x"),
        ("export", "alarms", "--config", "x.toml", "--out", "/nonexistent/x"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_usage_that_shows_only_later_is_2_too(words):
    told = run_command(*words)
    assert told.returncode == 2, told.stderr
    assert "Traceback" not in told.stderr


def serve(folder, plant, *lines, mqtt='url = "mqtt://127.0.0.1:1"', **environment):
    """Run ``serve`` to its end; what is wrong must be the last line on standard error."""
    file = folder / "hazardwatch.toml"
    extra = "\n".join(lines)
    file.write_text(f'plant.dir = "{plant}"\n{extra}\n[mqtt]\n{mqtt}\n', encoding="utf-8")
    told = run_command("serve", "--config", file, **environment)
    return told.returncode, told.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "line, key, code",
    [
        ('data.dir = "hazardwatch.toml"', "data.dir", 3),
        ('http.host = "no.such.invalid"', "http.host", 3),
        ('journal.url = "foo"', "journal.url", 3),
        ('journal.url = "sqlite:////nonexistent/journal.sqlite"', "journal.url", 3),
        ('journal.url = "postgresql://127.0.0.1:1/x"', "journal.url", 4),
        ('journal.url = "postgresql://127.0.0.1:1/x?foo=1"', "journal.url", 3),
        (
            'historian = {kind = "influxdb", url = "http://h", bucket = "b", token_file = "none"}',
            "historian.token_file",
            3,
        ),
        ('clock = "stream"', "simulation = true", 3),
    ],
    ids=lambda value: str(value).split(" ", 1)[0],
)
def test_what_keeps_a_platform_from_starting_is_one_line(plant, tmp_path, line, key, code):
    returned, told = serve(tmp_path, plant, line)
    assert returned == code, told
    assert key in told


def test_a_certificate_that_is_none_is_3(plant, tmp_path):
    mqtt = 'url = "mqtts://127.0.0.1:1"\nca = "none.pem"'
    returned, told = serve(tmp_path, plant, mqtt=mqtt)
    assert returned == 3
    assert str(tmp_path / "none.pem") in told


def test_a_demo_password_kept_from_before_is_3_where_others_reach_the_page(plant, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = f"http.port = {other.getsockname()[1]}"
        demo = {"HAZARDWATCH_ADMIN_PASSWORD": "hazardwatch-demo"}
        assert serve(tmp_path, plant, port, **demo)[0] == 5
        returned, told = serve(tmp_path, plant, port, 'http.host = "0.0.0.0"')
    assert returned == 3
    assert "HAZARDWATCH_ADMIN_PASSWORD" in told
