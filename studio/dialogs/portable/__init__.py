"""Portable definitions: dialog tasks as a file, modelled on the platform's export (xo-platform 7).

It is checked against itself: what was exported can be imported, and exported again byte for byte.
That the platform takes such a file is not promised: how it makes `encryptedHash` is unknown, so
the key is left out.
"""
