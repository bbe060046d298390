"""Changes of many rows that are kept row by row and can be undone.

operation = Operation(kind=…, subject=…, editor=…, comment=…)
with recording(operation, events=ids) as rows:
    rows.update(EventEntity.objects.filter(tag=old), tag_id=new)
    rows.create(Alias, [Alias(…)])
    rows.delete(Entity.objects.filter(pk=old))
undo(operation, editor)
"""

from .recording import Recorder, recording
from .undoing import CannotUndo, undo

__all__ = ["CannotUndo", "Recorder", "recording", "undo"]
