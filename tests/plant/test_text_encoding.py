"""Which encoding a text is in, where both would decode it."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant.text_encoding import decode_text, find_encoding

COMMON = [
    bytes((lead, trail)).decode("gb18030")
    for lead in range(0xB0, 0xD7)
    for trail in range(0xA1, 0xFF)
]
"""The 3700 common characters of GB 2312, all but the last five of its first level."""

# 罗 to 没, of which some alone read as Western European letters or as signs of units.
AMBIGUOUS = {word for word in COMMON if word.encode("gb18030")[0] in (0xC2, 0xC3)} | set("渭惟")

words = st.text(st.sampled_from([word for word in COMMON if word not in AMBIGUOUS]), min_size=2)
ascii_words = st.text(st.characters(max_codepoint=0x7E, min_codepoint=0x20))


@given(st.lists(st.tuples(words, ascii_words), min_size=1), st.sampled_from(["utf-8", "gb18030"]))
def test_words_of_common_characters_come_back_from_either_encoding(parts, encoding):
    text = "".join(word + rest for word, rest in parts)
    assert decode_text(text.encode(encoding)) == text


@pytest.mark.parametrize("text", ["液位", "ts,液位1\n1,2\n", "系统", "停", "煤液,1", "1,温度\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_that_is_letters_in_utf8(text, encoding):
    assert decode_text(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "text",
    ["m³/h", "°C", "µS/cm", "μΩ·cm", "kΩ·m", "W/(m²·K)", "ΔP", "Größe", "créée", "dǎo", "é", ""],
)
def test_what_may_be_meant_in_utf8_is_utf8(text):
    assert decode_text(text.encode()) == text


def test_a_marked_text_is_utf8_or_nothing():
    assert decode_text(codecs.BOM_UTF8 + "Һλ".encode()) == "Һλ"
    assert decode_text(codecs.BOM_UTF8 + "液位".encode("gb18030") + b"\xff") is None


@pytest.mark.parametrize("content", [b"\xff", "液位".encode("gb18030") + b"\xd2", b"\x81\x30"])
def test_what_is_neither_is_none(content):
    assert decode_text(content) is None


def test_whatever_utf8_has_below_chinese_gb18030_can_decode():
    assert all(chr(code).encode().decode("gb18030") for code in range(0x800))


@given(st.text(st.sampled_from("液位系统停m³Ω°C,1\n罐")), st.integers(3, 9))
def test_the_pieces_in_which_a_text_comes_do_not_matter(text, size):
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        content = text.encode(encoding)
        pieces = [content[start : start + size] for start in range(0, len(content), size)]
        assert find_encoding(lambda got=pieces: got) == find_encoding(lambda got=content: (got,))
