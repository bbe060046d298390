"""Databases of their own for tests that run commands as processes."""

import pytest

from tests.legacy.processes import Databases


@pytest.fixture
def databases(tmp_path, db):
    """Makes databases that are gone after the test."""
    made = Databases(tmp_path)
    yield made
    made.drop()
