/* SPDX-License-Identifier: EUPL-1.2 */
/* A button with data-print prints the page; without this file it stays hidden. */
(() => {
  document.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
