"""Events: what happened on one date."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from events.addresses import day_path
from events.text import PLACE, make_slug, new_short_id, validate_one_line

from .addresses import AddressedModel, page_url
from .archive import leave_keys
from .history import record_change
from .querysets import EventQuerySet
from .settling import settled
from .tagging import EntityTagManager, EventEntity


class Status(models.TextChoices):
    """Where an event stands between a draft and the public."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Origin(models.TextChoices):
    """How an event became known here."""

    DESK = "desk", _("written here")
    FILE = "file", _("file of its own")
    LIST = "list", _("line of a list page")
    REFERENCE = "reference", _("by reference")


class Event(AddressedModel, models.Model):
    """Something that happened on one date, told in one or two sentences."""

    date = models.DateField(_("date"), help_text=_("The calendar date; it may lie ahead."))
    title = models.TextField(
        _("title"),
        validators=[validate_one_line],
        help_text=_("What happened, in one or two sentences on one line."),
    )
    slug = models.CharField(
        _("slug"),
        max_length=255,
        blank=True,
        help_text=_(
            "The last part of its address. Left empty, it is made from the title; "
            "when it changes, the old address leads to the new one."
        ),
    )
    lead = models.ForeignKey(
        "events.Entity",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="led_events",
        verbose_name=_("lead"),
        help_text=_("The entity that heads the event on public pages."),
    )
    lead_text = models.TextField(
        _("printed lead"),
        blank=True,
        validators=[validate_one_line],
        help_text=_("How the lead is printed here. Left empty, it is the entity's label."),
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("More than the title says; markdown.")
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status.choices,
        default=Status.DRAFT,
        help_text=_("Only published events are public. A withdrawn one answers “gone”."),
    )
    publish_at = models.DateTimeField(
        _("publish at"),
        null=True,
        blank=True,
        help_text=_("A published event stays hidden until this time. Empty: at once."),
    )
    withdrawn_reason = models.TextField(
        _("reason of withdrawal"), blank=True, help_text=_("Shown at its address.")
    )
    position = models.PositiveIntegerField(
        _("position"),
        blank=True,
        validators=PLACE,
        help_text=_("Its place among the events of its date. Left empty, it comes last."),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="events",
        verbose_name=_("owner"),
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    seen = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text=_("Whether readers have ever seen it: only then its addresses are kept."),
    )
    short_id = models.CharField(
        _("short id"), max_length=16, unique=True, default=new_short_id, editable=False
    )
    origin = models.CharField(
        _("origin"),
        max_length=10,
        choices=Origin.choices,
        default=Origin.DESK,
        editable=False,
    )
    imported = models.JSONField(
        default=dict,
        editable=False,
        help_text=_("By field, a digest of what the import last wrote: tells an editor's change."),
    )
    run = models.ForeignKey(
        "events.ImportRun",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        verbose_name=_("import run"),
        help_text=_("The one that brought it."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    entities = TaggableManager(
        through=EventEntity,
        manager=EntityTagManager,
        ordering=["name"],
        blank=True,
        verbose_name=_("entities"),
        help_text=_("Whom and what it is about. They make events related."),
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        permissions = [
            ("publish_event", _("Can publish and withdraw events")),
            ("takedown_event", _("Can take texts of events down for good")),
        ]
        constraints = [
            # Serves the event's address.
            models.UniqueConstraint(fields=["date", "slug"], name="event_address"),
            models.CheckConstraint(condition=Q(position__gte=1), name="event_position_positive"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "review", "published", "withdrawn"]),
                name="event_status_valid",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["desk", "file", "list", "reference"]),
                name="event_origin_valid",
            ),
        ]
        indexes = [
            # Serves the archives: the public events of a day, month or year, and the newest days.
            models.Index(
                fields=["-date", "position", "id"],
                condition=Q(status="published"),
                name="event_public_by_date",
            ),
            # Serves what a lead did before and after an event.
            models.Index(fields=["lead", "date", "position", "id"], name="event_by_lead"),
            # Serves the admin's list and its date drill-down.
            models.Index(fields=["-date", "position", "id"], name="event_by_date"),
            # Serves "which published events are not yet due", asked by every panel.
            models.Index(
                fields=["publish_at"],
                condition=Q(publish_at__isnull=False),
                name="event_by_publish_at",
            ),
            # Serve the admin's filters, newest first.
            models.Index(fields=["status", "-date", "position", "id"], name="event_by_status"),
            models.Index(fields=["origin", "-date", "position", "id"], name="event_by_origin"),
            # Serves what waits for one person.
            models.Index(
                fields=["owner", "-date", "position", "id"],
                condition=Q(owner__isnull=False),
                name="event_by_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; fill slug and position, count the version, keep stored days and counts exact."""
        self.position = self.position or self._last_position() + 1
        if not self._state.adding:
            self.version += 1
        self.seen = self.seen or (self.status == Status.PUBLISHED and not self.publish_at)
        saved = kwargs.get("update_fields")
        follow = {"version", "updated_at", "seen"}
        if self.pk and (saved is None or {"lead", "lead_id"} & {*saved}):
            self._drop_printed_lead()
            follow.add("lead_text")
        if saved is not None:
            kwargs["update_fields"] = follow.union(saved)
        with settled(self):
            super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        date = self.date
        return page_url("event", date.year, date.month, date.day, self.slug)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the event; its entities' counts follow, its import keys stay."""
        with settled(self):
            leave_keys([self])
            return super().delete(*args, **kwargs)

    @property
    def headline(self) -> str:
        """The title for people: without outer spaces, and never empty."""
        return self.title.strip() or gettext("Event without a title")

    @property
    def printed_lead(self) -> str:
        """The lead as lists and files print it: as an archive had it, or else its label."""
        return self.lead_text or self.lead_label

    @property
    def lead_label(self) -> str:
        """The printed lead, or ''."""
        return self.lead_text.strip() or (str(self.lead) if self.lead else "")

    @property
    def is_public(self) -> bool:
        """Whether readers can see it now; the rule of `EventQuerySet.published()` for one row."""
        due = self.publish_at is None or self.publish_at <= timezone.now()
        return self.status == Status.PUBLISHED and due

    @property
    def answers(self) -> bool:
        """Whether its address answers readers: with its page, or with why it is gone."""
        return self.is_public or self.status == Status.WITHDRAWN

    @property
    def counted_day(self) -> int | None:
        """The day number its taggings carry: its date while published, else None."""
        return self.date.toordinal() if self.status == Status.PUBLISHED else None

    def slug_base(self) -> str:
        """Return the slug its title asks for, or its short id."""
        return make_slug(self.title) or self.short_id

    def slug_rivals(self) -> models.QuerySet[Event]:
        """Return the other events of its date."""
        return super().slug_rivals().filter(date=self.date)

    def living_addresses(self) -> list[str]:
        """Return its own address, and that of its day once it is published."""
        day = [day_path(self.date)] if self.status == Status.PUBLISHED else []
        return super().living_addresses() + day

    def settle(self, before: Self | None, after: Self) -> None:
        """Settle what follows from a move, and tell readers what was public and is another now."""
        if not after.seen and any(row.is_public for row in (before, after) if row):
            self.seen = after.seen = True
            type(self).objects.filter(pk=self.pk).update(seen=True)
        super().settle(before, after)
        if before and before.is_public and after.is_public:
            record_change(before, after)

    def _drop_printed_lead(self) -> None:
        """Forget how the lead was printed if another entity has become lead."""
        stored = type(self).objects.filter(pk=self.pk).values_list("lead_id", "lead_text").first()
        if stored and stored[0] != self.lead_id and stored[1] == self.lead_text:
            self.lead_text = ""

    def was_seen(self) -> bool:
        """Whether readers may know this row's address; of no draft an old name may be told."""
        return self.seen or self.is_public

    def _last_position(self) -> int:
        """Return the highest position on its date, 0 if there is none."""
        rivals = self.slug_rivals()
        return rivals.aggregate(last=Max("position"))["last"] or 0
