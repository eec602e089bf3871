"""What a browser is asked about a page."""

# Each text that is seen, with its contrast to what lies behind it (WCAG 1.4.3).
CONTRASTS = """
document.getAnimations().forEach(animation => animation.finish());
const numbers = colour => colour.match(/[0-9.]+/g).map(Number);
const light = colour => {
  const [r, g, b] = numbers(colour).slice(0, 3).map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = element => {
  for (let at = element; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (numbers(colour)[3] !== 0) return colour;
  }
  return "rgb(255, 255, 255)";
};
return [...document.body.querySelectorAll("*")]
  .filter(element => element.checkVisibility())
  .filter(element => [...element.childNodes].some(
    node => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
  .map(element => {
    const [one, other] = [light(getComputedStyle(element).color), light(behind(element))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    return [element.textContent.trim().slice(0, 40), contrast];
  });
"""
# What reaches out of the window where nobody is told, or where no key leads: text and fields that
# do not stand in a named region with the focus, once what watches their width has looked.
OUT_OF_SIGHT = """
const [done] = arguments;
requestAnimationFrame(() => setTimeout(() => {
  const said = box => box.tabIndex >= 0 && box.getAttribute("role") === "region"
    && box.hasAttribute("aria-label");
  const wide = [...document.querySelectorAll("main *")]
    .filter(box => ["auto", "scroll", "hidden"].includes(getComputedStyle(box).overflowX))
    .filter(box => box.clientWidth > 100 && box.scrollWidth > box.clientWidth + 1)
    .filter(box => box.querySelector("table, svg") && !box.closest("table, .select2"));
  done(wide.filter(box => !said(box)).map(box => box.outerHTML.slice(0, 80)));
}, 50));
"""
# Letters of a drawing that are smaller than they can be read.
SMALL_LETTERS = """
const [done] = arguments;
done([...document.querySelectorAll("main svg text")]
  .filter(one => {
    const scale = one.getScreenCTM().a;
    return parseFloat(getComputedStyle(one).fontSize) * scale < 12;
  })
  .map(one => one.textContent));
"""
# How much wider than the window a page is.
OVERFLOW = "return document.documentElement.scrollWidth - document.documentElement.clientWidth;"
# The fields that reach out of the part of the page in which they stand, where they are cut off.
CUT_OFF = """
document.querySelectorAll("details").forEach(part => { part.open = true; });
const edge = document.querySelector("#content-main").getBoundingClientRect().right;
return [...document.querySelectorAll("#content-main .form-row *")]
  .filter(element => element.getClientRects().length)
  .filter(element => !element.closest(".select2-hidden-accessible"))
  .filter(element => element.getBoundingClientRect().right > edge + 1)
  .map(element => element.className || element.name || element.tagName);
"""
