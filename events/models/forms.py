"""Forms of events that people have open, and what they have typed in them but not saved."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# What says in a form what it was opened on.
OPENED = "opened"
# A form that has not been heard of for so long is open no more.
SILENCE = datetime.timedelta(seconds=60)
# So long after that it is forgotten, unless something stands in it.
FORGOTTEN = datetime.timedelta(days=1)


class OpenFormQuerySet(models.QuerySet):
    """Forms of events."""

    def unsaved_by(self, editor: AbstractBaseUser) -> Self:
        """Keep those in which this person has typed what is not saved."""
        return self.filter(editor=editor.pk, typed__isnull=False)

    def unfinished(self, editor: AbstractBaseUser) -> Self:
        """Return those of `unsaved_by` that can be gone on with, the latest first, `title` for all
        that is typed: those of new events, and of events that are there.
        """
        there = Q(event=None) | Q(event__date__isnull=False)
        forms = self.unsaved_by(editor).filter(there).annotate(title=KT("typed__title__0"))
        return forms.defer("typed").order_by("-typed_at", "-pk")

    def at(self, event: int | None, editor: AbstractBaseUser) -> tuple[list[OpenForm], list[str]]:
        """Return what to tell somebody who has an event open, or a new one (None): the forms in
        which they have typed what is not saved, the latest first and without it; and the names of
        others who have it open. One query.
        """
        mine = Q(editor=editor.pk, typed__isnull=False)
        others = Q(seen_at__gte=timezone.now() - SILENCE) & ~Q(editor=editor.pk)
        found = self.filter(mine | others, event=event) if event else self.filter(mine, event=None)
        forms = list(found.select_related("editor").defer("typed").order_by("-typed_at", "-pk"))
        names = {form.editor.get_username() for form in forms if form.editor_id != editor.pk}
        return [form for form in forms if form.editor_id == editor.pk], sorted(names)

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
    them, a list of values by name, but for "opened": what the form was opened on, as plain data,
    for a takedown to find. None if nothing stands in it that is not saved.
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
        """Return what was typed as if it had been sent, but for what the form was opened on."""
        data = QueryDict(mutable=True)
        for name, values in (self.typed or {}).items():
            if name != OPENED:
                data.setlist(name, values)
        return data
