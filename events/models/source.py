"""Publications and the links of events to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.text import PLACE, is_web_link, make_slug, validate_one_line

from .addresses import AddressedModel, page_url
from .protection import ProtectedModel, ProtectedQuerySet
from .settling import renaming, settled

if TYPE_CHECKING:
    from .event import Event
    from .picture import Picture
    from .querysets import EventQuerySet


class Source(AddressedModel, ProtectedModel, models.Model):
    """A publication that events are cited from."""

    name = models.CharField(_("name"), max_length=500, unique=True, validators=[validate_one_line])
    slug = models.CharField(
        _("slug"),
        max_length=255,
        unique=True,
        blank=True,
        help_text=_(
            "The last part of its address. Left empty, it is made from the name; "
            "when it changes, the old address leads to the new one."
        ),
    )
    homepage = models.URLField(_("home page"), max_length=500, blank=True)
    event_count = models.PositiveIntegerField(
        _("events"),
        default=0,
        db_default=0,
        editable=False,
        help_text=_("Number of published events that cite it."),
    )

    objects = ProtectedQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]
        indexes = [
            # Serves the list of sources: the most cited first.
            models.Index(fields=["-event_count", "name"], name="source_by_use"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the events that cite it are found by its name as it is now."""
        renamed = self.pk and not Source.objects.filter(pk=self.pk, name=self.name).exists()
        events = apps.get_model("events", "Event").objects
        with renaming(events.citing([self.pk]) if renamed else events.none()):
            super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return page_url("source", self.slug)

    def public_events(self) -> EventQuerySet:
        """Return the events that make it public itself: readers see no source without one."""
        return apps.get_model("events", "Event").objects.published().citing([self.pk])

    def slug_base(self) -> str:
        """Return the slug its name asks for."""
        return make_slug(self.name) or "source"

    def usage(self) -> list[str]:
        """Say what uses this source: a phrase for each kind of use, none if it is free."""
        number = self.citations.count()
        phrase = ngettext("%d citation names it", "%d citations name it", number)
        return [phrase % number] if number else []


class CitationQuerySet(models.QuerySet):
    """Links of events to sources."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete these citations and keep their sources' stored counts exact."""
        with settled(*{citation.event for citation in self.select_related("event")}):
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class Citation(models.Model):
    """One link of an event to a source."""

    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="citations", verbose_name=_("source")
    )
    position = models.PositiveIntegerField(_("position"), default=1, validators=PLACE)
    url = models.TextField(
        _("address"), help_text=_("Where the report stands. Only http(s) becomes a link.")
    )
    image = models.TextField(
        _("image"), blank=True, help_text=_("Address of a picture that came with the report.")
    )
    picture = models.ForeignKey(
        "events.Picture",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="citations",
        verbose_name=_("picture"),
        help_text=_("The one kept here, brought by an editor or copied from the image's address."),
    )
    alt = models.TextField(
        _("text alternative"),
        blank=True,
        db_default="",
        help_text=_("What the picture shows, in words, for those who cannot see it."),
    )
    archived_url = models.TextField(
        _("archived copy"), blank=True, help_text=_("Where a lasting copy of the report stands.")
    )
    printed = models.TextField(  # noqa: DJ001 - the empty text is a name, too: NULL is none
        null=True,
        editable=False,
        help_text=_("The source's name as the archive prints it, where that is not its name."),
    )

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(position__gte=1), name="citation_position_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.url}" if self.source_id else self.url

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the stored counts of sources follow."""
        with settled(*self._events()):
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the citation; the stored counts of its source follow."""
        with settled(*self._events()):
            return super().delete(*args, **kwargs)

    @property
    def printed_name(self) -> str:
        """The source's name as the archive prints it."""
        return self.source.name if self.printed is None else self.printed

    @property
    def is_link(self) -> bool:
        """Whether the address may be printed as a link."""
        return is_web_link(self.url)

    @property
    def image_is_link(self) -> bool:
        """Whether the image's address may be printed as a link or picture."""
        return is_web_link(self.image)

    def _events(self) -> list[Event]:
        """Return its event, and the one it belonged to before."""
        stored = Citation.objects.filter(pk=self.pk).exclude(event=self.event_id) if self.pk else []
        return [self.event, *(citation.event for citation in stored)]

    @property
    def shown_picture(self) -> Picture | None:
        """The picture to show: an editor's own, or the copy of the image's present address."""
        picture = self.picture
        stands = picture and (picture.is_ours or picture.copied_from == self.image.strip())
        return picture if stands else None

    @property
    def own_picture(self) -> Picture | None:
        """The picture that an editor brought here, if there is one."""
        return self.picture if self.picture and self.picture.is_ours else None

    @property
    def archived_is_link(self) -> bool:
        """Whether the archived copy's address may be printed as a link."""
        return is_web_link(self.archived_url)
