"""Pictures that are kept here, and those that could not be copied."""

from __future__ import annotations

from typing import Self

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.pictures import SMALL_WIDTH, SUFFIX, StoredPicture, shrink
from events.text import digest

# What a picture may fill of an event's page, in pixels.
COLUMN = 624
TALLEST = 720


class PictureQuerySet(models.QuerySet):
    """Pictures kept here."""

    def keep(self, picture: StoredPicture, copied_from: str = "") -> Picture:
        """Store a picture's files and return its row, known ones as they are.

        copied_from: the address it was copied from; '' if somebody brought it here. A copy that
        is there already is replaced by this one.
        """
        store(picture)
        facts = {"digest": picture.digest, "width": picture.width, "height": picture.height}
        if not copied_from:
            return self.get_or_create(digest=picture.digest, copied_key="", defaults=facts)[0]
        facts["copied_from"] = copied_from
        return self.update_or_create(copied_key=address_key(copied_from), defaults=facts)[0]

    def unused(self) -> Self:
        """Keep those that no citation has."""
        return self.filter(citations=None)


class Picture(models.Model):
    """A picture that is kept here, in files that are named by a digest of what is in them.

    Two rows may name the same files: a picture that was brought here, and copies of it from
    several addresses.
    """

    digest = models.CharField(max_length=32, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    copied_from = models.TextField(
        _("copied from"),
        blank=True,
        editable=False,
        help_text=_("Empty: an editor brought it here."),
    )
    copied_key = models.CharField(
        max_length=32, blank=True, editable=False, help_text=_("A digest of that address, or ''.")
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            # Serves "the copy of this address".
            models.UniqueConstraint(
                fields=["copied_key"], condition=~Q(copied_key=""), name="picture_copied_once"
            ),
            models.UniqueConstraint(
                fields=["digest"], condition=Q(copied_key=""), name="picture_brought_once"
            ),
        ]
        indexes = [
            # Serves "do other rows name the same files".
            models.Index(fields=["digest"], name="picture_by_digest"),
        ]

    def __str__(self) -> str:
        return file_name(self.digest)

    def get_absolute_url(self) -> str:
        return picture_url(file_name(self.digest))

    @property
    def url(self) -> str:
        """Its address, under the name by which Django's file widget asks for it."""
        return self.get_absolute_url()

    @property
    def is_ours(self) -> bool:
        """Whether an editor brought it here: then nothing outside has it."""
        return not self.copied_key

    @property
    def shown_width(self) -> int:
        """The width it is given on a page, in pixels: its own, or what fits into the column."""
        return max(1, round(self.width * self._scale))

    @property
    def shown_height(self) -> int:
        """The height that goes with it."""
        return max(1, round(self.height * self._scale))

    @property
    def _scale(self) -> float:
        return min(1, COLUMN / self.width, TALLEST / self.height)

    @property
    def srcset(self) -> str:
        """The widths it can be had in, as `srcset` wants them; '' if there is only one."""
        if self.width <= SMALL_WIDTH:
            return ""
        small = picture_url(file_name(self.digest, small=True))
        return f"{small} {SMALL_WIDTH}w, {self.get_absolute_url()} {self.width}w"


class LostPicture(models.Model):
    """An address from which no picture could be copied."""

    key = models.CharField(max_length=32, unique=True, help_text=_("A digest of the address."))
    address = models.TextField(_("address"))
    reason = models.TextField(_("reason"))
    for_good = models.BooleanField(_("for good"))
    tries = models.PositiveIntegerField(_("tries"), default=1)
    tried_at = models.DateTimeField(_("last tried"), auto_now=True)

    class Meta:
        verbose_name = _("lost picture")
        verbose_name_plural = _("lost pictures")

    def __str__(self) -> str:
        return self.address


def address_key(address: str) -> str:
    """Return the key under which the copy of an address is found; spaces around it are nothing."""
    return digest(address.strip().encode())


def file_name(mark: str, *, small: bool = False) -> str:
    """Return the name of a picture's file, or of the one for small screens."""
    return f"{mark}-{SMALL_WIDTH}{SUFFIX}" if small else f"{mark}{SUFFIX}"


def picture_url(name: str) -> str:
    """Return where the file of this name is."""
    return reverse("events:picture", args=[name])


def store(picture: StoredPicture) -> None:
    """Write the files of a picture that are not there yet, or not whole."""
    _write(file_name(picture.digest), picture.data)
    if picture.width > SMALL_WIDTH:
        _write(file_name(picture.digest, small=True), shrink(picture).data)


def _write(name: str, data: bytes) -> None:
    if default_storage.exists(name):
        if default_storage.size(name) == len(data):
            return
        default_storage.delete(name)
    default_storage.save(name, ContentFile(data))
