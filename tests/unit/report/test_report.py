"""The page of a report: complete, closed in itself, and safe against words of users."""

from __future__ import annotations

import base64
import re
import shutil
from html.parser import HTMLParser
from importlib import resources
from itertools import pairwise

import pandas as pd
import pytest
from lxml import html

from multivector_sim.errors import InputError
from multivector_sim.experiments.compare import compare
from multivector_sim.report import render_report, write_report

HEAD = "extends: baseline\nend: 1993Q4\n"
VOID = {"meta", "link", "img", "br"}
NASTY = "</title></style><script>alert(1)</script><img src=x onerror=alert(2)> & \"quoted\" 'x'"


@pytest.fixture(scope="module")
def text(saved_comparison):
    return render_report(saved_comparison)


@pytest.fixture(scope="module")
def page(text):
    return html.document_fromstring(text)


class Balance(HTMLParser):
    """Checks that every element is closed where it was opened."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> says an attribute twice"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_elements_are_balanced_and_identities_unique(text, page):
    balance = Balance()
    balance.feed(text)
    balance.close()
    assert balance.open == []
    identities = page.xpath("//@id")
    assert len(identities) == len(set(identities))
    assert set(page.xpath("//@aria-labelledby")) <= set(identities)
    assert {target.removeprefix("#") for target in page.xpath("//a/@href")} <= set(identities)


def test_nothing_is_loaded_from_elsewhere(text, page):
    loaded = page.xpath("//@src | //link/@href | //@srcset | //@action | //@data | //@poster")
    assert loaded
    assert all(target.startswith("data:") for target in loaded)
    assert all(target.startswith("#") for target in page.xpath("//a/@href"))
    style = "".join(page.xpath("//style/text()"))
    assert "url(" not in style
    assert "@import" not in style
    assert not page.xpath("//script | //iframe | //object | //embed | //base | //form")
    assert "default-src 'none'" in text
    for picture in page.xpath("//img/@src"):
        drawn = base64.b64decode(picture.partition("base64,")[2]).decode()
        outside = re.findall(r'(?:xlink:href|href|src)="([^"]*)"', drawn)
        assert all(target.startswith(("#", "data:")) for target in outside)


def test_headings_and_tables_are_what_readers_by_ear_need(page):
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.get("lang") == "en"
    assert page.xpath("//meta[@name='viewport']")
    for table in page.xpath("//table"):
        assert table.xpath("./caption")[0].text_content().strip()
        assert all(cell.get("scope") == "col" for cell in table.xpath("./thead//th"))
        rows = table.xpath("./tbody/tr")
        assert rows
        assert all([cell.get("scope") for cell in row.xpath("./th")] == ["row"] for row in rows)
        columns = {len(row.xpath("./*")) for row in table.xpath(".//tr")}
        assert len(columns) == 1
    assert all(len(words) > 40 for words in page.xpath("//img/@alt"))
    assert len(page.xpath("//img")) == len(page.xpath("//img/@alt")) >= 5


def test_it_tells_question_numbers_differences_and_origin(page, saved_comparison):
    words = " ".join(page.text_content().split())
    for told in (
        "Exploratory, not a forecast.", "What the sources would expect", "What would surprise",
        "laissez_faire", "bandwagon_russia", "bandwagon_china", "pro_west", "seed 3",
        "policy.inclusion", "How it was made", "SHA-256",
    ):  # fmt: skip
        assert told in words, told
    table = pd.read_csv(saved_comparison / "effects.csv")
    row = table[(table["counterfactual"] == "pro_west") & (table["label"] == "autonomy")].iloc[0]
    shown = f"{row['mean']:+.3g} [{row['mean_low']:+.3g}, {row['mean_high']:+.3g}]"
    (cells,) = page.xpath(
        "//table[starts-with(normalize-space(caption), 'baseline minus pro_west') and "
        "not(contains(caption, 'every'))]//tr[th[contains(., 'without coercion')]]"
    )
    assert shown in cells.text_content()
    assert f"{row['p_negative']:.2f}" in cells.text_content()


def test_same_folder_same_page(text, saved_comparison):
    assert render_report(saved_comparison) == text


def test_words_of_users_stay_words(tmp_path):
    quoted = NASTY.replace("'", "''")
    file = tmp_path / "nasty.yaml"
    file.write_text(
        f"{HEAD}title: '{quoted}'\nquestion: '{quoted}'\nexpected: '{quoted}'\n"
        f"surprise: '{quoted}'\nevents:\n  - {{id: kosovo_1999, label: '{quoted}', "
        "from: 1992Q2, to: 1993Q1}\n"
    )
    comparison = compare([file], runs=4, seed=1)
    comparison.manifest["machine"]["command"] = NASTY
    comparison.save(tmp_path / "results")
    text = render_report(tmp_path / "results")
    page = html.document_fromstring(text)
    assert not page.xpath("//script")
    assert not page.xpath("//*[@onerror]")
    assert len(page.xpath("//style")) == 1
    assert page.xpath("//h1")[0].text_content() == NASTY
    assert page.xpath("//pre/code")[0].text_content() == NASTY
    assert "<script>" not in text


def test_what_cannot_be_drawn_says_why(saved_comparison, tmp_path):
    folder = shutil.copytree(saved_comparison, tmp_path / "results")
    for file in folder.glob("*_paths.nc"):
        file.unlink()
    page = html.document_fromstring(render_report(folder))
    missing = page.xpath("//p[@class='missing']")
    assert all("not drawn, since" in words.text_content() for words in missing)
    assert len(missing) >= 4
    assert "Paired effects" in page.xpath("//figcaption")[0].text_content()


def test_it_is_written_where_one_says(monkeypatch, tmp_path):
    monkeypatch.setattr("multivector_sim.report.page.render_report", lambda folder: "é\n")
    folder = tmp_path / "results"
    assert write_report(folder) == folder / "report.html"
    other = write_report(folder, tmp_path / "new" / "page.html")
    assert other.read_bytes() == (folder / "report.html").read_bytes() == "é\n".encode()
    with pytest.raises(InputError, match="cannot write"):
        write_report(folder, folder / "report.html" / "below.html")


def test_differences_between_scenarios(page):
    (table,) = page.xpath("//h3[.='baseline and pro_west']/following::table[1]")
    rows = {row[0].text: [cell.text for cell in row[1:]] for row in table.xpath("./tbody/tr")}
    assert rows["policy.concession"] == ["0.6", "0"]
    assert rows["policy.favour.USA"] == ["-", "2"]
    assert not [key for key in rows if key.startswith(("title", "question"))]


def luminance(colour):
    """Return relative luminance as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_letters_stand_out_from_paper_by_day_and_night():
    style = resources.files("multivector_sim.report") / "templates" / "report.css"
    schemes = re.findall(r":root \{(.*?)\}", style.read_text(encoding="utf-8"), re.DOTALL)
    assert len(schemes) == 3
    for scheme in schemes:
        colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", scheme))
        for ink in ("ink", "soft", "link"):
            for paper in ("paper", "shade", "caveat"):
                low, high = sorted((luminance(colours[ink]), luminance(colours[paper])))
                assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, paper)
