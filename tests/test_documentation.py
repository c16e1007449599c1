"""What the documentation leads to is there: pages, their headings, pictures, files of the house."""

import re
import unicodedata
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_CODE_BLOCK = re.compile(r"```.*?```", re.DOTALL)


def list_anchors(page: Path) -> set[str]:
    """The names by which a page's headings are linked to, as forges make them."""
    anchors = set()
    for heading in _HEADING.findall(_CODE_BLOCK.sub("", page.read_text(encoding="utf-8"))):
        kept = [sign for sign in heading.lower() if sign in " -_" or _is_word(sign)]
        anchors.add("".join(kept).strip().replace(" ", "-"))
    return anchors


def _is_word(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in _LINK.findall(_CODE.sub("", page.read_text(encoding="utf-8"))):
        if "://" in link or link.startswith("mailto:"):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        if anchor and target.suffix == ".md":
            assert anchor in list_anchors(target), link
