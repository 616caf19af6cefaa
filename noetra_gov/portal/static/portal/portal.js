// Small helps that pages work without: focus on what is wrong, copying, warning before leaving a long form.
(() => {
  "use strict";

  const wrong = document.querySelector("[data-focus]");
  if (wrong) {
    wrong.focus();
  }

  const showCopy = (root) => {
    if (navigator.clipboard) {
      root.querySelectorAll("[data-copy][hidden]").forEach((button) => { button.hidden = false; });
    }
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) {
      return;
    }
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
  });

  // Only a table that really scrolls needs a stop of the Tab key.
  const settleTables = (root) => {
    root.querySelectorAll(".table-wrap").forEach((wrap) => {
      const scrolls = wrap.scrollWidth > wrap.clientWidth || wrap.scrollHeight > wrap.clientHeight;
      wrap.tabIndex = scrolls ? 0 : -1;
      wrap.classList.toggle("scrolls", scrolls);
    });
  };

  showCopy(document);
  settleTables(document);
  window.addEventListener("resize", () => settleTables(document));
  document.addEventListener("htmx:afterSwap", (event) => showCopy(event.target.parentNode || document));
})();
