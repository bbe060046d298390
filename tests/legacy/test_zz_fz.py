import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.legacy.tables import rows_but_runs as all_rows
from tests.legacy.test_export_random import archives, bring, clear, edited, exported, seeds

pytestmark = pytest.mark.django_db

quick = settings(
    suppress_health_check=list(HealthCheck), max_examples=12, phases=[Phase.generate], deadline=None
)
seen = []


def attempt(f):
    try:
        f()
        return None
    except Exception as e:
        return e


@pytest.mark.raw_writes
def test_loop():
    bad = [0, 0, 0]
    total = 0

    def one(files, seed, acts, form):
        nonlocal total
        total += 1
        edited(files, seed, acts)
        before = all_rows()
        once = exported(form)
        try:
            if once:
                bring(once)
            now = all_rows()
            if now != before:
                bad[1] += 1
                print(
                    "SAMEDB",
                    seed,
                    acts,
                    {
                        k: (
                            [r for r in before[k] if r not in now[k]][:2],
                            [r for r in now[k] if r not in before[k]][:2],
                        )
                        for k in before
                        if before[k] != now[k]
                    },
                )
        except Exception as e:
            bad[1] += 1
            print("SAMEDB EXC", seed, acts, type(e), str(e)[:300])
        clear()
        try:
            rep = bring(once) if once else None
            if rep and rep.problems:
                print("PROBLEMS", [str(p) for p in rep.problems])
            again = exported(form)
            if again != once:
                bad[0] += 1
                d = {
                    p: (once.get(p), again.get(p))
                    for p in sorted(once.keys() | again.keys())
                    if once.get(p) != again.get(p)
                }
                print("DIFF", seed, acts)
                for p, (a, b) in list(d.items())[:3]:
                    print(
                        "   ",
                        p,
                        "\n      ",
                        a and a.decode()[-400:],
                        "\n      ",
                        b and b.decode()[-400:],
                    )
        except Exception as e:
            bad[0] += 1
            print("EXC", seed, acts, type(e), str(e)[:300])

    settings(
        suppress_health_check=list(HealthCheck),
        max_examples=N,
        phases=[Phase.generate],
        deadline=None,
        derandomize=True,
    )(
        given(
            archives if ARCH else st.just({}),
            seeds,
            acts_ if ACTS else st.just(0),
            st.sampled_from(["en", "zh"]),
        )(one)
    )()
    print("TOTAL", total, "diff", bad[0], "samedb", bad[1])


import os

N = int(os.environ.get("N", "20"))
ARCH = os.environ.get("ARCH", "1") == "1"
ACTS = os.environ.get("ACTS", "1") == "1"
acts_ = st.integers(0, 8)
