"""A small chronicle in several scripts, and the addresses of every kind of page in it."""

import datetime

from events.models import Alias, Entity, Placement, Status

from .factories import factory, make_citation, make_entity, make_event, make_page, make_source

LONG = "The assembly meets again, and what was decided is told once more at length. " * 11
LATER = datetime.date(2004, 8, 27)


@factory
def make_chronicle() -> dict[str, str]:
    """Fill the database; return the address of each kind of page. A new kind is added here."""
    paper = make_source("The Paper", homepage="https://paper.example/")
    sadr = make_entity("Muqtada al-Sadr", kind=Entity.Kind.PERSON, description="A *cleric*.")
    Alias.objects.create(entity=sadr, spelling="مقتدى الصدر")
    names = ["Muqtada al-Sadr", "Najaf"]
    siege = make_event(
        slug="siege",
        title="The siege of Najaf begins.",
        lead=sadr,
        description="More *here*.\n\n> and there\n\n# A heading\n\n[a link](https://a.example/)",
        entities=[*names, "Baghdad"],
    )
    make_citation(siege, source=paper, image="https://paper.example/a.jpg")
    make_citation(siege, source=paper, url="javascript:alert(1)")
    truce = make_event(date=LATER, title="The siege of Najaf ends.", entities=names)
    make_event(title="纳杰夫之战打响，" * 8, entities=["Baghdad"])
    make_event(date=LATER, title="انتهى حصار النجف", slug="النجف", entities=names)
    make_event(date=LATER, title=LONG, slug="long", entities=["Baghdad"])
    make_event(title="W" * 300, entities=["Najaf", "W" * 90], description="W" * 200)
    make_event(slug="false", status=Status.WITHDRAWN, withdrawn_reason="It was not so.")
    Placement.objects.create(event=siege, other=truce, kind=Placement.Kind.PIN)
    table = "| a | b |\n|---|--:|\n| 1 | 2 |"
    make_page(path="/faq/", title="Questions", author="A. Uthor", text=f"## One\n\n{table}")
    return {
        "front": "/",
        "years": "/news/",
        "bad jump": "/news/?date=never",
        "year": "/news/2004/",
        "month": "/news/2004/08/",
        "day": "/news/2004/08/09/",
        "empty day": "/news/2004/08/10/",
        "empty day of years": "/on-this-day/02-29/",
        "event": "/news/2004/08/09/siege/",
        "long event": "/news/2004/08/27/long/",
        "right-to-left event": "/news/2004/08/27/النجف/",
        "withdrawn event": "/news/2004/08/09/false/",
        "entities": "/entities/",
        "entity": "/entities/muqtada-al-sadr/",
        "entities together": "/entities/muqtada-al-sadr+najaf/",
        "source": "/sources/the-paper/",
        "on this day": "/on-this-day/08-09/",
        "entities by letter": "/entities/?letter=n",
        "sources": "/sources/",
        "search": "/search/?q=najaf",
        "phrase search": "/search/?q=%22siege+of%22+entity:najaf+x",
        "empty search": "/search/?q=nothing+like+it",
        "bad search": "/search/?entity=nobody&from=2005-01-01&to=2004-01-01",
        "page": "/faq/",
        "not found": "/nothing/",
    }
