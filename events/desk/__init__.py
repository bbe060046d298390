"""What editors do to events, and who may."""

from .transitions import set_status

__all__ = ["set_status"]
