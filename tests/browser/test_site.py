"""The pages of the documentation: built without a warning, whole, closed in themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from lxml import etree, html
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.ui import WebDriverWait

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted(path.stem for path in (ROOT / "docs" / "gallery").glob("*.py"))
LOADED = ("//script/@src", "//img/@src", "//link[not(@rel='canonical')]/@href", "//iframe/@src")


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """Return the folder of the built pages; a broken link is a warning, and that an error.

    `make test` has built them strictly while it checked types, and says where.
    """
    if built := os.environ.get("MULTIVECTOR_SITE"):
        return Path(built)
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=600, check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site) -> dict[Path, etree.ElementBase]:
    """Return every page by its file."""
    found = {path: html.parse(path).getroot() for path in site.rglob("*.html")}
    del found[site / "404.html"]  # made for the root of a server
    assert len(found) >= 10 + len(SCRIPTS)
    return found


def test_no_page_loads_anything_from_elsewhere(pages):
    for path, page in pages.items():
        for query in LOADED:
            for target in page.xpath(query):
                assert not urlsplit(target).netloc, f"{path.name}: {target}"
        assert "url(http" not in " ".join(page.xpath("//style/text()"))


def test_no_link_inside_is_dead(pages, site):
    identities = {path: set(page.xpath("//@id | //a/@name")) for path, page in pages.items()}
    dead = []
    for path, page in pages.items():
        for query in ("//a/@href", *LOADED):
            for target in page.xpath(query):
                if urlsplit(target).scheme or urlsplit(target).netloc:
                    continue
                address, place = urldefrag(target)
                file = (path.parent / unquote(address)).resolve() if address else path
                file = file / "index.html" if file.is_dir() else file
                known = identities.get(file)
                if not file.is_file() or (place and known is not None and place not in known):
                    dead.append(f"{path.relative_to(site)}: {target}")
    # Material puts a link to the top of the page beside some headings; it needs no target.
    assert [link for link in dead if not link.endswith("#__skip")] == []


def test_every_script_is_an_entry_with_its_figure_and_code(pages, site):
    gallery = pages[site / "gallery" / "index.html"]
    assert gallery.xpath("//article//img/@src") == [f"{name}.svg" for name in SCRIPTS]
    for name in SCRIPTS:
        page = pages[site / "gallery" / f"{name}.html"]
        (words,) = page.xpath("//article//img/@alt")
        assert len(words) > 40
        assert "import multivector_sim as mv" in page.xpath("//article//pre")[0].text_content()
        assert etree.parse(site / "gallery" / f"{name}.svg").getroot().tag.endswith("svg")


def test_the_reference_holds_every_public_name(pages, site):
    import multivector_sim as mv

    told = {identity.rpartition(".")[2] for identity in pages[site / "api.html"].xpath("//@id")}
    assert set(mv.__all__) - {"plots", "__version__"} <= told
    assert set(mv.plots.__all__) <= told


@pytest.mark.parametrize("name", ["index.html", "gallery/index.html", "gallery/fan.html"])
def test_pages_open_offline_without_complaint(site, browser, name):
    browser.get_log("browser")
    browser.get((site / name).as_uri())
    assert browser.find_elements(By.TAG_NAME, "h1")
    pictures = browser.find_elements(By.CSS_SELECTOR, "article img")
    assert all(picture.get_property("naturalWidth") > 0 for picture in pictures)
    assert browser.get_log("browser") == []


@pytest.mark.parametrize("name", ["index.html", "gallery/fan.html"])
def test_search_finds_a_word_in_pages_opened_from_a_folder(site, browser, name):
    browser.get((site / name).as_uri())
    wait = WebDriverWait(browser, 20)
    browser.execute_script("document.querySelector('label[for=__search]').click()")
    field = wait.until(
        expected_conditions.element_to_be_clickable((By.CSS_SELECTOR, ".md-search__input"))
    )
    field.send_keys("hysteresis")
    found = wait.until(lambda page: page.find_elements(By.CSS_SELECTOR, ".md-search-result__link"))
    files = {urldefrag(link.get_attribute("href"))[0] for link in found}
    assert (site / "odd.html").as_uri() in files
    assert (site / "vision.html").as_uri() not in files
    assert browser.get_log("browser") == []
