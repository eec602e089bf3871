// "/" goes to the search box; a field that an address names is shown and takes the focus.
"use strict";

(function () {
  const typed = "input, textarea, select, [contenteditable], .select2-container";

  document.addEventListener("keydown", function (event) {
    const box = document.getElementById("search-everything");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (box && event.key === "/" && isPlain && !event.target.closest(typed)) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });

  function show() {
    const name = decodeURIComponent(location.hash.slice(1));
    const place = name && document.getElementById(name);
    if (!place) {
      return;
    }
    for (let around = place; around; around = around.parentElement) {
      if (around.tagName === "DETAILS") {
        around.open = true;
      }
    }
    // A part of a form is folded as a whole.
    const folded = place.querySelector(":scope > details");
    if (folded) {
      folded.open = true;
    }
    const row = place.closest(".form-row, .field-box, .inline-related") || place;
    row.classList.add("led-here");
    // Of a choice that is searched for, what is drawn in its place.
    const drawn = place.nextElementSibling;
    const choice = drawn && drawn.matches(".select2") ? drawn.querySelector("[tabindex]") : null;
    const field = choice || place;
    if (!field.matches("a, button, input, select, textarea, [tabindex]")) {
      field.setAttribute("tabindex", "-1");
    }
    field.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
  }

  window.addEventListener("hashchange", show);
  // After what other scripts draw when the page is there.
  window.addEventListener("load", function () {
    setTimeout(show, 0);
  });
})();
