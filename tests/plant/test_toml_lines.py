import tomllib

from hypothesis import given
from hypothesis import strategies as st

from plant.toml_lines import find_lines

EVERYTHING = '''\
# a comment with [brackets] and = signs
top = 1
"quoted key" = 'a # no comment'
a . b = 2

[table]
text = """
[not.a.table]
no = "key" \\""" still
"""  # the end
raw = \'\'\'
x = 1\'\'\'
list = [ # items
  1, [2, 3],

  {name = "x", deep = {inner = [1]}},
]
last = 1979-05-27 07:32:00
[[many]]
id = 1
[many.sub]
key = 2
[[many.rows]]
id = 3
[[ many ]]
id = 4
[[many.rows]]
id = 5
[[many.rows]]
id = 6
'''


def test_every_kind_of_key_is_found_at_its_line():
    lines = find_lines(EVERYTHING)
    assert lines[("top",)] == 2
    assert lines[("quoted key",)] == 3
    assert lines[("a", "b")] == 4
    assert lines[("table",)] == 6
    assert lines[("table", "text")] == 7
    assert lines[("table", "raw")] == 11
    assert lines[("table", "list", 0)] == 14
    assert lines[("table", "list", 1, 1)] == 14
    assert lines[("table", "list", 2, "deep", "inner", 0)] == 16
    assert lines[("table", "last")] == 18
    assert lines[("many", 0, "sub", "key")] == 22
    assert lines[("many", 0, "rows", 0, "id")] == 24
    assert lines[("many", 1)] == 25
    assert lines[("many", 1, "rows", 1, "id")] == 30


def test_text_within_strings_is_no_key():
    lines = find_lines(EVERYTHING)
    assert ("not", "a") not in lines
    assert ("table", "no") not in lines
    assert ("table", "x") not in lines


def test_line_ends_of_windows_and_an_empty_text():
    assert find_lines("") == {}
    assert find_lines("a = 1\r\nb = [\r\n  2]\r\n") == {
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 3,
    }


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=8)
leaves = st.one_of(st.integers(-99, 99), st.booleans(), words)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


def write_value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return write_text(value)
    if isinstance(value, list):
        return "[" + ",\n".join(map(write_value, value)) + "]"
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{write_text(k)} = {write_value(v)}" for k, v in value.items()) + "}"
        )
    return str(value)


def write_text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@given(st.dictionaries(words, values, max_size=5))
def test_what_the_parser_reads_is_found_key_by_key(table):
    text = "".join(f"{write_text(key)} = {write_value(value)}\n" for key, value in table.items())
    lines = find_lines(text)
    assert tomllib.loads(text) == table
    line = 1
    for key, value in table.items():
        assert lines[(key,)] == line
        line += 1 + write_value(value).count("\n")
    assert len(lines) == count_keys(table)


def count_keys(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return sum(1 + count_keys(item) for item in inner)
