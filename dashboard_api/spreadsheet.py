"""Tables that people open in a spreadsheet: nothing from a plant or a journal becomes a formula."""

from typing import Final, TypeVar

_T = TypeVar("_T")

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula (OWASP, CSV injection)."""


def guard_text(cell: _T) -> _T | str:
    """A cell that no spreadsheet takes for a formula: with an apostrophe before what looks so.

    What is no text is not touched.
    """
    looks_so = isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA)
    return f"'{cell}" if looks_so else cell
