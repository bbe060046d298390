"""The editors' site: Django's own admin under this site's name."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _


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

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return ChoiceView.as_view(admin_site=self)(request)
