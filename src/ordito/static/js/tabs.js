/* SPDX-License-Identifier: EUPL-1.2 */
/* On a narrow screen the tabs scroll sideways: the page opens with the present one in sight. */
(() => {
  document.querySelectorAll(".tabs").forEach((bar) => {
    const here = bar.querySelector("[aria-current]");
    if (here) bar.scrollLeft = here.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
  });
})();
