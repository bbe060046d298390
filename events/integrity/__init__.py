"""Checks that what is stored agrees with the rows it was made of.

Every door of ours keeps these rules; writes in bulk and raw SQL do not. A new check is a line in
`CHECKS`, with a function that finds and, where no editor has to decide, one that repairs.
"""

from . import activity, addresses, aliases, counts, pictures, search, words
from .check import Check

__all__ = ["CHECKS", "Check"]

# In the order of repair: counts are made of days.
CHECKS = [
    Check("days of taggings", counts.find_days, counts.repair_days),
    Check("event counts of entities", counts.find_entity_counts, counts.repair_entity_counts),
    Check("event counts of sources", counts.find_source_counts, counts.repair_source_counts),
    Check("counts of days", activity.find_days, activity.repair_days),
    Check("months of entities", activity.find_entity_months, activity.repair_entity_months),
    Check("months of sources", activity.find_source_months, activity.repair_source_months),
    Check("total of published events", counts.find_total, counts.repair_total),
    Check("slugs", addresses.find_unusable_slugs, addresses.repair_unusable_slugs),
    Check("reserved slugs", addresses.find_reserved_slugs),
    Check("forms of old addresses", addresses.find_foreign, addresses.repair_foreign),
    Check("old addresses", addresses.find_shadowed, addresses.repair_shadowed),
    Check("chains of old addresses", addresses.find_chains, addresses.repair_chains),
    Check("keys of aliases", aliases.find_keys, aliases.repair_keys),
    Check("aliases given twice", aliases.find_twins),
    Check("search", search.find, search.repair),
    Check("words of entities", words.find, words.repair),
    Check("files of copied pictures", pictures.find_lost_copies, pictures.repair_lost_copies),
    Check("files of editors' pictures", pictures.find_lost_pictures),
]
