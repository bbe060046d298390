"""Proof that the database itself refuses a row, whatever Python says."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, transaction


@contextmanager
def refused(rule: str | None = None) -> Iterator[None]:
    """What happens within must break a constraint, the one of this name if one is given."""
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        yield
