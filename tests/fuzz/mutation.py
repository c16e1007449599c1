"""Frames made worse: seeded, so that what was found once is found again."""

from collections.abc import Iterator, Sequence
from random import Random

TOKENS = (
    *(b"{", b"}", b"[", b"]", b",", b":", b'"', b"null", b"NaN", b"1e999", b"-0", b"true"),
    *(b"9" * 400, b"\\ud800", "\u4f4d\u53f7".encode(), b"\xff\xfe", b"\x00", b"##", b"&&", b"\r\n"),
    *(b"0001", b"9999", b";CP=", b"-Rtd=", b"[" * 200, b'{"a":' * 60, b"4102444800000"),
)
LONGEST = 1 << 16


def mutate(seeds: Sequence[bytes], seed: int) -> Iterator[bytes]:
    """Endless variations of ``seeds``, each a few steps away from one of them."""
    chance = Random(seed)
    while True:
        data = bytearray(chance.choice(seeds))
        for _ in range(1 << chance.randrange(5)):
            chance.choice(_STEPS)(data, chance, seeds)
        yield bytes(data[:LONGEST])


def _flip(data: bytearray, chance: Random, _seeds: Sequence[bytes]) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _set(data: bytearray, chance: Random, _seeds: Sequence[bytes]) -> None:
    if data:
        data[chance.randrange(len(data))] = chance.choice(
            (0, 0x7F, 0x80, 0xFF, chance.randrange(256))
        )


def _insert(data: bytearray, chance: Random, _seeds: Sequence[bytes]) -> None:
    at = chance.randrange(len(data) + 1)
    data[at:at] = chance.choice(TOKENS)


def _delete(data: bytearray, chance: Random, _seeds: Sequence[bytes]) -> None:
    at = chance.randrange(len(data) + 1)
    del data[at : at + chance.choice((1, 2, 8, 64))]


def _repeat(data: bytearray, chance: Random, _seeds: Sequence[bytes]) -> None:
    at = chance.randrange(len(data) + 1)
    data[at:at] = data[at : at + chance.choice((1, 4, 32))] * chance.choice((1, 2, 50))


def _splice(data: bytearray, chance: Random, seeds: Sequence[bytes]) -> None:
    other = chance.choice(seeds)
    data[chance.randrange(len(data) + 1) :] = other[chance.randrange(len(other) + 1) :]


def _cut(data: bytearray, chance: Random, _seeds: Sequence[bytes]) -> None:
    del data[chance.randrange(len(data) + 1) :]


_STEPS = (_flip, _flip, _set, _insert, _insert, _delete, _repeat, _splice, _cut)
