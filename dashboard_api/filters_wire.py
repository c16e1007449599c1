"""Filters that people have named, as types that cross the border. Types only."""

from typing import Annotated

from msgspec import Meta, Struct

from dashboard_api.saved_filters import LONGEST


class FilterRequest(Struct, frozen=True, kw_only=True):
    """What a filter says, in the console's own words."""

    filter: Annotated[str, Meta(min_length=1, max_length=LONGEST)]


class FilterRow(Struct, frozen=True, kw_only=True):
    """A person's own filter. ``changed``: when it was last saved."""

    name: str
    filter: str
    version: int
    changed: int


class FilterPage(Struct, frozen=True, kw_only=True):
    """All of a person's filters, by name; ``next`` is always null: there are few."""

    items: list[FilterRow]
    next: str | None = None
