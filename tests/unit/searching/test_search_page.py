"""The page on searches shows what its commands printed."""

from __future__ import annotations

import re

from update_search import PAGE, PICTURES, SEARCHES, block, parts, refresh

TEXT = PAGE.read_text(encoding="utf-8")


def test_every_search_stands_on_the_page_with_its_command() -> None:
    found = re.findall(r"<!-- search: (\w+) -->\n(.*?)<!-- end of search -->", TEXT, re.DOTALL)
    assert [name for name, _ in found] == list(SEARCHES)
    for name, text in found:
        command = " ".join(("$ multivector search", *SEARCHES[name].arguments))
        assert command in text
        for title in SEARCHES[name].shown or ():
            assert f"\n{title}" in text
    for stem in ("parallel", "pairs"):
        assert f"images/search/{stem}.png" in TEXT
        assert (PICTURES / f"{stem}.png").is_file()


def test_a_page_is_renewed_between_its_marks_alone() -> None:
    printed = (
        "Policies searched from x\n  a\n\nThe front\n   b\n\nmultivector: gain\n  c\n\nElse\n d\n"
    )
    assert list(parts(printed)) == [
        *("Policies searched from x", "The front", "multivector: gain", "Else"),
    ]
    page = refresh(TEXT, {"five": printed})
    assert "  a\n\nThe front\n   b\n\nmultivector: gain\n  c\n```" in page
    assert "Else" not in block(SEARCHES["five"], printed)
    before, after = (text.partition("<!-- search: five -->")[0] for text in (TEXT, page))
    assert before == after
    assert page.partition("## All levers")[2] == TEXT.partition("## All levers")[2]
