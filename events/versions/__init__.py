"""An event's versions: reading what it is, writing down what it was, bringing that back."""

from .contents import Content, contents
from .writing import Saving, versioned, write_versions

__all__ = ["Content", "Saving", "contents", "versioned", "write_versions"]
