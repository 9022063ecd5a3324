"""What the selected node consists of, in the platform's four tabs."""
