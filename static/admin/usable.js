// What Django's own scripts draw, with a name for whoever hears it, and with the focus where
// somebody at a keyboard is. Without this script every field can be filled in too.
"use strict";

(function () {
  const words = document.currentScript.dataset;

  // Choices that Select2 draws beside a select: named as the label of the select says.
  function name(select) {
    const drawn = select.nextElementSibling;
    if (!drawn || !drawn.matches(".select2")) {
      return;
    }
    const box = drawn.querySelector(".select2-selection");
    const chosen = drawn.querySelector(".select2-selection__rendered");
    const typed = drawn.querySelector(".select2-search__field");
    const label = labelOf(select);
    // What is chosen is text, not a second field.
    ["role", "aria-readonly"].forEach(function (one) {
      chosen.removeAttribute(one);
    });
    const isList = chosen.matches("ul");
    if (isList) {
      chosen.setAttribute("role", "presentation");
      chosen.querySelectorAll("li").forEach(function (one) {
        one.setAttribute("role", "presentation");
      });
    }
    const shown = isList || !chosen.id ? "" : " " + chosen.id;
    for (const field of [box, typed]) {
      if (!field) {
        continue;
      }
      if (label) {
        field.setAttribute("aria-labelledby", label.id + shown);
      } else {
        field.setAttribute("aria-label", select.title || select.getAttribute("aria-label") || select.name);
      }
      const said = select.getAttribute("aria-describedby");
      if (said) {
        field.setAttribute("aria-describedby", said);
      }
    }
  }

  function labelOf(select) {
    const label = (select.labels && select.labels[0]) || document.querySelector('label[for="' + CSS.escape(select.id) + '"]');
    if (label && !label.id) {
      label.id = "label-of-" + select.id;
    }
    return label;
  }

  function nameAll(part) {
    part.querySelectorAll("select.select2-hidden-accessible").forEach(name);
  }

  // What was searched for stands in a window of its own, which Select2 draws when it opens.
  function nameOpened(select) {
    const label = labelOf(select);
    document.querySelectorAll(".select2-container--open .select2-dropdown :is(input, ul)").forEach(function (one) {
      one.setAttribute(label ? "aria-labelledby" : "aria-label", label ? label.id : select.name);
    });
    const box = select.nextElementSibling.querySelector(".select2-selection");
    box.setAttribute("aria-controls", box.getAttribute("aria-owns"));
    // Groups and rows that say "searching" are not choices.
    document.querySelectorAll(".select2-results__options").forEach(function (list) {
      list.setAttribute("role", "listbox");
    });
  }

  function watchChoices() {
    if (!window.django || !window.django.jQuery) {
      return;
    }
    const $ = window.django.jQuery;
    $(document).on("select2:open", function (event) {
      nameOpened(event.target);
    });
    $(document).on("change select2:select select2:unselect", "select", function () {
      const select = this;
      setTimeout(function () {
        name(select);
      });
    });
  }

  // A row that was added takes the focus; one that was taken away gives it to the button.
  function focusFirst(row) {
    row.querySelectorAll("details").forEach(function (part) {
      part.open = true;
    });
    const fields = row.querySelectorAll("input:not([type=hidden]), select, textarea");
    for (const field of fields) {
      const drawn = field.nextElementSibling;
      const hasDrawn = drawn && drawn.matches(".select2");
      const target = hasDrawn ? drawn.querySelector(".select2-selection, .select2-search__field") : field;
      if (target && target.getClientRects().length && !target.closest(".select2 .select2-hidden-accessible")) {
        target.focus();
        return;
      }
    }
  }

  document.addEventListener("formset:added", function (event) {
    nameAll(event.target);
    event.target.querySelectorAll(".inline-deletelink").forEach(nameRemoval);
    nameDates();
    // Select2 of the row is drawn by another listener, which may come after this one.
    setTimeout(function () {
      nameAll(event.target);
      focusFirst(event.target);
    });
  });
  document.addEventListener("formset:removed", function (event) {
    const group = document.getElementById(event.detail.formsetName + "-group");
    const add = group && group.querySelector(".add-row a");
    if (add) {
      add.focus();
    }
  });

  function nameRemoval(link) {
    const row = link.closest(".inline-related");
    const label = row && row.querySelector(".inline_label");
    link.setAttribute("aria-label", [link.textContent, label && label.textContent].filter(Boolean).join(" "));
  }

  // The box that narrows a long list of choices: Django names a mark beside it instead.
  function nameNarrowing(box) {
    const mark = box.querySelector("span[aria-label]");
    const field = box.querySelector("input");
    if (mark && field) {
      field.setAttribute("aria-label", mark.getAttribute("aria-label"));
      mark.removeAttribute("aria-label");
    }
  }

  // A link that acts as a button is pressed with the space bar too.
  document.addEventListener("keydown", function (event) {
    if (event.key === " " && event.target.matches("a[role=button]")) {
      event.preventDefault();
      event.target.click();
    }
  });

  // Calendar and clock take the focus, keep it, and give it back.
  const shortcuts = window.DateTimeShortcuts;
  const focusable = "a[href]";

  function nameDates() {
    if (!shortcuts) {
      return;
    }
    const kinds = [
      [shortcuts.calendarInputs, shortcuts.calendarLinkName, shortcuts.calendarDivName1],
      [shortcuts.clockInputs, shortcuts.clockLinkName, shortcuts.clockDivName],
    ];
    for (const [inputs, link, box] of kinds) {
      inputs.forEach(function (input, number) {
        nameDate(input, document.getElementById(link + number), document.getElementById(box + number));
      });
    }
  }

  function nameDate(input, link, box) {
    const label = input.labels && input.labels[0];
    const of = label ? ": " + label.textContent.replace(/:\s*$/, "").trim() : "";
    const icon = link && link.querySelector("[title]");
    if (!icon || !box) {
      return;
    }
    link.setAttribute("aria-label", icon.title + of);
    link.setAttribute("aria-haspopup", "dialog");
    link.setAttribute("role", "button");
    const now = link.parentElement.querySelector("a");
    now.setAttribute("role", "button");
    now.setAttribute("aria-label", now.textContent + of);
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", icon.title + of);
    const steps = { ".calendarnav-previous": words.previous, ".calendarnav-next": words.next };
    for (const [selector, said] of Object.entries(steps)) {
      const step = box.querySelector(selector);
      if (step) {
        step.setAttribute("aria-label", said);
      }
    }
  }

  function holdFocus(open, dismiss, linkName, boxName) {
    const opens = shortcuts[open];
    const dismisses = shortcuts[dismiss];
    shortcuts[open] = function (number) {
      opens.call(shortcuts, number);
      const box = document.getElementById(boxName + number);
      const first = box.querySelector(".selected a, .today a") || box.querySelector(".calendar a, ul a");
      (first || box.querySelector(focusable)).focus({ preventScroll: true });
      box.scrollIntoView({ block: "nearest" });
    };
    shortcuts[dismiss] = function (number) {
      const box = document.getElementById(boxName + number);
      const hadFocus = box.contains(document.activeElement);
      dismisses.call(shortcuts, number);
      if (hadFocus) {
        document.getElementById(linkName + number).focus();
      }
    };
  }

  // Between days with the arrows, round and round with the tabulator.
  document.addEventListener("keydown", function (event) {
    const box = event.target.closest(".calendarbox, .clockbox");
    if (!box) {
      return;
    }
    const days = Array.from(box.querySelectorAll(".calendar td a, .timelist a"));
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
    const at = days.indexOf(event.target);
    const isClock = box.matches(".clockbox");
    if (at >= 0 && event.key in steps) {
      event.preventDefault();
      const step = isClock ? Math.sign(steps[event.key]) : steps[event.key];
      const next = days[at + step];
      if (next) {
        next.focus();
      }
    } else if (event.key === "Tab") {
      const all = Array.from(box.querySelectorAll(focusable));
      const leaves = event.shiftKey ? all[0] : all[all.length - 1];
      if (event.target === leaves) {
        event.preventDefault();
        (event.shiftKey ? all[all.length - 1] : all[0]).focus();
      }
    }
  });

  // What takes the focus is scrolled to above the bar, and not further: a press on a field that is
  // in sight would else end beside it.
  const bar = document.querySelector(".save-bar");
  if (bar) {
    new ResizeObserver(function () {
      document.documentElement.style.scrollPaddingBottom = bar.offsetHeight + "px";
    }).observe(bar);
  }

  // On a telephone each row of a list is a card, in which every value says what it is.
  function label(table) {
    const heads = Array.from(table.querySelectorAll("thead th")).map(function (head) {
      const text = head.querySelector(".text");
      return text ? text.textContent.trim() : "";
    });
    table.querySelectorAll("tbody tr").forEach(function (row) {
      Array.from(row.children).forEach(function (cell, number) {
        if (heads[number] && cell.colSpan === 1) {
          cell.dataset.label = heads[number];
        }
      });
    });
    const row = table.querySelector("thead tr");
    if (row) {
      row.dataset.sort = words.sort;
    }
    table.classList.add("as-cards");
  }

  // What is wider than the window says so, and is scrolled with the keyboard too.
  function watchWidth(box) {
    const named = box.querySelector("caption, legend") || box.closest("section")?.querySelector("h2, h3") || document.querySelector("h1");
    function tell() {
      const isWider = box.scrollWidth > box.clientWidth + 1;
      if (isWider) {
        box.tabIndex = 0;
        box.setAttribute("role", "region");
        box.setAttribute("aria-label", named ? named.textContent.trim() : words.wider);
        box.dataset.wider = words.wider;
      } else {
        ["tabindex", "role", "aria-label", "data-wider"].forEach(function (one) {
          box.removeAttribute(one);
        });
      }
    }
    const observer = new ResizeObserver(tell);
    observer.observe(box);
    Array.from(box.children).forEach(function (child) {
      observer.observe(child);
    });
  }

  document.querySelectorAll("#result_list").forEach(label);
  document.querySelectorAll(":is(.results, .wide):not([role], fieldset)").forEach(watchWidth);
  if (shortcuts) {
    holdFocus("openCalendar", "dismissCalendar", shortcuts.calendarLinkName, shortcuts.calendarDivName1);
    holdFocus("openClock", "dismissClock", shortcuts.clockLinkName, shortcuts.clockDivName);
  }
  watchChoices();
  window.addEventListener("load", function () {
    setTimeout(function () {
      nameAll(document);
      nameDates();
      document.querySelectorAll(".inline-deletelink").forEach(nameRemoval);
      document.querySelectorAll(".selector-filter").forEach(nameNarrowing);
    });
  });
})();
