"""The catalogue: a connector is a folder of data, read and checked here."""
