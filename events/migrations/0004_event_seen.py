"""Events remember whether readers have ever seen them."""

from django.db import migrations, models
from django.db.models import Q


def mark_seen(apps, schema_editor):
    """Take as seen what is public, was withdrawn, or has an old address."""
    events = apps.get_model("events", "Event").objects
    seen = Q(status__in=["published", "withdrawn"]) | Q(old_addresses__isnull=False)
    events.filter(pk__in=events.filter(seen).values("pk")).update(seen=True)


class Migration(migrations.Migration):
    dependencies = [("events", "0003_import_runs")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="seen",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text=("Whether readers have ever seen it: only then its addresses are kept."),
            ),
        ),
        migrations.RunPython(mark_seen, migrations.RunPython.noop),
    ]
