"""``notify test``: one message to one person, by the channels as they are set, so that people know
that their telephones ring before they must.
"""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer

from alerting.notice import Channel, Letter
from hazardwatch.complaints import complain, read_or_complain
from hazardwatch.exit_code import Exit
from hazardwatch.notify_channels import make_channels
from hazardwatch.notify_settings import NotifySettings
from hazardwatch.notify_trial import Outcome, try_channel, word_trial
from hazardwatch.settings import SettingsError, read_settings
from plant.condition import Priority
from plant.duties import Person
from plant.words import Plant


class UnknownError(Exception):
    """The flags name a person, a channel or an address that there is not."""


def test_channels(config: Path, person: str, channel: str, *, as_json: bool) -> Exit:
    """Send the messages and print what became of each.

    :returns: 0 all taken, 1 one was refused for good, 4 one may be taken another time.
    """
    try:
        settings = read_settings(config)
        plant = read_or_complain(settings.plant.dir)
        told = find_person(plant, person)
        names = choose_channels(told, channel, settings.notify)
        chosen = NotifySettings(channels={name: settings.notify.channels[name] for name in names})
        channels = make_channels(chosen, _now)
    except SettingsError as error:
        return complain(error.complaints)
    except UnknownError as error:
        typer.echo(str(error), err=True)
        return Exit.USAGE
    outcomes = asyncio.run(send_tests(channels, told, plant, _now()))
    _print(outcomes, as_json=as_json)
    return grade(outcomes)


def find_person(plant: Plant, person: str) -> Person:
    """:raises UnknownError: the plant has no such person."""
    for one in plant.persons:
        if one.id == person:
            return one
    known = " ".join(one.id for one in plant.persons) or "-"
    raise UnknownError(f"--person {person}: 没有此人员 no such [[person]]; {known}")


def choose_channels(person: Person, channel: str, settings: NotifySettings) -> list[str]:
    """The channels to try: the one asked for, or all on which the person has an address.

    :raises UnknownError: there is none.
    """
    if channel and channel not in settings.channels:
        known = " ".join(settings.channels) or "-"
        raise UnknownError(f"--channel {channel}: 没有此渠道 no such channel; {known}")
    wanted = [channel] if channel else list(settings.channels)
    names = [name for name in wanted if name in person.addresses]
    if not names:
        raise UnknownError(
            f"--person {person.id}: 没有地址 no address on {' '.join(wanted) or '-'}"
        )
    return names


async def send_tests(
    channels: Mapping[str, Channel], person: Person, plant: Plant, now: int
) -> list[Outcome]:
    """Send one message by each channel, all at once; close them."""
    try:
        return list(
            await asyncio.gather(
                *(
                    try_channel(one, compose(person, plant, name, now))
                    for name, one in channels.items()
                )
            )
        )
    finally:
        for one in channels.values():
            await one.close()


def compose(person: Person, plant: Plant, channel: str, now: int) -> Letter:
    """The test message, in the person's language; plainly no alarm."""
    text = word_trial(plant.park)
    return Letter(
        key=f"test/{person.id}/{channel}/{now}",
        address=person.addresses[channel],
        text=text.en if person.language == "en" else text.zh,
        priority=Priority.LOW,
        facts={"person": person.id, "name": person.name, "park": plant.park.name},
    )


def grade(outcomes: Sequence[Outcome]) -> Exit:
    """The exit code: what lasts is a finding, what may pass is not reached."""
    failed = [one for one in outcomes if not one.ok]
    if any(one.lasting for one in failed):
        return Exit.FINDINGS
    return Exit.UNREACHABLE if failed else Exit.OK


def _print(outcomes: Sequence[Outcome], *, as_json: bool) -> None:
    if as_json:
        rows = [{"channel": one.channel, "ok": one.ok, "detail": one.detail} for one in outcomes]
        print(json.dumps(rows, ensure_ascii=False))
        return
    for one in outcomes:
        word = "已受理 taken" if one.ok else "未受理 not taken"
        print(f"{'✓' if one.ok else '✗'} {one.channel}: {word}  {one.detail}".rstrip())


def _now() -> int:
    return time.time_ns() // 1_000_000
