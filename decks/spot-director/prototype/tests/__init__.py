"""Tests: `python -m unittest` in the prototype's folder."""
