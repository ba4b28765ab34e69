/* SPDX-License-Identifier: EUPL-1.2 */
/* Before leaving a page with something typed and not saved, the browser asks. Forms say so with data-confirm-leave. */
(() => {
  let unsaved = null;
  const watched = (event) => event.target.closest?.("form[data-confirm-leave]");
  document.addEventListener("input", (event) => { unsaved = watched(event) ?? unsaved; });
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented && watched(event)) unsaved = null; });
  document.addEventListener("draft-saved", (event) => { if (watched(event)) unsaved = null; });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved?.isConnected) event.preventDefault();
  });
})();
