"""What of entries is public: addresses, links, and what hides an entry again."""
