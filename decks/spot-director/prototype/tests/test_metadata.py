from __future__ import annotations

import unittest

from metadata import MetadataChunk, VectorSearch, embed, similarity
from tests.support import fresh_spot


class Search(unittest.TestCase):
    def test_it_filters_by_tenant_before_it_ranks(self) -> None:
        """A hundred better matches of another tenant must not push this tenant's own out of the top three."""
        foreign = [MetadataChunk(f"aurora lamp {i}", "globex") for i in range(100)]
        search = VectorSearch([*foreign, MetadataChunk("aurora lantern", "acme"), MetadataChunk("region", "acme")])
        self.assertEqual(search.nearest("aurora lamp", "acme"), ["aurora lantern"])

    def test_an_unknown_tenant_finds_nothing(self) -> None:
        search = VectorSearch([MetadataChunk("revenue", "acme")])
        self.assertEqual(search.nearest("revenue", "acme"), ["revenue"])
        self.assertEqual(search.nearest("revenue", ""), [])

    def test_nothing_alike_means_nothing(self) -> None:
        self.assertEqual(VectorSearch([MetadataChunk("revenue", "acme")]).nearest("planet", "acme"), [])
        self.assertEqual(VectorSearch([]).nearest("", "acme"), [])

    def test_similarity(self) -> None:
        self.assertAlmostEqual(similarity(embed("Return  Rate"), embed("return rate")), 1)
        self.assertEqual(similarity(embed("abc"), embed("xyz")), 0)

    def test_the_index_holds_no_row_that_only_some_users_of_a_tenant_may_see(self) -> None:
        chunks = [chunk.text for chunk in fresh_spot().values.chunks("acme")]
        self.assertIn("Acme Leeds", chunks)
        self.assertFalse([text for text in chunks if "@" in text or "O'Neil" in text])


if __name__ == "__main__":
    unittest.main()
