"""Files of the whole site: pages of lists, index of the search, site map, recovery data, redirects."""
