"""Run every benchmark on the database that DATABASE_URL names, which should be empty.

python -m benchmarks --sizes 10000,100000,1000000
"""

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()

    from benchmarks import (
        admin,
        curation,
        import_legacy,
        pages,
        panel_quality,
        related,
        search,
        spotting,
    )

    options = related.arguments(sys.argv[1:])
    spotting.main()
    import_legacy.main()
    panel_quality.main([])
    related.main(options)
    search.main(search.arguments(sys.argv[1:]))
    pages.main(options)
    curation.main(curation.arguments(sys.argv[1:]))
    admin.main(admin.arguments(sys.argv[1:]))
