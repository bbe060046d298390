"""The search's tables in their present form, empty: `migrate` fills them when all is done."""

from django.db import migrations

from events.search.engines import engine


def remake(apps, schema_editor):
    """Make the tables anew, and forget where events stood in them."""
    schema_editor.execute("DROP TABLE IF EXISTS events_searchmarks")
    engine().drop()
    engine().create()
    engine().index()
    apps.get_model("events", "SearchEntry").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("events", "0017_indexes_of_lists")]

    operations = [migrations.RunPython(remake, migrations.RunPython.noop)]
