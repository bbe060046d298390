"""The groups of the desk."""

import pytest
from django.contrib.auth.models import Group, Permission

from events.desk.roles import CONTRIBUTOR, CURATOR, EDITOR, ROLES, make_groups

pytestmark = pytest.mark.django_db


def held():
    """By group, the codenames of its permissions."""
    return {
        group.name: set(group.permissions.values_list("codename", flat=True))
        for group in Group.objects.all()
    }


def test_a_new_database_has_the_groups_with_all_their_permissions():
    assert held() == {name: set(codenames) for name, codenames in ROLES.items()}


def test_each_role_may_all_that_the_one_before_it_may():
    assert CONTRIBUTOR < EDITOR < CURATOR


def test_migrating_again_gives_back_what_a_group_lacks_and_takes_nothing():
    Group.objects.get(name="Curator").delete()
    editors = Group.objects.get(name="Editor")
    editors.permissions.remove(Permission.objects.get(codename="publish_event"))
    editors.permissions.add(Permission.objects.get(codename="add_user"))
    Group.objects.create(name="Interns")

    make_groups()

    wanted = {name: set(codenames) for name, codenames in ROLES.items()}
    assert held() == wanted | {"Editor": EDITOR | {"add_user"}, "Interns": set()}
