"""WHAT WE KNOW: identities, dates, states and what was written, kept between runs."""
