"""The real command, killed by itself at a statement: `python -m tests.legacy.dying N PATH`.

At the N-th statement it sends to the database, it dies as by `kill -9`. With N = 0 it lives, and
prints how many there are.
"""

import os
import signal
import sys


def main(number: int, *arguments: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    sent = 0

    def count(execute, sql, params, many, context):
        nonlocal sent
        sent += 1
        if sent == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(count):
            call_command("import_legacy", *arguments, verbosity=0)
    finally:
        print(sent)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
