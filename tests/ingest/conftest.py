"""What the tests of recorded files share."""

import pytest

from tests.ingest.files import make_reader


@pytest.fixture
def read(tmp_path):
    """Writes a file and reads it: the file's account, and its readings as one batch."""
    return make_reader(tmp_path)
