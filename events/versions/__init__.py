"""An event's versions: reading what it is, writing down what it was, bringing that back."""

from .comparing import Difference, changed_fields, compare
from .contents import Content, contents, fields_at_hand
from .deleting import delete_events, recover, recoverable
from .plain import to_python
from .restoring import restore
from .writing import Saving, versioned, write_versions

__all__ = [
    "Content",
    "Difference",
    "Saving",
    "changed_fields",
    "compare",
    "contents",
    "delete_events",
    "fields_at_hand",
    "recover",
    "recoverable",
    "restore",
    "to_python",
    "versioned",
    "write_versions",
]
