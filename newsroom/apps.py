"""The admin application with this site's own admin in it."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin, discovered as ever, on `DeskSite`."""

    default_site = "newsroom.admin.DeskSite"
