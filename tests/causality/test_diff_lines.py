"""A diff as hunks of code, and the names in it."""

from __future__ import annotations

from rootward.causality.diff_lines import hunks_of, words_of

DIFF = """--- a/stock.py
+++ b/stock.py
@@ -1,4 +1,4 @@
 def load(cursor):
-    # the old way
-    return cursor.fetch("SELECT sku FROM old_shelf")
+    return cursor.fetch("SELECT sku FROM new_shelf")  // same
@@ -9 +9 @@
-moved(1)
+    moved(1)
"""


def test_a_hunk_holds_the_code_that_changed_and_what_is_around_it() -> None:
    first, second = hunks_of(DIFF)
    assert first.removed == ('    return cursor.fetch("SELECT sku FROM old_shelf")',)
    assert first.around == ("def load(cursor):",)
    assert (second.removed, second.added) == ((), ()), "moved or indented otherwise is no change"


def test_names_that_went_come_first() -> None:
    words = words_of(DIFF)
    assert words == ("old_shelf", "new_shelf"), "cursor is there as before"


def test_nothing_is_no_hunk() -> None:
    assert hunks_of("") == [] and words_of(" only context\n") == ()
