"""Cleaning up: one entity of many spellings, one source of many names, one event of two."""

from .entities import merge_entities
from .joining import merge_events
from .kinds import set_kind
from .sources import merge_sources
from .splitting import split_entity

__all__ = ["merge_entities", "merge_events", "merge_sources", "set_kind", "split_entity"]
