"""The index of the search: it has every event, and of each what it has to."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet

from events.bulk import in_batches
from events.models import Event, SearchEntry, SearchText
from events.models.search import rebuild, refresh
from events.search.documents import Names, make_documents
from events.search.engines import engine


def find() -> Iterator[str]:
    """Yield a sentence for each event that the index has not, or not as it is."""
    for batch in in_batches(_wrong()):
        for event in Event.objects.filter(pk__among=batch).order_by("pk"):
            yield f"{event.address} is not in the search as it is."
    for pk in _gone().values_list("pk", flat=True).iterator():
        yield f"The search knows an event with the id {pk}, which is not there."
    for place in _strays().values_list("pk", flat=True).iterator():
        yield f"The search has a text at the place {place}, where no event stands."
    if not engine().is_sound():
        yield "The search's own index does not agree with its texts."


def repair() -> int:
    """Write again what is wrong, or the whole index where no event tells what is."""
    if _strays().exists() or not engine().is_sound():
        return rebuild()
    wrong = {*_wrong(), *_gone().values_list("pk", flat=True)}
    refresh(wrong)
    return len(wrong)


def _wrong() -> Iterator[int]:
    """Yield the ids of events of which the index has not what it should."""
    names = Names()
    for batch in in_batches(Event.objects.order_by("pk").values_list("pk", flat=True).iterator()):
        documents = make_documents(batch, names)
        places = dict(SearchEntry.objects.filter(pk__among=batch).values_list("pk", "place"))
        wrong = engine().differing(documents)
        for made in documents:
            if made.place in wrong or places.get(made.event) != made.place:
                yield made.event


def _gone() -> QuerySet[SearchEntry]:
    """Return the entries of events that are not there."""
    return SearchEntry.objects.exclude(Exists(Event.objects.filter(pk=OuterRef("event_id"))))


def _strays() -> QuerySet[SearchText]:
    """Return the texts that are no event's."""
    return SearchText.objects.exclude(Exists(SearchEntry.objects.filter(place=OuterRef("place"))))
