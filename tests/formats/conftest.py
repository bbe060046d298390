import pytest

from events.models import Event

from .pages import make_chronicle


@pytest.fixture(scope="module")
def chronicle(written_for_module) -> int:
    """The id of the event of a chronicle that is there for all tests of a module."""
    return make_chronicle().pk


@pytest.fixture
def event(chronicle) -> Event:
    return Event.objects.get(pk=chronicle)
