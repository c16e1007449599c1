"""Packets are found however the bytes are portioned, whatever stands between them."""

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.formats import hj212_stream
from ingest.formats.hj212_stream import LONGEST_NOISE, LONGEST_PACKET, Piece, Splitter
from tests.ingest.formats.hj212_packets import noise, realtime, segments, wrap

GOOD = realtime(w01018="2.2")
SOUND = GOOD.strip()
streams = st.lists(noise | segments.map(wrap) | segments.map(lambda raw: wrap(raw) + b"\r\n"))


def split(data):
    return list(hj212_stream.split(data))


def sound(pieces):
    return [piece.payload for piece in pieces if not piece.fault]


def feed_in(data, cuts):
    splitter, pieces = Splitter(), []
    bounds = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    for start, end in pairwise(bounds):
        pieces += splitter.feed(data[start:end])
    return pieces + splitter.finish()


@given(streams.map(b"".join), st.lists(st.integers(0, 1 << 16)))
@example(b"##0002abFFFF##0000FFFF", [3])
@example(b"#" * 40, list(range(40)))
def test_the_pieces_do_not_depend_on_the_portions(data, cuts):
    whole = split(data)
    assert feed_in(data, cuts) == whole
    assert feed_in(data, range(len(data))) == whole


@given(streams.map(b"".join))
def test_no_byte_but_line_ends_is_lost(data):
    kept = b"".join(piece.payload for piece in split(data))
    assert kept.translate(None, b"\r\n") == data.translate(None, b"\r\n")


@given(st.lists(segments.map(wrap)), st.sampled_from([b"\r\n", b"\n", b""]))
def test_packets_in_a_row_are_all_found_with_or_without_line_ends(packets, line_end):
    assert split(b"".join(one + line_end for one in packets)) == [Piece(one, "") for one in packets]


@given(streams.map(b"".join), st.lists(segments.map(wrap), min_size=1, max_size=3))
def test_after_a_line_end_nothing_that_came_before_costs_a_packet(data, packets):
    """Only a length that a packet's own head interrupts could have hidden one."""
    after = b"".join(one + b"\r\n" for one in packets)
    assert sound(split(data + b"\n" + after))[-len(packets) :] == packets


@given(st.integers(0, len(SOUND) - 1), st.integers(1, 255))
def test_a_flipped_byte_is_found_and_costs_one_packet(place, bits):
    damaged = bytearray(SOUND)
    damaged[place] ^= bits
    pieces = split(bytes(damaged) + b"\r\n" + GOOD)
    case = bytes(damaged).upper() == SOUND.upper() and place >= len(SOUND) - 4
    assert sound(pieces)[-1] == SOUND
    assert len(sound(pieces)) == (2 if case else 1)


def test_a_damaged_length_delays_nothing_behind_it():
    """Not even while the connection stands: the next packet leaves as soon as it is complete."""
    splitter = Splitter()
    pieces = splitter.feed(b"##9" + SOUND[3:] + b"\r\n" + GOOD)
    assert sound(pieces) == [SOUND]
    assert pieces[0].fault.startswith("ends before the 9")


def test_a_damaged_packet_is_told_when_its_line_ends():
    splitter = Splitter()
    ((payload, fault),) = splitter.feed(GOOD.replace(b"2.2", b"2.3"))
    assert payload == GOOD.replace(b"2.2", b"2.3")
    assert fault.startswith("CRC ")


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        (b"", []),
        (b"\r\n\r\n", []),
        (b"hello", ["no ## with a length"]),
        (b"hello\n", ["no ## with a length"]),
        (b"#", ["no ## with a length"]),
        (SOUND[:-1], ["ends unfinished"]),
        (b"##0002abzzzz\n", ["CRC zzzz, computed "]),
        (b"##0002ab+1a2\n", ["CRC +1a2, computed "]),
        (SOUND + b"junk" + SOUND, ["", "no ## with a length", ""]),
        (SOUND.swapcase()[:10], ["ends unfinished"]),
    ],
)
def test_faults(data, faults):
    found = [piece.fault for piece in split(data)]
    assert len(found) == len(faults)
    assert all(told.startswith(fault) for told, fault in zip(found, faults, strict=True))


def test_a_crc_may_be_written_small():
    assert sound(split(SOUND[:-4] + SOUND[-4:].lower())) != []


@pytest.mark.parametrize("filling", [b"#", b"x", b"##", b"##12", b"##9999", b"\0", b"x\n"])
def test_what_is_held_is_bounded_whatever_comes(filling):
    """A flood of a kind, in small portions, in a time that does not grow with what was held."""
    splitter, came, taken = Splitter(), 0, 0
    portion = (filling * 100)[:97]
    started = time.process_time()
    for _ in range(2000):
        came += len(portion)
        taken += sum(len(piece.payload) for piece in splitter.feed(portion))
        assert came - taken <= LONGEST_NOISE + LONGEST_PACKET
    assert taken > 0
    assert time.process_time() - started < 10


@given(st.integers(-8, 8), st.integers(-20, 20))
def test_noise_is_cut_where_it_is_too_long_but_never_through_a_head(shift, cut):
    data = b"x" * (LONGEST_NOISE + shift) + SOUND
    whole = split(data)
    assert sound(whole) == [SOUND]
    assert feed_in(data, [LONGEST_NOISE + cut]) == whole
    assert max(len(piece.payload) for piece in whole) <= LONGEST_NOISE


def test_the_longest_packet():
    longest = wrap(b"a" * 9999)
    assert len(longest) == LONGEST_PACKET
    assert split(longest) == [Piece(longest, "")]
