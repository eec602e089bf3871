"""What axe-core says of a page against WCAG 2.2 AA, and whether the page fits its window."""

import re
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path

from tests.browser.measures import OVERFLOW

# Version 4.10.3 as it was published, with its licence beside it: used by tests alone.
AXE = Path(__file__).parent / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What depends on the colours alone: in the dark nothing else is another.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
DEVICES = [(1280, "light"), (390, "light"), (1280, "dark"), (390, "dark")]
WHOLE_PAGE = {"captureBeyondViewport": True}

# Nothing is on its way from one colour to another.
SETTLE = """
const [done] = arguments;
requestAnimationFrame(() => {
  document.getAnimations().forEach(animation => animation.finish());
  requestAnimationFrame(done);
});
"""
# Everything that folds is open, and the bar of a form hides no field: one scrolls it free.
OPEN_UP = """
document.querySelectorAll(".save-bar").forEach(bar => { bar.style.position = "static"; });
document.querySelectorAll("details:not([open])").forEach(part => {
  part.open = true;
  part.dataset.wasFolded = "";
});
"""
FOLD_AGAIN = """
document.querySelectorAll("[data-was-folded]").forEach(part => {
  part.open = false;
  delete part.dataset.wasFolded;
});
"""
ASK = """
const [how, done] = arguments;
axe.run(document, how).then(
  found => done(found.violations.flatMap(({id, nodes}) => nodes.map(
    node => [id, node.target.flat().join(" "), node.html.slice(0, 300), node.failureSummary]))),
  error => done([["axe", "", "", String(error)]]));
"""


@dataclass(frozen=True)
class Violation:
    """One element of one page that breaks a rule."""

    page: str
    device: str
    rule: str
    element: str
    html: str = ""
    why: str = ""

    def __str__(self):
        return f"{self.page} ({self.device}): {self.rule}: {self.element}: {self.why}"


def judge(browser, look, page: str, devices=DEVICES, *, pictures="") -> list[Violation]:
    """What is wrong with the page that the browser shows, on each device."""
    found = []
    for width, scheme in devices:
        look(width=width, scheme=scheme)
        device = f"{width} {scheme}"
        browser.execute_async_script(SETTLE)
        if pictures:
            name = re.sub(r"\W+", "-", f"{page} {device}") + ".png"
            browser.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
            shown = browser.execute_cdp_cmd("Page.captureScreenshot", WHOLE_PAGE)["data"]
            (Path(pictures) / name).write_bytes(b64decode(shown))
        browser.execute_script(OPEN_UP)
        browser.execute_async_script(SETTLE)
        if scheme == "light":
            wider = browser.execute_script(OVERFLOW)
            if wider > 0:
                found.append(Violation(page, device, "fits", f"{wider} pixels too wide"))
        found += [Violation(page, device, *one) for one in ask(browser, scheme)]
        browser.execute_script(FOLD_AGAIN)
    look()
    return found


def ask(browser, scheme: str) -> list[list[str]]:
    """The rules that are broken: each with the element, its HTML and the reason."""
    if not browser.execute_script("return 'axe' in window"):
        browser.execute_script(AXE.read_text("utf-8"))
    rules = {name: {"enabled": True} for name in ["target-size"]}  # new in 2.2, and off by default
    only = {"type": "tag", "values": LEVELS}
    if scheme == "dark":
        only, rules = {"type": "rule", "values": OF_COLOURS}, {}
    how = {"runOnly": only, "rules": rules, "resultTypes": ["violations"], "preload": False}
    return browser.execute_async_script(ASK, how)
