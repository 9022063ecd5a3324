"""The Sandbox place: the service on board, its clock, faults, personas, records and requests."""
