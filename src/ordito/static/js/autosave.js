/* SPDX-License-Identifier: EUPL-1.2 */
/* Drafts. A form with data-autosave="address" sends itself there a moment after the last key; the address answers
   204 (kept), 401 or a redirect (session over), 409 (somebody else changed the same). What is typed always stays in
   the page, and nothing is written to the browser's own storage: it would stay on a shared computer. */
(() => {
  const QUIET = 1500;
  const RETRY = 10000;

  const clock = () => new Date().toLocaleTimeString("it-IT", { hour: "2-digit", minute: "2-digit" });

  const watch = (form) => {
    const status = form.querySelector("[data-autosave-status]");
    let timer = 0;
    let sending = false;
    const say = (text, trouble = false) => {
      if (!status) return;
      status.textContent = text;
      status.classList.toggle("autosave-trouble", trouble);
    };
    const later = (delay) => {
      clearTimeout(timer);
      timer = setTimeout(save, delay);
    };
    async function save() {
      if (sending) return later(QUIET);
      sending = true;
      say(status?.dataset.saving ?? "");
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST",
          body: new FormData(form),
          redirect: "manual",
          headers: { "X-Autosave": "1", "X-CSRFToken": form.elements.namedItem("csrfmiddlewaretoken")?.value ?? "" },
        });
        if (answer.ok) {
          say(`${status?.dataset.saved ?? ""} ${clock()}`);
          form.dispatchEvent(new CustomEvent("draft-saved", { bubbles: true }));
        } else if (answer.status === 409) {
          say(status?.dataset.refused ?? "", true);
        } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
          say(status?.dataset.expired ?? "", true);
          later(RETRY);
        } else {
          say(status?.dataset.offline ?? "", true);
          later(RETRY);
        }
      } catch {
        say(status?.dataset.offline ?? "", true);
        later(RETRY);
      } finally {
        sending = false;
      }
    }
    form.addEventListener("input", () => later(QUIET));
    form.addEventListener("submit", () => clearTimeout(timer));
  };

  const start = (root) => root.querySelectorAll("form[data-autosave]").forEach(watch);
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.target));
})();
