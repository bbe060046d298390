"""The words of entities' names. `migrate` fills them, and the search anew, when all is done:

the search knows leads now.
"""

import django.db.models.deletion
from django.db import migrations, models


def forget(apps, schema_editor):
    """Forget where events stand in the search, so that it is written anew."""
    apps.get_model("events", "SearchEntry").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("events", "0013_workflow")]

    operations = [
        migrations.CreateModel(
            name="EntityWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.BinaryField(max_length=160)),
                (
                    "entity",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="events.entity",
                    ),
                ),
            ],
            options={
                "verbose_name": "word of an entity",
                "verbose_name_plural": "words of entities",
                "indexes": [models.Index(fields=["word", "entity"], name="entity_by_word")],
                "constraints": [
                    models.UniqueConstraint(fields=["entity", "word"], name="entity_word_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["origin", "-date"], name="event_by_origin"),
        ),
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
