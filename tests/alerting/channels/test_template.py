"""No text breaks out of the place that a template has for it."""

import json
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from alerting.channels.template import (
    ESCAPES,
    Template,
    TemplateError,
    clean,
    escape_header,
    escape_json,
    escape_url,
    escape_xml,
    keep_as_is,
    list_values,
)
from tests.alerting.channels.letters import HOSTILE, LETTER


def fill(text, escape, letter=LETTER):
    return Template.parse(text).fill(list_values(letter, "s3cret"), escape)


def test_a_template_is_filled():
    text = fill("{priority} {alarm} {value}{unit}: {text:6} {secret}", keep_as_is)
    assert text == "critical E1.LT-101:HH 85.00: 【紧急】液氯 s3cret"


def test_braces_that_name_nothing_stand_for_themselves():
    assert fill('{"a": {}, "b": "{value}"}', escape_json) == '{"a": {}, "b": "85.00"}'
    assert fill("{{value}} {VALUE} { value }", keep_as_is) == "{85.00} {VALUE} { value }"


def test_an_unknown_placeholder_is_named():
    with pytest.raises(TemplateError, match=r"\{adress\} is no placeholder; there are: address"):
        Template.parse("{adress}")


def test_facts_never_replace_what_a_letter_is():
    hostile = LETTER.__class__("k", "110", "t", LETTER.priority, {"address": "911", "secret": "x"})
    assert list_values(hostile, "s") == {
        "address": "110",
        "key": "k",
        "priority": "critical",
        "secret": "s",
        "text": "t",
    }


@given(HOSTILE)
def test_json_stays_json_with_the_same_keys(letter):
    text = fill('{"to": "{address}", "n": ["{text:5}", {"{alarm}": 1}]}', escape_json, letter)
    read = json.loads(text)
    assert read["to"] == clean(letter.address)
    assert read["n"] == [clean(letter.text)[:5], {clean(letter.facts.get("alarm", "")): 1}]
    text.encode()


@given(HOSTILE)
def test_a_form_keeps_its_fields(letter):
    body = fill("to={address}&text={text}&end=1", escape_url, letter)
    fields = parse_qsl(body, keep_blank_values=True, strict_parsing=True)
    assert fields == [("to", clean(letter.address)), ("text", clean(letter.text)), ("end", "1")]


@given(HOSTILE)
def test_a_url_keeps_its_host_its_path_and_its_query(letter):
    url = fill("https://sms.example/v1/{address}/send?text={text}&end=1", escape_url, letter)
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc, parts.fragment) == ("https", "sms.example", "")
    root, version, address, end = parts.path.split("/")
    assert (root, version, unquote(address), end) == ("", "v1", clean(letter.address), "send")
    assert address.lower() not in {".", ".."}
    assert dict(parse_qsl(parts.query, keep_blank_values=True)) == {
        "text": clean(letter.text),
        "end": "1",
    }


@given(HOSTILE)
def test_a_header_is_one_line_of_ascii(letter):
    header = fill("to={address}", escape_header, letter)
    assert all(" " <= character <= "~" for character in header)
    assert unquote(header) == f"to={clean(letter.address)}"


@given(HOSTILE)
def test_xml_keeps_its_elements(letter):
    root = ET.fromstring(  # noqa: S314 -- our own text
        fill("<a b='{address}' c=\"{text}\"><d>{text}</d></a>", escape_xml, letter)
    )
    assert root.attrib == {"b": clean(letter.address), "c": clean(letter.text)}
    assert [child.tag for child in root] == ["d"]
    assert (root[0].text or "") == clean(letter.text)


@given(HOSTILE)
def test_what_is_cleaned_is_one_line_that_every_encoding_has(letter):
    text = clean(letter.text)
    assert len(text) == len(letter.text)
    assert len(text.splitlines()) <= 1
    text.encode()
    assert clean(text) == text


def test_each_content_type_has_its_escaping():
    assert set(ESCAPES) == {
        "application/json",
        "application/x-www-form-urlencoded",
        "application/xml",
        "text/xml",
        "text/plain",
    }
