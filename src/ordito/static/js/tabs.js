/* SPDX-License-Identifier: EUPL-1.2 */
/* On a narrow screen tabs and drawings scroll sideways: the page opens with the present tab and the middle of a
   drawing in sight. The list of all the parts of a record closes with Escape, which gives the focus back, and when
   something else is chosen. */
(() => {
  document.querySelectorAll(".tabs").forEach((bar) => {
    const here = bar.querySelector("[aria-current]");
    if (here) bar.scrollLeft = here.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
  });
  document.querySelectorAll(".drawing").forEach((box) => {
    box.scrollLeft = (box.scrollWidth - box.clientWidth) / 2;
  });
  document.querySelectorAll(".all-parts").forEach((parts) => {
    document.addEventListener("click", (event) => {
      if (!parts.contains(event.target)) parts.open = false;
    });
    parts.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !parts.open) return;
      parts.open = false;
      parts.querySelector("summary").focus();
    });
  });
})();
