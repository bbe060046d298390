"""A lookup for many values at once: they go to the database as one parameter.

`pk__in` makes a parameter of each value. Of 500 ids that costs PostgreSQL's driver more than the
rows that they find.
"""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Field, ForeignKey, Lookup

Sql = tuple[str, list[Any]]


class Among(Lookup):
    """`pk__among=ids`: a number, text or date is one of these, given in any collection.

    They are taken as they are: of the column's own type, and no NULL.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> Sql:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, list(self.rhs)]

    def as_sqlite(self, compiler: Any, connection: Any) -> Sql:
        column, params = self.process_lhs(compiler, connection)
        values = json.dumps(list(self.rhs), default=str)  # a date as ISO 8601 has it
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, values]


def register() -> None:
    """Let columns and foreign keys be looked up so."""
    for field in (Field, ForeignKey):
        field.register_lookup(Among)
