"""Addresses: each is either living or old, and everything has one."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.text import Truncator

from events.addresses import read_address
from events.bulk import in_batches
from events.models import Entity, Event, Page, Redirect, Source
from events.models.addresses import TARGETS, AddressedModel
from events.models.dates import DatePath
from events.text import RESERVED_SLUGS

TITLE = 60


# --- Addresses as the database makes them


def event_path() -> Concat:
    """Return the expression of an event's address."""
    return _joined("/news/", DatePath("date"), "/", F("slug"), "/")


def day_path(date: str) -> Concat:
    """Return the expression of the address of a day."""
    return _joined("/news/", DatePath(date), "/")


def living() -> list[QuerySet]:
    """Return all that has an address of its own, public or not, annotated with it as `own`.

    A draft's address is not free for others either: the model's `save()` takes it, too.
    """
    return [
        Event.objects.annotate(own=event_path()),
        Entity.objects.annotate(own=_joined("/entities/", F("slug"), "/")),
        Source.objects.annotate(own=_joined("/sources/", F("slug"), "/")),
        Page.objects.annotate(own=F("path")),
        Event.objects.published().annotate(own=day_path("date")),
    ]


def _joined(*parts: str | DatePath | F) -> Concat:
    texts = [Value(part) if isinstance(part, str) else part for part in parts]
    return Concat(*texts, output_field=CharField())


# --- Old addresses


def find_shadowed() -> Iterator[str]:
    """Yield a sentence for each redirect from an address that is living, or to itself."""
    for batch in in_batches(_shadowed()):
        redirects = Redirect.objects.filter(path__among=batch).order_by("path")
        for redirect in redirects.select_related(*TARGETS[:-1]):
            target = _short(redirect.target)
            yield f"{redirect.path} is a page's own address and cannot lead to {target} as well."


def repair_shadowed() -> int:
    """Delete the redirects that shadow what is living, as moving there would have."""
    batches = in_batches(list(_shadowed()))
    return sum(Redirect.objects.filter(path__among=batch).delete()[0] for batch in batches)


def _shadowed() -> Iterator[str]:
    """Yield the paths of such redirects, each once."""
    if not Redirect.objects.exists():
        return
    old = Redirect.objects.filter(path=OuterRef("own"))
    itself = Redirect.objects.annotate(own=day_path("day")).filter(path=F("own")).order_by()
    paths = itself.values("own").union(
        *(rows.filter(Exists(old)).order_by().values("own") for rows in living())
    )
    yield from paths.values_list("own", flat=True).iterator()


def find_foreign() -> Iterator[str]:
    """Yield a sentence for each redirect from an address in another form than this site's own."""
    for redirect in _foreign():
        path = read_address(redirect.path).path
        yield f"{redirect.path} is not in the form in which readers' addresses are read: {path}"


def repair_foreign() -> int:
    """Bring such addresses into the form, one by one; where one is there already, it stays."""
    redirects = list(_foreign())
    for redirect in redirects:
        if Redirect.objects.filter(path=read_address(redirect.path).path).exists():
            redirect.delete()
        else:
            _save_or_delete(redirect)
    return len(redirects)


def _foreign() -> Iterator[Redirect]:
    redirects = Redirect.objects.order_by("pk").iterator()
    return (redirect for redirect in redirects if read_address(redirect.path).path != redirect.path)


def find_chains() -> Iterator[str]:
    """Yield a sentence for each redirect to a day that leads elsewhere itself."""
    for path in _chained().values_list("path", flat=True).iterator():
        yield f"{path} leads to an address that is old itself."


def repair_chains() -> int:
    """Lead such redirects straight to the end, one by one; those that go in a circle go."""
    redirects = list(_chained())
    for redirect in redirects:
        _save_or_delete(redirect)
    return len(redirects)


def _save_or_delete(redirect: Redirect) -> None:
    """Save a redirect as its rule wants it; delete one that cannot be."""
    try:
        redirect.save()
    except ValidationError:
        redirect.delete()


def _chained() -> QuerySet:
    """Return redirects to days that are old: rows have no redirect at their own address."""
    return (
        Redirect.objects.filter(day__isnull=False)
        .annotate(own=day_path("day"))
        .filter(Exists(Redirect.objects.filter(path=OuterRef("own"))))
        .exclude(path=F("own"))
        .order_by("pk")
    )


# --- Slugs


def find_unusable_slugs() -> Iterator[str]:
    """Yield a sentence for each row whose slug makes no address."""
    for row in _with_slug(_unusable()):
        kind = row._meta.verbose_name
        yield f"The {kind} {_short(row)} has no address: its slug is “{row.slug}”."


def repair_unusable_slugs() -> int:
    """Give such rows the slugs that new rows would get. They are saved one by one."""
    rows = list(_with_slug(_unusable()))
    for row in rows:
        row.slug = ""
        row.save(update_fields=["slug"])
    return len(rows)


def find_reserved_slugs() -> Iterator[str]:
    """Yield a sentence for each row whose slug means something else in addresses."""
    for row in _with_slug(Q(slug__in=RESERVED_SLUGS)):
        yield (
            f"{row.address} has the reserved slug “{row.slug}”: "
            f"give the {row._meta.verbose_name} another one in the admin."
        )


def _unusable() -> Q:
    return Q(slug="") | Q(slug__contains="/")


def _with_slug(condition: Q) -> Iterator[AddressedModel]:
    for model in (Event, Entity, Source):
        yield from model.objects.filter(condition).order_by("pk").iterator()


def _short(thing: object) -> str:
    return f"“{Truncator(str(thing)).chars(TITLE)}”"
