"""docs/explain.md shows what its commands print."""

from __future__ import annotations

from update_explain import PAGE, PICTURE, commands, output_of, refresh

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_is_what_its_commands_print() -> None:
    printed = {command: output_of(command) for command in commands(TEXT)}
    assert len(printed) == 3
    assert refresh(TEXT, printed.__getitem__) == TEXT, "run: python tests/update_explain.py"
    drifted = TEXT.replace("It weighed what", "It weighed nothing:")
    assert drifted != TEXT
    assert refresh(drifted, printed.__getitem__) == TEXT
    for command in printed:
        assert f"$ multivector {command}\n" in TEXT
    assert PICTURE.is_file()
