"""The tabs of the Configurations panel, by the words that name them in object names."""

INSTRUCTIONS = "instructions"
AUTHORIZATION = "authorization"
