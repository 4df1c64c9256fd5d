"""What of entries is public: addresses, and what hides an entry again."""
