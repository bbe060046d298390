"""The site's settings, but for an import that waits a moment only for what is locked."""

from events.legacy import locking
from newsroom.settings import *  # noqa: F403
from newsroom.settings import DATABASES

locking.PATIENCE = 0.2
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"]["timeout"] = locking.PATIENCE
