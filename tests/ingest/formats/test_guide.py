"""The frames that the gateway guides show are read as they say."""

import re

import pytest

from ingest.formats.dispatch import FORMATS
from tests.conftest import ROOT
from tests.ingest.formats.readers import RECEIVED, SHANGHAI, list_values

GUIDES = ("gateway_guide.md", "gateway_guide.zh-CN.md")
SHOWN = {
    "pinyin": [(["320500012024"], [12.5])],
    "neuron": [(["PLC1/tanks/LT-101", "PLC1/tanks/LT-102"], [71.3, None])] * 2 + [([], [])],
    "bare": [(["LT-101"], [12.5])],
}


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.parametrize("form", SHOWN)
def test_the_frames_of_the_guides_are_read(guide, form):
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
    (block,) = re.findall(rf"```\w+ {form}\n(.*?)```", text, re.DOTALL)
    read = FORMATS[form](SHANGHAI)
    decoded = [read("LT-101", line.encode(), RECEIVED) for line in block.splitlines()]
    assert [(list(one.tags), list_values(one)) for one in decoded] == SHOWN[form]
