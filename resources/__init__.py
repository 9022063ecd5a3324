"""Data of the product: connectors, seed worlds, journeys, styles and icons. Read through `importlib.resources`."""
