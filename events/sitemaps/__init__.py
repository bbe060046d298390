"""What crawlers are told: sitemaps by year, the news of the last two days, robots.txt.

The index is made of stored counts and of few rows: no event is counted for it. A section has
further pages, `?p=2` and so on; years of very many events are split into months, and these into
days, so that crawlers need not read much again for a change.
"""
