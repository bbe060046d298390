"""The indexes: which entities and sources there are."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from events.directory import Listed, list_entities, list_sources, values_of
from events.formats import markdown, subjects
from events.formats.heads import Head
from events.formats.parts import Tree
from events.models import Entity
from events.models.initials import INITIALS

from .formats import FormatsMixin

# Where a slice begins: a number that fits a database's integers, and a name.
CURSOR = re.compile("[0-9]{1,18},")
SCRIPT_NAMES = {
    "0": gettext_lazy("Digits"),
    "greek": gettext_lazy("Greek"),
    "cyrillic": gettext_lazy("Cyrillic"),
    "armenian": gettext_lazy("Armenian"),
    "hebrew": gettext_lazy("Hebrew"),
    "arabic": gettext_lazy("Arabic"),
    "devanagari": gettext_lazy("Devanagari"),
    "thai": gettext_lazy("Thai"),
    "georgian": gettext_lazy("Georgian"),
    "hangul": gettext_lazy("Korean"),
    "kana": gettext_lazy("Kana"),
    "han": gettext_lazy("Chinese"),
    "other": gettext_lazy("Others"),
}


class IndexView(FormatsMixin, TemplateView):
    """A list of things, those with most events first."""

    title: str

    def asked(self, name: str) -> str:
        """Return what the query says; NUL, which PostgreSQL refuses, finds nothing."""
        value = self.request.GET.get(name, "")
        if "\0" in value:
            raise Http404
        return value

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        after = self.asked("after")
        if after and not CURSOR.match(after):
            raise Http404
        listed = self.listed(after)
        return super().get_context_data(listed=listed, is_first=not after, **kwargs)

    def listed(self, after: str) -> Listed:
        raise NotImplementedError

    def make_head(self, context: dict[str, Any]) -> Head:
        return Head(str(self.title), self.here.page())

    def older(self, context: dict[str, Any]) -> str | None:
        """Return where the list goes on, None if it does not."""
        after = context["listed"].after
        return self.here.page(self.format, after=after) if after else None

    def make_markdown(self, context: dict[str, Any]) -> str:
        return markdown.index(str(self.title), context["listed"].things, self.older(context))


class EntitiesView(IndexView):
    """All entities, those of a kind, or those under a letter."""

    template_name = "events/entities.html"
    title = gettext_lazy("Entities")
    own_query = ("kind", "letter", "after")

    def listed(self, after: str) -> Listed:
        kind, letter = self.asked("kind"), self.asked("letter")
        if (kind and kind not in Entity.Kind.values) or (letter and letter not in INITIALS):
            raise Http404
        return list_entities(kind, letter, after)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letters = sorted(values_of("initial"), key=INITIALS.index)
        names = [(letter, SCRIPT_NAMES.get(letter, letter.upper())) for letter in letters]
        kinds = [(kind, Entity.Kind(kind).label) for kind in values_of("kind") if kind]
        return super().get_context_data(letters=names, kinds=kinds, **kwargs)

    def make_head(self, context: dict[str, Any]) -> Head:
        names = {**dict(context["letters"]), **dict(context["kinds"])}
        chosen = names.get(self.asked("letter")) or names.get(self.asked("kind"))
        title = f"{_('Entities')}: {chosen}" if chosen else str(self.title)
        return Head(title, self.here.page())

    def make_tree(self, context: dict[str, Any]) -> Tree:
        return subjects.entities(
            context["listed"].things,
            self.here,
            older=self.older(context),
            letters=[letter for letter, _name in context["letters"]],
            kinds=[kind for kind, _name in context["kinds"]],
        )


class SourcesView(IndexView):
    """All sources."""

    template_name = "events/sources.html"
    title = gettext_lazy("Sources")
    own_query = ("after",)

    def listed(self, after: str) -> Listed:
        return list_sources(after)

    def make_tree(self, context: dict[str, Any]) -> Tree:
        return subjects.sources(context["listed"].things, self.here, older=self.older(context))
