"""The site's addresses: the admin, and everything else in `events.urls`."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("events.urls")),
]
handler404 = "events.views.errors.not_found"
handler500 = "events.views.errors.server_error"
