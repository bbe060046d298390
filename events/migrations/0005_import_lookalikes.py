"""Import runs keep the look-alikes that were offered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0004_event_seen"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="importline",
            name="import_line_kind_valid",
        ),
        migrations.AlterField(
            model_name="importline",
            name="kind",
            field=models.CharField(
                choices=[
                    ("problem", "problem"),
                    ("kept", "kept"),
                    ("doubt", "doubtful"),
                    ("lookalike", "look-alike"),
                    ("left_out", "left out"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="importline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["problem", "kept", "doubt", "lookalike", "left_out"])
                ),
                name="import_line_kind_valid",
            ),
        ),
    ]
