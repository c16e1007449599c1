"""``simulate``: a simulated park at a broker, and whether a platform made of it what it must."""

import asyncio
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import aiomqtt

from hazardwatch.alarm_client import Client, ClientError, tell
from hazardwatch.complaints import read_or_complain, read_physics_or_complain
from hazardwatch.exit_code import Exit, fail
from hazardwatch.live_rehearsal import Performance, watch_scenario
from hazardwatch.publish import check_broker, mask_login, until_signal
from hazardwatch.scenario_reports import describe_alarms, print_alarms
from plant.words import Plant
from simulators.physics.physics_file import Physics
from simulators.publisher import simulate
from simulators.scenario import Scenario, ScenarioError
from simulators.scenario_file import read_scenario
from simulators.shipped import PARKS


@dataclass(frozen=True, slots=True)
class SimulateOptions:
    """The flags of ``simulate``.

    ``once``: end with the scenario instead of going on until Ctrl-C. ``platform``: the address of
    the platform that is to be held against what the scenario expects, empty for none.
    """

    plant: Path | None
    scenario: str
    performance: Performance
    once: bool
    platform: str
    user: str
    password: str
    as_json: bool


class Stage(NamedTuple):
    """A park, what is said of its physics, and what happens in it."""

    plant: Plant
    physics: Physics
    scenario: Scenario


def run_simulate(options: SimulateOptions) -> Exit:
    """Publish a simulated park until it is over or Ctrl-C."""
    try:
        check_broker(options.performance.broker)
        scenario = read_scenario(options.scenario)
        folder = options.plant or PARKS / scenario.park
        plant = read_or_complain(folder)
        stage = Stage(plant, read_physics_or_complain(folder, plant), scenario)
        return _watch(stage, options) if options.platform else _play(stage, options)
    except ClientError as error:
        return tell(error)
    except (ScenarioError, ValueError) as error:
        return fail(Exit.USAGE, error)
    except aiomqtt.MqttError as error:
        return fail(Exit.UNREACHABLE, f"{mask_login(options.performance.broker)}: {error}")


def _play(stage: Stage, options: SimulateOptions) -> Exit:
    performance = options.performance
    lasts_s = stage.scenario.lasts_s if options.once else float("inf")
    staging = performance.stage(lasts_s, stage.physics)
    done = asyncio.run(
        until_signal(
            lambda stop: simulate(
                stage.plant, stage.scenario, performance.broker, staging, stop=stop
            )
        )
    )
    if options.as_json:
        print(json.dumps(asdict(done)))
    return Exit.OK


def _watch(stage: Stage, options: SimulateOptions) -> Exit:
    performance = options.performance
    if performance.speed != 1.0 and not performance.own_time:
        return fail(
            Exit.USAGE,
            '--platform with a --speed needs --own-time, and a platform with clock = "stream":'
            " delays pass no faster than the clock",
        )
    client = Client(options.platform, options.user, options.password)
    watched = watch_scenario(stage.plant, stage.physics, stage.scenario, performance, client)
    if options.as_json:
        print(
            json.dumps(
                describe_alarms(stage.scenario, performance.seed, watched), ensure_ascii=False
            )
        )
    else:
        print_alarms(stage.scenario, watched, long=True)
    return Exit.FINDINGS if watched.faults else Exit.OK
