"""The admin API under `/sandbox-admin`, for tests, scripts and the studio's own screen.

JSON in and out, on this machine only. A call that cannot be carried out is answered 400 with
`{"error": "…"}`, and the text says what to send instead.
"""
