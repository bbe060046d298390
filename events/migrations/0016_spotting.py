from django.db import migrations, models

import events.models.spelling


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0015_open_forms"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="entity",
            index=models.Index(
                events.models.spelling.InSmallLetters("name"), name="entity_by_small_name"
            ),
        ),
        migrations.AddIndex(
            model_name="entity",
            index=models.Index(
                events.models.spelling.InSmallLetters("label"),
                condition=models.Q(("label__gt", "")),
                name="entity_by_small_label",
            ),
        ),
    ]
