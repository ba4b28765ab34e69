/* SPDX-License-Identifier: EUPL-1.2 */
/* The sidebar on narrow screens. Without this file the link still opens it (:target); here Escape, a click outside
   and the focus are added. */
(() => {
  const toggle = document.querySelector("[data-menu-toggle]");
  const menu = document.getElementById("menu");
  if (!toggle || !menu) return;
  const isOpen = () => location.hash === "#menu";
  const close = () => {
    if (!isOpen()) return;
    history.replaceState(null, "", location.pathname + location.search);
    // Only a real navigation to a fragment updates :target.
    location.replace("#contenuto");
    toggle.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  document.addEventListener("click", (event) => {
    if (isOpen() && !menu.contains(event.target) && !event.target.closest("[data-menu-toggle]")) close();
  });
  menu.querySelector("[data-menu-close]")?.addEventListener("click", (event) => {
    event.preventDefault();
    close();
  });
  window.addEventListener("hashchange", () => {
    if (isOpen()) menu.querySelector("a")?.focus();
  });
})();
