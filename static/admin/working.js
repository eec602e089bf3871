/* Shows how far work has come without a new page. Without a script the page asks for itself anew. */
"use strict";
(() => {
  const again = async () => {
    const shown = document.getElementById("work");
    if (!shown || !("open" in shown.dataset)) return;
    try {
      const answer = await fetch(location.pathname, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const news = page.getElementById("work");
      if (!answer.ok || !news) return; // signed out meanwhile
      if (news.innerHTML !== shown.innerHTML) shown.replaceWith(document.adoptNode(news));
    } catch {
      // No network for a moment.
    }
    setTimeout(again, 2000);
  };
  setTimeout(again, 2000);
})();
