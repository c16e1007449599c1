"""What a desk fetches before its first screen stays small, whatever other screens there are."""

from typing import Final

import pytest

from tests.bench.busy_house import CONSOLE
from tests.bench.page import weigh_bundle

MOST_KIB: Final = 150


@pytest.mark.skipif(not (CONSOLE / "index.html").is_file(), reason="the console is not built")
def test_the_first_screen_is_at_most_150_kib_gzipped() -> None:
    assert 20 < weigh_bundle(CONSOLE) <= MOST_KIB
