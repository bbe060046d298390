"""Forms of events that people have open, and what they have typed in them but not saved."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A form that has not been heard of for so long is open no more.
SILENCE = datetime.timedelta(seconds=60)
# So long after that it is forgotten, unless something stands in it.
FORGOTTEN = datetime.timedelta(days=1)


class OpenFormQuerySet(models.QuerySet):
    """Forms of events."""

    def of_event(self, event: int | None) -> Self:
        """Keep the forms of the event with this id; None: those of new events."""
        return self.filter(event=event) if event else self.filter(event=None)

    def unsaved_by(self, editor: AbstractBaseUser) -> Self:
        """Keep those in which this person has typed what is not saved, the latest first."""
        return self.filter(editor=editor.pk, typed__isnull=False).order_by("-typed_at", "-pk")

    def others_at(self, event: int, editor: AbstractBaseUser) -> list[str]:
        """Return the names of the other people who have the event open, in order."""
        heard = self.of_event(event).filter(seen_at__gte=timezone.now() - SILENCE)
        others = heard.exclude(editor=editor.pk).select_related("editor")
        return sorted({form.editor.get_username() for form in others})

    def hear(
        self, mark: str, editor: AbstractBaseUser, event: int | None, **typed: dict | None
    ) -> bool:
        """Note that a form is open, and what stands in it if `typed` is given; say whether it is
        this person's.
        """
        now = timezone.now()
        fields = {"seen_at": now} | ({**typed, "typed_at": now} if typed else {})
        if self.filter(mark=mark, editor=editor.pk).update(**fields):
            return True
        self.forget()
        row, made = self.get_or_create(
            mark=mark, defaults=fields | {"editor": editor, "event_id": event}
        )
        return made or row.editor_id == editor.pk

    def forget(self) -> None:
        """Delete the forms in which nothing stands and which nobody has open any more."""
        self.filter(typed__isnull=True, seen_at__lt=timezone.now() - FORGOTTEN).delete()


class OpenForm(models.Model):
    """One opening of an event's form by one person; nobody else is shown what is typed in it.

    mark: what the form sends along, see `Version.form`. typed: its fields as the browser sends
    them, a list of values by name; None if nothing stands in it that is not saved.
    """

    mark = models.CharField(max_length=32, unique=True)
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # What was typed outlives the event.
    event = models.ForeignKey(
        "events.Event",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        verbose_name=_("event"),
    )
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)
    typed = models.JSONField(null=True)
    typed_at = models.DateTimeField(null=True)

    objects = OpenFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("open form")
        verbose_name_plural = _("open forms")

    def __str__(self) -> str:
        return self.mark

    def as_post(self) -> QueryDict:
        """Return what was typed as if it had been sent."""
        data = QueryDict(mutable=True)
        for name, values in (self.typed or {}).items():
            data.setlist(name, values)
        return data
