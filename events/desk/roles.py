"""The groups of the desk, and what each of them may do."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission

VERBS = ("view", "add", "change", "delete")


def _all_of(*models: str) -> frozenset[str]:
    return frozenset(f"{verb}_{model}" for model in models for verb in VERBS)


# A contributor's own events need no permission but the one to add them (see `transitions`).
CONTRIBUTOR = _all_of("citation") | {"add_event", "view_entity", "view_source"}
EDITOR = (
    CONTRIBUTOR
    | _all_of("event", "entity", "alias", "source", "placement", "page", "redirect")
    | {"publish_event", "view_takedown"}
)
CURATOR = EDITOR | {"curate", "takedown_event", "view_importrun", "view_importline"}
ROLES = {"Contributor": CONTRIBUTOR, "Editor": EDITOR, "Curator": CURATOR}


def make_groups(**_signal: Any) -> None:
    """Make the groups, and give each the permissions it lacks; what else it has is left to it.

    After each `migrate`: while one runs, there are no permissions yet.
    """
    known = Permission.objects.filter(content_type__app_label="events")
    for name, codenames in ROLES.items():
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.add(*known.filter(codename__in=codenames))
