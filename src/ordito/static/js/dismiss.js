/* SPDX-License-Identifier: EUPL-1.2 */
/* Messages can be closed; without this file their button stays hidden. */
(() => {
  const show = (root) => root.querySelectorAll("[data-dismiss]").forEach((button) => { button.hidden = false; });
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.target));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dismiss]");
    if (!button) return;
    button.closest("[data-dismissable]").remove();
    document.getElementById("contenuto")?.focus({ preventScroll: true });
  });
})();
