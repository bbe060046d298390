"""Readers' addresses (temporary; replaced by the readers' pages)."""
from django.urls import path
app_name = "events"
urlpatterns = [
    path("news/<int:year>/<int:month>/<int:day>/<str:slug>/", lambda r: None, name="event"),
    path("entities/<str:slug>/", lambda r: None, name="entity"),
    path("sources/<str:slug>/", lambda r: None, name="source"),
]
