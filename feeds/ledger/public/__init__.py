"""What of entries is public: addresses, links, what hides an entry again; and the quality of their sources."""
