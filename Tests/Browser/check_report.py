#!/usr/bin/env python3
"""Opens reports in a browser, as people do: on a telephone, on a wide screen, in the dark, on paper.

    check_report.py [--shots DIR] REPORT.html...

Needs Debian's chromium and chromium-driver, and from PyPI selenium and axe-playwright-python
(for the axe-core that it carries). Nothing is fetched. The last line is `N passed, N failed`.
"""
import argparse
import base64
import pathlib
import sys
import tempfile

import axe_playwright_python
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

AXE = pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = [(360, 740), (1440, 900)]
WIDTHS_FOR_PLANTING = (360, "light")
PAPERS = {"a4": (8.27, 11.69), "letter": (8.5, 11)}
# Faults that a check worth its name must find.
BAD_PAGE = """<!doctype html><html><head><title></title></head><body>
<img src="https://example.invalid/a.png"><p style="color:#ccc;background:#fff">pale words</p>
<input type="text"><div style="width:900px">too wide</div><h3>before</h3><h1>after</h1>
</body></html>"""

passed = failed = 0


def check(name, fine, detail=""):
    global passed, failed
    passed, failed = passed + bool(fine), failed + (not fine)
    print(f"{'ok  ' if fine else 'FAIL'} {name}{'' if fine else ': ' + str(detail)}")


def browser():
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                     "--disable-dev-shm-usage", "--force-color-profile=srgb"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    driver.set_script_timeout(300)
    driver.execute_cdp_cmd("Network.enable", {})
    return driver


def look(driver, width, height, theme):
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
        "media": "", "features": [{"name": "prefers-color-scheme", "value": theme}]})


def violations(driver):
    driver.execute_script(AXE.read_text(encoding="utf-8"))
    found = driver.execute_async_script("""
        const done = arguments[arguments.length - 1];
        axe.run(document, {runOnly: {type: 'tag', values: arguments[0]}, resultTypes: ['violations']})
           .then(r => done(r.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html.slice(0, 160),
                                                  v.nodes[0].failureSummary.slice(0, 300)])))
           .catch(e => done([['axe-failed', 1, String(e), '']]));""", TAGS)
    return found


def requests(driver):
    """The addresses asked for since the last call, other than the page's own file."""
    import json
    asked = []
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            address = message["params"]["request"]["url"]
            if not address.startswith(("file:", "data:")):
                asked.append(address)
    return asked


def shoot(driver, path, full=False):
    options = {"format": "png"}
    if full:
        size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        options |= {"captureBeyondViewport": True,
                    "clip": {"x": 0, "y": 0, "width": size["width"],
                             "height": min(size["height"], 12000), "scale": 1}}
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", options)
    path.write_bytes(base64.b64decode(shot["data"]))


def structure(driver, name):
    facts = driver.execute_script("""
        const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
        const links = [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href').slice(1));
        const known = new Set(ids);
        return {lang: document.documentElement.lang, scripts: document.scripts.length,
                twice: ids.length - known.size, dead: links.filter(l => !known.has(l)).slice(0, 5),
                purchasers: document.querySelectorAll('.lead').length,
                cautions: [...document.querySelectorAll('.lead')].filter(e => e.querySelector('.caution')).length,
                keys: (document.body.textContent.match(/«[a-z_.]+»/g) || []).slice(0, 5),
                holes: (document.body.textContent.match(/\\{[a-zA-Z]+[|}]/g) || []).slice(0, 5)};""")
    check(f"{name}: the language is said", facts["lang"] in ("es", "en"), facts["lang"])
    check(f"{name}: no script", facts["scripts"] == 0, facts["scripts"])
    check(f"{name}: every id stands once", facts["twice"] == 0, facts["twice"])
    check(f"{name}: every link within leads somewhere", not facts["dead"], facts["dead"])
    check(f"{name}: the caution stands with every purchaser",
          facts["purchasers"] == facts["cautions"], facts)
    check(f"{name}: no key without its text", not facts["keys"], facts["keys"])
    check(f"{name}: no text with an unfilled place", not facts["holes"], facts["holes"])


def paper(driver, name, shots):
    for sheet, (width, height) in PAPERS.items():
        # What runs over the side of a sheet makes the browser shrink every sheet.
        pixels = int((width - 1.3) * 96)
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": pixels, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": []})
        wide = driver.execute_script("return document.documentElement.scrollWidth")
        check(f"{name}: nothing runs over the side of {sheet}", wide <= pixels, (wide, pixels))
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        printed = driver.execute_cdp_cmd("Page.printToPDF", {
            "paperWidth": width, "paperHeight": height, "preferCSSPageSize": False,
            "marginTop": 0.75, "marginBottom": 0.75, "marginLeft": 0.65, "marginRight": 0.65,
            "printBackground": True})
        data = base64.b64decode(printed["data"])
        check(f"{name}: prints on {sheet}", data.startswith(b"%PDF") and len(data) > 10_000, len(data))
        if shots:
            (shots / f"{name}.{sheet}.pdf").write_bytes(data)


def open_report(driver, path, shots):
    name = path.stem
    for theme in ("light", "dark"):
        for width, height in WIDTHS:
            look(driver, width, height, theme)
            driver.get(path.resolve().as_uri())
            label = f"{name} {width} {theme}"
            # Not innerWidth: a telephone widens it to whatever runs over.
            wide = driver.execute_script("return document.documentElement.scrollWidth")
            check(f"{label}: nothing runs over the side", wide <= width, wide)
            check(f"{label}: asks for nothing outside", not (asked := requests(driver)), asked)
            # Folded parts are opened and all is laid out, so that it is looked at as well: axe
            # measures no contrast in what `content-visibility` leaves for later.
            driver.execute_script("""
                document.querySelectorAll('details').forEach(d => d.open = true);
                document.head.insertAdjacentHTML('beforeend',
                    '<style>*{content-visibility:visible !important}</style>');""")
            wide = driver.execute_script("return document.documentElement.scrollWidth")
            check(f"{label}: nor when all is unfolded", wide <= width, wide)
            found = violations(driver)
            check(f"{label}: axe finds nothing", not found, found)
            if (width, theme) == WIDTHS_FOR_PLANTING:
                planted_deep(driver, label)
            if shots:
                driver.get(path.resolve().as_uri())
                shoot(driver, shots / f"{name}.{width}.{theme}.png", full=True)
    structure(driver, name)
    paper(driver, name, shots)


def planted_deep(driver, label):
    """Faults at the far end of a report, which a browser may not have laid out, are found too."""
    driver.execute_script("""
        const all = document.querySelectorAll('article');
        const last = all.length ? all[all.length - 1] : document.querySelector('main');
        last.insertAdjacentHTML('beforeend',
            '<p style="color:#ccc;background:#fff">pale</p><img src="data:,"><h6>far down</h6>');""")
    found = {entry[0] for entry in violations(driver)}
    for rule in ("color-contrast", "image-alt", "heading-order"):
        check(f"{label}: planted fault found at the end: {rule}", rule in found, sorted(found))


def planted(driver):
    """The negative control: a page with faults in it must be found out."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "bad.html"
        path.write_text(BAD_PAGE, encoding="utf-8")
        look(driver, 360, 740, "light")
        requests(driver)
        driver.get(path.as_uri())
        found = {entry[0] for entry in violations(driver)}
        for rule in ("color-contrast", "image-alt", "label", "html-has-lang", "document-title"):
            check(f"planted fault found: {rule}", rule in found, sorted(found))
        wide = driver.execute_script(
            "return [document.documentElement.scrollWidth, window.innerWidth]")
        check("planted fault found: runs over the side", wide[0] > 360, wide)
        check("planted fault found: asks for something outside", requests(driver), "nothing asked")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reports", nargs="+", type=pathlib.Path)
    parser.add_argument("--shots", type=pathlib.Path, help="a folder for screenshots and PDFs")
    arguments = parser.parse_args()
    if arguments.shots:
        arguments.shots.mkdir(parents=True, exist_ok=True)
    driver = browser()
    try:
        planted(driver)
        for report in arguments.reports:
            open_report(driver, report, arguments.shots)
    finally:
        driver.quit()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
