"""Small rules about text that rows, forms and the import share."""

import datetime
import hashlib
import re
import secrets
import unicodedata
from collections.abc import Container, Iterator
from itertools import count
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

PLACE = (MinValueValidator(1), MaxValueValidator(1_000_000))  # of an event in its day, and so on
SLUG_LENGTH = 80
SHORT_ID_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
SHORT_ID_LENGTH = 10
RESERVED_SLUGS = frozenset({"index", "README"})

# Of dates, long and short: Django's for English are American, its short one for Chinese has zeros.
OWN_FORMATS = {"en": ("j F Y", "j F"), "zh": ("Y年n月j日", "n月j日")}


def spelling_key(text: str) -> str:
    """Return the key under which two spellings count as the same: NFKC and case folding, no more.

    Nothing coarser: Jalal-Abad and Jalalabad are two cities.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def even_spaces(text: str) -> str:
    """Return `text` with single spaces and none around it: in this, titles may differ unnoticed."""
    return " ".join(text.split())


def new_short_id() -> str:
    """Return a random short id: about 49 bits, without letters that look alike."""
    return "".join(secrets.choice(SHORT_ID_ALPHABET) for _place in range(SHORT_ID_LENGTH))


def digest(data: bytes) -> str:
    """Return 16 bytes of BLAKE2b, in hexadecimal."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def make_slug(text: str) -> str:
    """Return a Unicode slug of `text`, cut at a word before `SLUG_LENGTH` characters; may be ''."""
    slug = slugify(text, allow_unicode=True)
    if len(slug) > SLUG_LENGTH:
        slug = slug[: SLUG_LENGTH + 1].rpartition("-")[0] or slug[:SLUG_LENGTH]
    return slug


def slug_candidates(base: str) -> Iterator[str]:
    """Yield `base`, `base-2`, `base-3` and so on, leaving out reserved words."""
    if base not in RESERVED_SLUGS:
        yield base
    for number in count(2):
        yield f"{base}-{number}"


def free_slug(base: str, taken: Container[str]) -> str:
    """Return the first of `slug_candidates(base)` that is not in `taken`."""
    return next(slug for slug in slug_candidates(base) if slug not in taken)


def is_web_link(url: str) -> bool:
    """Say whether `url` may become a link: absolute, http or https, with a host."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def spreadsheet_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, as it would one that begins with =."""
    return f"'{text}" if re.match(r"\s*[=+\-@＝＋－＠]|[\t\r\n]", text) else text


def long_date(date: datetime.date) -> str:
    """Return a date (or a time's) in full, as the language in force writes it."""
    return date_format(date, _own_formats()[0])


def short_date(date: datetime.date) -> str:
    """Return a date without its year."""
    return date_format(date, _own_formats()[1])


def _own_formats() -> tuple[str, str]:
    """Return the long and the short format: Django's, unless the house has its own."""
    language = (get_language() or "en").partition("-")[0]
    return OWN_FORMATS.get(language, ("DATE_FORMAT", "MONTH_DAY_FORMAT"))


def validate_one_line(text: str) -> None:
    """Refuse line breaks.

    Raises:
        ValidationError: if `text` holds a line break of any kind.
    """
    if re.search(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", text):
        raise ValidationError(_("Write this on one line, without line breaks."), code="one_line")


def validate_web_link(url: str) -> None:
    """Refuse anything but http and https addresses.

    Raises:
        ValidationError: if `url` is not an absolute http(s) address.
    """
    if not is_web_link(url):
        raise ValidationError(
            _("Give an address that starts with http:// or https://."), code="web_link"
        )


def without_nul(text: str) -> str:
    """Return a text without the character NUL, which PostgreSQL refuses."""
    return text.replace("\0", "")
