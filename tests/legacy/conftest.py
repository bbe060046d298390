"""Databases of their own for tests that run commands as processes."""

import pytest

from tests.legacy.processes import Databases


@pytest.fixture(scope="session")
def databases(tmp_path_factory):
    """Makes databases that are gone after the tests."""
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.drop()
