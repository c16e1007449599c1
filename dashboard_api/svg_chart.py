"""Charts as inline SVG for pages without scripts: axes, ticks, lines, bars and bands, as text.

Colours and line styles are classes of the page's style sheet, so that a strict content security
policy lets them be and paper gets its own. What is drawn is the business of who calls.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

_STEPS: Final = (1.0, 2.0, 5.0, 10.0)
_CLOCK_STEPS: Final = (
    *(1000 * seconds for seconds in (1, 2, 5, 10, 30)),
    *(60_000 * minutes for minutes in (1, 2, 5, 10, 30, 60, 120, 240, 720, 1440, 2880, 10_080)),
)

Points = Sequence[tuple[float, float | None]]
"""x and y in the units of the axes, in the order of x; a y of None is a gap."""


@dataclass(frozen=True, slots=True)
class Axes:
    """A plot area in pixels and what its edges stand for."""

    left: float
    top: float
    width: float
    height: float
    x_from: float
    x_to: float
    y_from: float
    y_to: float

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def right(self) -> float:
        return self.left + self.width

    def place_x(self, x: float) -> float:
        """Pixels from the left; what lies beyond the edges is put on them."""
        share = (x - self.x_from) / ((self.x_to - self.x_from) or 1)
        return self.left + self.width * min(1.0, max(0.0, share))

    def place_y(self, y: float) -> float:
        """Pixels from the top; what lies beyond the edges is put on them."""
        share = (y - self.y_from) / ((self.y_to - self.y_from) or 1)
        return self.bottom - self.height * min(1.0, max(0.0, share))


def draw(width: float, height: float, label: str, parts: Iterable[str]) -> str:
    """A whole picture that grows and shrinks with its place.

    :param label: what it shows, for who can't see it.
    """
    return (
        f'<svg viewBox="0 0 {_n(width)} {_n(height)}" width="100%" role="img" '
        f'aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def choose_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers from ``low`` to ``high``, ``most`` or a few fewer."""
    if not high > low:
        return [low]
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * one for one in _STEPS if power * one >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def choose_clock_ticks(start: float, end: float, offset: float, most: int = 6) -> list[float]:
    """Instants at round times of day, ms.

    :param offset: how far the clock that is shown is ahead of UTC, ms.
    """
    step = next((one for one in _CLOCK_STEPS if (end - start) / one <= most), _CLOCK_STEPS[-1])
    first = math.ceil((start + offset) / step)
    last = math.floor((end + offset) / step)
    return [number * step - offset for number in range(first, last + 1)]


def draw_frame(axes: Axes, x_ticks: Iterable[tuple[float, str]]) -> Iterator[str]:
    """The grid with its numbers: at the left, and below the plot."""
    ticks = choose_ticks(axes.y_from, axes.y_to)
    for y in ticks:
        place = axes.place_y(y)
        yield draw_line(axes.left, place, axes.right, place, "grid")
        yield draw_text(axes.left - 5, place + 3.5, f"{y:.6g}", "end")
    for x, text in x_ticks:
        place = axes.place_x(x)
        yield draw_line(place, axes.bottom, place, axes.bottom + 3, "axis")
        yield draw_text(place, axes.bottom + 14, text, "middle")
    yield draw_line(axes.left, axes.bottom, axes.right, axes.bottom, "axis")


def draw_line(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" class="{css}"/>'


def draw_text(x: float, y: float, text: str, anchor: str = "start", css: str = "") -> str:
    named = f' class="{css}"' if css else ""
    return f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}"{named}>{escape(text)}</text>'


def draw_bar(x: float, y: float, width: float, height: float, css: str, told: str = "") -> str:
    """A rectangle; ``told`` is shown when it is pointed at."""
    size = f'width="{_n(max(width, 0.0))}" height="{_n(max(height, 0.0))}"'
    title = f"<title>{escape(told)}</title>" if told else ""
    return f'<rect x="{_n(x)}" y="{_n(y)}" {size} class="{css}">{title}</rect>'


def draw_curve(axes: Axes, points: Points, css: str, *, dots: bool = False) -> Iterator[str]:
    """A line through points, broken at the gaps; ``dots`` marks the points too."""
    for stretch in _split(points):
        placed = [(axes.place_x(x), axes.place_y(y)) for x, y in stretch]
        told = " ".join(f"{_n(x)},{_n(y)}" for x, y in placed)
        if len(placed) > 1:
            yield f'<polyline points="{told}" class="{css}"/>'
        if dots or len(placed) == 1:
            for x, y in placed:
                yield f'<circle cx="{_n(x)}" cy="{_n(y)}" r="2" class="dot {css}"/>'


def draw_band(axes: Axes, low: Points, high: Points, css: str) -> Iterator[str]:
    """What lies between two lines over the same x, broken at the gaps."""
    for below, above in zip(_split(low), _split(high), strict=True):
        corners = [*below, *reversed(above)]
        told = " ".join(f"{_n(axes.place_x(x))},{_n(axes.place_y(y))}" for x, y in corners)
        yield f'<polygon points="{told}" class="{css}"/>'


def hold(points: Points, end: float) -> list[tuple[float, float | None]]:
    """Each value until the next one, the last until ``end``: how readings are meant."""
    held: list[tuple[float, float | None]] = []
    for (x, y), (after, _) in zip(points, [*points[1:], (end, None)], strict=False):
        held += [(x, y), (after, y)]
    return held


def _split(points: Points) -> list[list[tuple[float, float]]]:
    stretches: list[list[tuple[float, float]]] = [[]]
    for x, y in points:
        if y is None:
            stretches.append([])
        else:
            stretches[-1].append((x, y))
    return [stretch for stretch in stretches if stretch]


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
