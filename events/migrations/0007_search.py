"""The index of the search. `migrate` fills it when all migrations are done (events/apps.py)."""

import django.db.models.deletion
from django.db import migrations, models

from events.search.engines import engine


def create(apps, schema_editor):
    """Make the table in its present form: it holds nothing that cannot be made anew."""
    engine().create()
    engine().index()


def drop(apps, schema_editor):
    engine().drop()


class Migration(migrations.Migration):
    dependencies = [("events", "0006_stored_activity")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="events.event",
                    ),
                ),
                ("place", models.BigIntegerField(unique=True)),
            ],
            options={"verbose_name": "search entry", "verbose_name_plural": "search entries"},
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="SearchText",
                    fields=[
                        (
                            "place",
                            models.BigIntegerField(
                                db_column="rowid", primary_key=True, serialize=False
                            ),
                        ),
                        ("marks", models.TextField()),
                    ],
                    options={
                        "verbose_name": "search text",
                        "verbose_name_plural": "search texts",
                    },
                ),
            ],
            database_operations=[migrations.RunPython(create, drop)],
        ),
    ]
