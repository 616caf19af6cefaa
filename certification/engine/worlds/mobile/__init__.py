"""World family 1: a mobile base among people, in a corridor, a ward or on a shop floor."""

from .world import MobileWorld

__all__ = ["MobileWorld"]
