
import pytest

from events.models import *
from tests.legacy.editing import *
from tests.legacy.tables import rows_but_runs
from tests.legacy.test_export_random import *

pytestmark=[pytest.mark.django_db, pytest.mark.raw_writes]
def test_one():
    bring(event("A dam.", DAY, slug="a-dam")|day(item("A dam.",DAY,slug="a-dam")))
    e=Event.objects.get(); e.title="Rain!"; e.save()
    once=exported("en")
    before=rows_but_runs(); bring(once); now=rows_but_runs()
    for p,t in once.items(): print(p); print(t.decode())
    for k in before:
        if before[k]!=now[k]: print(k,[r for r in now[k] if r not in before[k]])
def test_two():
    e=make_event(title="A dam.", slug="a-dam"); e.title="Rain!"; e.slug="x"; e.save()
    make_event(title="Other.")
    once=exported("en")
    before=rows_but_runs(); bring(once); now=rows_but_runs()
    for p,t in once.items(): print(p); print(t.decode())
    for k in before:
        if before[k]!=now[k]: print(k,[r for r in now[k] if r not in before[k]])
