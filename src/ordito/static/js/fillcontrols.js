/* SPDX-License-Identifier: EUPL-1.2 */
/* Fields of a questionnaire that are easier with a script: a slider beside its number, the position of the device, a
   radio that is taken back at once, a search above many choices. The plain field beneath always holds the answer. */
(() => {
  const form = document.querySelector("form[data-fill]");
  if (!form) return;
  const changed = (field) => field.dispatchEvent(new CustomEvent("fill-changed", { bubbles: true }));
  const number = (text) => Number.parseFloat(text.replace(/\./g, "").replace(",", "."));

  const slider = (range) => {
    const field = document.getElementById(range.dataset.rangeFor);
    if (!field || range.dataset.ready) return;
    range.dataset.ready = "1";
    range.parentElement.hidden = false;
    const follow = () => {
      const value = number(field.value);
      range.toggleAttribute("data-unset", Number.isNaN(value));
      if (!Number.isNaN(value)) range.value = value;
    };
    follow();
    field.addEventListener("input", follow);
    range.addEventListener("input", () => {
      range.removeAttribute("data-unset");
      field.value = range.value.replace(".", ",");
    });
    range.addEventListener("change", () => changed(field));
  };

  const locate = (button) => {
    if (button.dataset.ready || !navigator.geolocation) return;
    button.dataset.ready = "1";
    button.hidden = false;
    const fields = button.closest("[data-place]").querySelectorAll("input");
    button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(({ coords }) => {
      const values = [coords.latitude.toFixed(6), coords.longitude.toFixed(6), (coords.altitude ?? 0).toFixed(1), coords.accuracy.toFixed(1)];
      fields.forEach((field, place) => { field.value = values[place].replace(".", ","); });
      changed(fields[0]);
    }, () => { document.getElementById("annuncio").textContent = button.dataset.locate; }));
  };

  const filter = (list) => {
    if (list.dataset.ready) return;
    list.dataset.ready = "1";
    const search = document.createElement("input");
    search.type = "search";
    search.className = "form-control choice-filter";
    search.autocomplete = "off";
    search.placeholder = list.dataset.choiceFilter;
    search.setAttribute("aria-label", list.dataset.choiceFilter);
    list.before(search);
    search.addEventListener("input", () => {
      const words = search.value.toLocaleLowerCase("it").trim();
      for (const choice of list.children) {
        const kept = choice.querySelector("input").checked || choice.textContent.toLocaleLowerCase("it").includes(words);
        choice.hidden = !kept;
      }
    });
  };

  const ready = (root) => {
    root.querySelectorAll("[data-range-for]").forEach(slider);
    root.querySelectorAll("[data-locate]").forEach(locate);
    root.querySelectorAll("[data-choice-filter]").forEach(filter);
  };
  ready(form);
  form.addEventListener("fill-drawn", (event) => ready(event.target));
})();
