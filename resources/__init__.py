"""Data of the product: connectors, seed worlds, journeys, styles and icons.

`ROOT` is the folder it lies in. A path and not `importlib.resources`, whose import alone takes
longer than reading everything the first paint needs.
"""

from pathlib import Path

ROOT = Path(__file__).parent
