/* SPDX-License-Identifier: EUPL-1.2 */
/* The period of a campaign: only the fields that the chosen kind needs are shown; without this file, all of them. */
(() => {
  const needed = {
    year: ["year"],
    half: ["year", "number"],
    quarter: ["year", "number"],
    school_year: ["year"],
    dates: ["starts_on", "ends_on"],
  };
  const show = (form) => {
    const wanted = needed[form.elements.period_kind.value] ?? [];
    for (const name of ["year", "number", "starts_on", "ends_on"]) {
      form.elements[name].closest(".field").hidden = !wanted.includes(name);
    }
  };
  document.querySelectorAll("form[data-period]").forEach((form) => {
    form.addEventListener("change", () => show(form));
    show(form);
  });
})();
