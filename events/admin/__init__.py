"""What editors see: lists and forms of the chronicle's rows."""

from django.contrib import admin
from taggit.admin import Tag  # registers its own admin, which is not for this site

from . import entity, event, imports, operations, page, source, suggestions

__all__ = ["entity", "event", "imports", "operations", "page", "source", "suggestions"]

admin.site.unregister(Tag)
