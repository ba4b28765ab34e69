/* SPDX-License-Identifier: EUPL-1.2 */
/* Where the reader's attention goes: to the error summary after a refused form, to the result count after a filter. */
(() => {
  const attend = (root) => root.querySelector("[data-focus]:not(.sample *)")?.focus();
  attend(document);
  document.addEventListener("htmx:afterSettle", (event) => {
    const swapped = event.detail.elt;
    attend(swapped);
    const said = swapped.querySelector("[data-announce]") ?? (swapped.matches("[data-announce]") ? swapped : null);
    const region = document.getElementById("annuncio");
    if (said && region) region.textContent = said.textContent.trim();
  });
})();
