"""The editors' site: Django's own admin under this site's name."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from events.first_screen import first_screen, jump


class ChoiceView(AutocompleteJsonView):
    """Offers rows under the label their admin gives them as a choice, where it gives one."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        result = super().serialize_result(obj, to_field_name)
        label = getattr(self.model_admin, "choice_label", None)
        return result | {"text": label(obj)} if label else result


class DeskSite(AdminSite):
    """The admin of this site."""

    site_header = settings.SITE_NAME
    site_title = settings.SITE_NAME
    index_title = _("Editing")

    def get_urls(self) -> list[URLPattern]:
        return [path("jump/", self.admin_view(self.jump_view), name="jump"), *super().get_urls()]

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        screen = {"screen": first_screen(request, self)}
        return super().index(request, screen | (extra_context or {}))

    def jump_view(self, request: HttpRequest) -> HttpResponse:
        """Lead to what was typed into the box of the front."""
        return jump(request, self)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return ChoiceView.as_view(admin_site=self)(request)
