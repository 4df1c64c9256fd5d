"""SHOWN AT HOME: what was published, as a good host would serve it, while one writes.

    request | address, shelf | negotiate → answer
    sources | watch → publish → reload

`address` says what was asked for, `shelf` what lies there, `negotiate` which form of it and whether the asker
has it already; `answer` puts that together, and `server` holds connections within bounds. None of it writes
anything, or knows the configuration.
"""
