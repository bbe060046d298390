"""The rows of the chronicle and the rules each of them keeps."""

from .activity import DayCount, EntityMonth, SourceMonth
from .addresses import Redirect
from .archive import EventFile, ImportKey, ListLine, ListPage, RelatedLine
from .counts import Tally
from .entity import Alias, Entity
from .event import Event, Origin, Status
from .forms import OpenForm
from .history import Change
from .imports import ImportLine, ImportRun
from .operations import Operation
from .page import Page
from .panel import Placement
from .picture import LostPicture, Picture
from .search import SearchEntry, SearchText
from .source import Citation, Source
from .suggestions import Suggestion
from .tagging import EventEntity
from .takedown import Takedown
from .versions import Version
from .words import EntityWord

__all__ = [
    "Alias",
    "Change",
    "Citation",
    "DayCount",
    "Entity",
    "EntityMonth",
    "EntityWord",
    "Event",
    "EventEntity",
    "EventFile",
    "ImportKey",
    "ImportLine",
    "ImportRun",
    "ListLine",
    "ListPage",
    "LostPicture",
    "OpenForm",
    "Operation",
    "Origin",
    "Page",
    "Picture",
    "Placement",
    "Redirect",
    "RelatedLine",
    "SearchEntry",
    "SearchText",
    "Source",
    "SourceMonth",
    "Status",
    "Suggestion",
    "Takedown",
    "Tally",
    "Version",
]
