/* SPDX-License-Identifier: EUPL-1.2 */
/* A long list of choices with a search: the select stays, hidden, and holds the answer; in front of it stands a
   combobox (ARIA 1.2, list with manual selection). Without this file the select is used as it is. */
(() => {
  const form = document.querySelector("form[data-fill]");
  if (!form) return;
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLocaleLowerCase("it").trim();

  const enhance = (select) => {
    if (select.dataset.ready || select.disabled) return;
    select.dataset.ready = "1";
    const { id } = select;
    const box = document.createElement("div");
    box.className = "combo";
    const input = document.createElement("input");
    const list = document.createElement("ul");
    input.type = "text";
    input.className = "form-control";
    input.autocomplete = "off";
    input.placeholder = select.dataset.choiceSearch;
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-autocomplete", "list"], ["aria-controls", `${id}-list`]]) input.setAttribute(name, value);
    for (const name of ["aria-describedby", "aria-required", "aria-invalid"]) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    list.id = `${id}-list`;
    list.className = "combo-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", select.dataset.choiceSearch);
    list.hidden = true;
    const shown = () => select.selectedOptions[0]?.value ? select.selectedOptions[0].textContent : "";
    let active = -1;

    const options = () => [...list.querySelectorAll("[role=option]")];
    const close = () => {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (place) => {
      const all = options();
      if (!all.length) return;
      active = (place + all.length) % all.length;
      all.forEach((option, number) => option.classList.toggle("active", number === active));
      all[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", all[active].id);
    };
    const open = (words) => {
      const wanted = plain(words);
      list.replaceChildren();
      [...select.options].forEach((option, number) => {
        if (!option.value || !plain(option.textContent).includes(wanted)) return;
        const item = document.createElement("li");
        item.id = `${id}-option-${number}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", String(option.selected));
        item.dataset.value = option.value;
        item.textContent = option.textContent;
        list.append(item);
      });
      if (!list.children.length) {
        const nothing = document.createElement("li");
        nothing.setAttribute("role", "option");
        nothing.setAttribute("aria-disabled", "true");
        nothing.setAttribute("aria-selected", "false");
        nothing.className = "muted";
        nothing.textContent = select.dataset.choiceNone;
        list.append(nothing);
      }
      active = -1;
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
    };
    const choose = (value) => {
      select.value = value;
      input.value = shown();
      close();
      select.dispatchEvent(new Event("change", { bubbles: true }));
    };
    input.addEventListener("input", () => open(input.value));
    input.addEventListener("click", () => { if (list.hidden) { input.select(); open(""); } });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) open("");
        mark(active + (event.key === "ArrowDown" ? 1 : (active < 0 ? 0 : -1)));
      } else if (event.key === "Enter" && !list.hidden) {
        event.preventDefault();
        const item = options()[active];
        if (item?.dataset.value) choose(item.dataset.value);
      } else if (event.key === "Escape" && !list.hidden) {
        event.stopPropagation();
        input.value = shown();
        close();
      }
    });
    // Leaving the field: an emptied one takes the answer back, half a word changes nothing.
    input.addEventListener("blur", () => {
      if (!input.value.trim() && select.value) choose("");
      input.value = shown();
      close();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => { const value = event.target.closest("li")?.dataset.value; if (value) choose(value); });

    select.id = `${id}-select`;
    select.hidden = true;
    input.id = id;
    input.value = shown();
    select.before(box);
    box.append(input, list);
  };

  const ready = (root) => root.querySelectorAll("select[data-choice-search]").forEach(enhance);
  ready(form);
  form.addEventListener("fill-drawn", (event) => ready(event.target));
})();
