"""Delivery targets, one module each: a local directory."""
