"""Run every benchmark on the database that DATABASE_URL names, which should be empty."""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()

    from benchmarks import import_legacy

    import_legacy.main()
