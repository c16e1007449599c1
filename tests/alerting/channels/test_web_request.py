"""What a request comes to, whichever way its body is written."""

import json
from urllib.parse import parse_qsl

from hypothesis import given

from alerting.channels.template import Template, clean, list_values
from alerting.channels.web_request import RequestTemplate, parse_tree
from tests.alerting.channels.letters import HOSTILE, LETTER

URL = Template.parse("https://sms.example/send")


def fill(letter=LETTER, **template):
    return RequestTemplate(URL, **template).fill(list_values(letter, "s3cret"))


def test_json_is_filled_where_it_has_texts_and_kept_elsewhere():
    tree = parse_tree({"to": ["+86{address}"], "n": 1, "deep": {"text": "{text:4}"}, "no": None})
    request = fill(tree=tree)
    assert json.loads(request.body) == {
        "to": ["+8613800000000"],
        "n": 1,
        "deep": {"text": "【紧急】"},
        "no": None,
    }
    assert request.headers == {"Content-Type": "application/json; charset=utf-8"}


def test_a_table_in_a_form_is_json_text():
    request = fill(form=parse_tree({"To": "{address}", "TemplateParam": {"text": "{value}"}}))
    assert request.form == {"To": "13800000000", "TemplateParam": '{"text":"85.00"}'}
    assert parse_qsl(request.body.decode()) == list(request.form.items())


def test_a_text_is_escaped_by_its_content_type():
    text = Template.parse("<to>{address}</to><t>{text}</t>")
    hostile = LETTER.__class__("k", "1&2", "<x>", LETTER.priority)
    request = fill(hostile, text=text, content_type="application/xml")
    assert request.body == b"<to>1&amp;2</to><t>&lt;x&gt;</t>"


def test_a_content_type_of_the_sites_own_stays():
    headers = {"content-type": Template.parse("application/vnd.sms+json")}
    assert fill(headers=headers, tree=parse_tree({})).headers == {
        "content-type": "application/vnd.sms+json"
    }


def test_without_a_body_there_is_none():
    request = fill(method="GET", headers={"Authorization": Template.parse("Bearer {secret}")})
    assert (request.body, request.headers) == (b"", {"Authorization": "Bearer s3cret"})


@given(HOSTILE)
def test_no_text_breaks_out_of_a_form_or_of_json_within_it(letter):
    request = fill(letter, form=parse_tree({"a": "{text}", "b": {"c": "{address}"}}))
    fields = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    assert fields["a"] == clean(letter.text)
    assert json.loads(fields["b"]) == {"c": clean(letter.address)}
    assert set(fields) == {"a", "b"}


@given(HOSTILE)
def test_no_text_breaks_out_of_json(letter):
    request = fill(letter, tree=parse_tree({"a": "{text}", "b": ["{address}"]}))
    assert json.loads(request.body) == {"a": clean(letter.text), "b": [clean(letter.address)]}
