"""What is wrong with how a page looks and sounds: asked of Chromium, for whoever opens it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from visiting import Visitor

__all__ = ["look_faults", "rule_faults", "voice_faults"]

SMALLEST = 14
"""Letters, pixels."""
FINGER = 40
"""What a finger has to hit, pixels."""
CONTROLS = {"button", "checkbox", "combobox", "link", "radio", "slider", "spinbutton", "textbox"}
FIGURES = {"img", "image"}
RULES = '{runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}'
"""Rules of axe-core: WCAG 2.2, levels A and AA, and what its makers advise."""
LOOK = """
const [smallest, finger] = arguments, found = [], edge = document.documentElement.clientWidth;
const words = one => (one.textContent.trim() || one.outerHTML).slice(0, 60);
const tell = (fault, one) => found.push(fault + ': ' + words(one));
const seen = one => one.checkVisibility() && one.getClientRects().length;
const box = one => one.getBoundingClientRect();
if (document.documentElement.scrollWidth > edge) found.push('scrolls sideways');
const texts = document.createTreeWalker(document.querySelector('.mv-page'), NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const text = texts.currentNode, holder = text.parentElement;
  if (!text.data.trim() || !seen(holder) || holder.closest('option, title')) continue;
  const svg = holder.closest('svg');
  const scale = svg ? box(svg).width / svg.viewBox.baseVal.width : 1;
  if (scale * parseFloat(getComputedStyle(holder).fontSize) < smallest - 0.1) tell('small', text);
}
for (const one of document.querySelectorAll('.mv-page *')) {
  if (!seen(one) || one.closest('svg') || one.matches('input')) continue;
  const rolls = one.closest('.mv-scroll, pre');
  if (!rolls && (box(one).right > edge + 1 || box(one).left < -1)) tell('out of the page', one);
  if (one !== rolls && one.clientWidth && one.scrollWidth > one.clientWidth + 1) tell('cut', one);
}
for (const svg of document.querySelectorAll('.mv-page svg')) {
  if (!seen(svg)) continue;
  const frame = box(svg), letters = [...svg.querySelectorAll('text')].map(one => [one, box(one)]);
  letters.forEach(([one, at], k) => {
    if (at.right > frame.right + 1 || at.left < frame.left - 1 || at.bottom > frame.bottom + 1
      || at.top < frame.top - 1) tell('out of its figure', one);
    for (const [other, there] of letters.slice(k + 1)) {
      const across = Math.min(at.right, there.right) - Math.max(at.left, there.left);
      const down = Math.min(at.bottom, there.bottom) - Math.max(at.top, there.top);
      if (across > 2 && down > 6) tell('on ' + other.textContent, one);
    }
  });
}
const controls = document.querySelectorAll('.mv-page :is(button, a[href], input, select, summary)');
for (const one of finger ? controls : []) {
  if (!seen(one)) continue;
  const hit = ['checkbox', 'radio'].includes(one.type) ? one.closest('label') : one;
  if (box(hit).height < finger - 0.5 || box(hit).width < finger - 0.5) tell('hard to hit', one);
}
return found;
"""


def look_faults(visitor: Visitor, *, finger: bool = False) -> list[str]:
    """Return faults that can be seen: too small, cut, outside, on each other, hard to hit.

    Parameters
    ----------
    visitor
        At a page.
    finger
        Whether the screen is touched: then controls must be large. Numbers of events within a
        figure need not be, since the list of events has them all.
    """
    return list(visitor.run(LOOK, SMALLEST, FINGER if finger else 0))


def voice_faults(visitor: Visitor) -> list[str]:
    """Return faults for who hears the page: what has no name, and headings that skip a level."""
    tree = visitor.browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    nodes = [(_of(row, "role"), _of(row, "name"), row) for row in tree if not row["ignored"]]
    found = [f"{role} without a name" for role, name, _ in nodes if role in CONTROLS and not name]
    found += [
        f"figure without numbers: {name}"
        for role, name, _ in nodes
        if role in FIGURES and not any(letter.isdigit() for letter in name)
    ]
    levels = [
        int(one["value"]["value"])
        for role, _, row in nodes
        if role == "heading"
        for one in row["properties"]
        if one["name"] == "level"
    ]
    found += [
        f"heading of level {level} after one of level {before}"
        for before, level in zip([0, *levels], levels, strict=False)
        if level > before + 1
    ]
    for landmark in ("main", "banner"):
        count = sum(role == landmark for role, *_ in nodes)
        if count != 1:
            found.append(f"{count} of {landmark}")
    return found


def _of(row: Any, key: str) -> str:
    return str(row.get(key, {}).get("value", "")).strip()


def rule_faults(visitor: Visitor) -> list[str]:
    """Return rules of axe-core that the page breaks; none where that is not installed."""
    if find_spec("axe_selenium_python") is None:
        return []
    from axe_selenium_python import Axe

    axe = Axe(visitor.browser)
    axe.inject()
    return [
        f"{row['id']}: {node['html'][:80]}"
        for row in axe.run(options=RULES)["violations"]
        for node in row["nodes"]
    ]
