"""The form in the head of every page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class JumpForm(forms.Form):
    """A date to go to."""

    date = forms.DateField(
        label=_("Go to date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
