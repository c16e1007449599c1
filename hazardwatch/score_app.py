"""``hazardwatch score``: the data sets that can be scored, and nothing of how."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from hazardwatch.command_flags import Json

score_app = typer.Typer(
    help="用记录数据评分 · Score the judgements on recorded data.", no_args_is_help=True
)

Data = Annotated[
    Path,
    typer.Option(file_okay=False, help="The folder of the data sets, or of this one."),
]


def _score(name: str, data: Path, *, as_json: bool) -> None:
    # How sums are split over cores shows in their last digits. It is read when numpy is loaded.
    if "numpy" not in sys.modules:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from hazardwatch.score import print_scores

    raise typer.Exit(print_scores(name, data, as_json=as_json))


@score_app.command("all")
def score_all(data: Data, as_json: Json = False) -> None:
    """全部数据集 · Every data set."""
    _score("all", data, as_json=as_json)


@score_app.command("tep")
def score_tep(data: Data, as_json: Json = False) -> None:
    """田纳西-伊士曼过程的故障 · Faults of the Tennessee Eastman process."""
    _score("tep", data, as_json=as_json)


@score_app.command("skab")
def score_skab(data: Data, as_json: Json = False) -> None:
    """水循环试验台的异常与变化点 · Anomalies and change points of a water loop."""
    _score("skab", data, as_json=as_json)


@score_app.command("batadal")
def score_batadal(data: Data, as_json: Json = False) -> None:
    """供水管网受到的攻击 · Attacks on a water network."""
    _score("batadal", data, as_json=as_json)


@score_app.command("nab")
def score_nab(data: Data, as_json: Json = False) -> None:
    """单个信号的已知故障 · Known failures in series of one tag."""
    _score("nab", data, as_json=as_json)


@score_app.command("tep-alarms")
def score_tep_alarms(data: Data, as_json: Json = False) -> None:
    """报警归并的评分 · How well the Tennessee Eastman alarm logs are folded."""
    _score("tep-alarms", data, as_json=as_json)


@score_app.command("refinery")
def score_refinery(data: Data, as_json: Json = False) -> None:
    """炼油装置历史数据中的质量词 · Quality words of a refinery's historian."""
    _score("refinery", data, as_json=as_json)


@score_app.command("gas")
def score_gas(data: Data, as_json: Json = False) -> None:
    """空气质量数据中的缺失值 · Missing values of gas sensors at a roadside."""
    _score("gas", data, as_json=as_json)
