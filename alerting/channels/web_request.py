"""A request to a provider: what its templates come to for one letter.

Pure; sending it is :mod:`alerting.channels.web_caller`'s business, signing it
:mod:`alerting.channels.vendor_signatures`'.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from alerting.channels.template import (
    ESCAPES,
    Template,
    escape_header,
    escape_url,
    keep_as_is,
)

Tree = Any
"""A JSON value whose strings are templates: ``Template``, dict, list, number, bool or None."""


@dataclass(frozen=True, slots=True)
class WebRequest:
    """One HTTP request, complete. ``form`` are the fields of a body that is a form."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class RequestTemplate:
    """How a provider is asked: at most one of ``form``, ``tree`` (JSON) and ``text``.

    A form's field that is a table is sent as JSON text. ``content_type`` is that of ``text``, and
    decides how it is escaped.
    """

    url: Template
    method: str = "POST"
    headers: Mapping[str, Template] = field(default_factory=dict)
    form: Mapping[str, Tree] | None = None
    tree: Tree = None
    text: Template | None = None
    content_type: str = "text/plain"

    def fill(self, values: Mapping[str, str]) -> WebRequest:
        """The request for one letter's values."""
        headers = {name: one.fill(values, escape_header) for name, one in self.headers.items()}
        url = self.url.fill(values, escape_url)
        if self.form is not None:
            form = {name: _fill_field(tree, values) for name, tree in self.form.items()}
            return with_form(WebRequest(self.method, url, headers), form)
        if self.tree is not None:
            body = write_json(fill_tree(self.tree, values)).encode()
            return WebRequest(self.method, url, _typed(headers, "application/json"), body)
        if self.text is not None:
            text = self.text.fill(values, ESCAPES[self.content_type])
            return WebRequest(self.method, url, _typed(headers, self.content_type), text.encode())
        return WebRequest(self.method, url, headers)


def with_form(request: WebRequest, form: Mapping[str, str]) -> WebRequest:
    """The same request with these fields as its body."""
    body = "&".join(f"{quote(name, safe='')}={quote(text, safe='')}" for name, text in form.items())
    headers = _typed(request.headers, "application/x-www-form-urlencoded")
    return WebRequest(request.method, request.url, headers, body.encode(), form)


def parse_tree(value: Any) -> Tree:
    """A JSON value with its strings read as templates.

    :raises TemplateError: one names an unknown placeholder.
    """
    if isinstance(value, str):
        return Template.parse(value)
    if isinstance(value, Mapping):
        return {key: parse_tree(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [parse_tree(item) for item in value]
    return value


def fill_tree(tree: Tree, values: Mapping[str, str]) -> Any:
    """The JSON value for one letter; escaping is the writer's of JSON."""
    if isinstance(tree, Template):
        return tree.fill(values, keep_as_is)
    if isinstance(tree, dict):
        return {key: fill_tree(item, values) for key, item in tree.items()}
    if isinstance(tree, list):
        return [fill_tree(item, values) for item in tree]
    return tree


def write_json(value: Any) -> str:
    """JSON without spaces, in its own letters."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _fill_field(tree: Tree, values: Mapping[str, str]) -> str:
    filled = fill_tree(tree, values)
    return filled if isinstance(filled, str) else write_json(filled)


def _typed(headers: Mapping[str, str], content_type: str) -> dict[str, str]:
    """Headers with a content type, unless they have their own."""
    if any(name.lower() == "content-type" for name in headers):
        return dict(headers)
    return {**headers, "Content-Type": f"{content_type}; charset=utf-8"}
