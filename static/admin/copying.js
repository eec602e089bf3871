// Copies what stands in a field. Without this script the button is not shown.
"use strict";
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async function () {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // Browsers give the clipboard to https and to this machine only.
      if (!document.execCommand("copy")) {
        return;
      }
    }
    button.textContent = button.dataset.copied;
  });
}
