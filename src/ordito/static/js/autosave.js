/* SPDX-License-Identifier: EUPL-1.2 */
/* Drafts. A form with data-autosave="address" sends itself there a moment after the last key; the address answers
   204 (kept; the header X-Draft-Version goes into the form's field "version", or the one that
   data-autosave-version names), 401 or a redirect (session over), 409
   (another window saved first). What is typed always stays in the page, and nothing is written to the browser's own
   storage: it would stay on a shared computer. */
(() => {
  const QUIET = 1500;
  const RETRY = 10000;

  // A login in another tab changes the token: the cookie always has the one that is accepted.
  const token = (form) => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1]
    ?? form.elements.namedItem("csrfmiddlewaretoken")?.value ?? "";
  const clock = () => new Date().toLocaleTimeString("it-IT", { hour: "2-digit", minute: "2-digit" });

  const watched = new WeakSet();
  const watch = (form) => {
    if (watched.has(form)) return;
    watched.add(form);
    const status = form.querySelector("[data-autosave-status]");
    let timer = 0;
    let sending = null;
    const say = (text, trouble = false) => {
      if (!status) return;
      status.textContent = text;
      status.classList.toggle("autosave-trouble", trouble);
    };
    const later = (delay) => {
      clearTimeout(timer);
      timer = setTimeout(save, delay);
    };
    const save = () => {
      if (sending) return later(QUIET);
      sending = send().finally(() => { sending = null; });
    };
    async function send() {
      say(status?.dataset.saving ?? "");
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST",
          body: new FormData(form),
          redirect: "manual",
          headers: { "X-Autosave": "1", "X-CSRFToken": token(form) },
        });
        if (answer.ok) {
          const version = form.elements.namedItem(form.dataset.autosaveVersion ?? "version");
          if (version && answer.headers.has("X-Draft-Version")) version.value = answer.headers.get("X-Draft-Version");
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
      }
    }
    form.addEventListener("input", () => later(QUIET));
    // A draft still on its way would arrive after the real thing and come back as a ghost: wait for it.
    form.addEventListener("submit", async (event) => {
      clearTimeout(timer);
      if (!sending || event.defaultPrevented) return;
      event.preventDefault();
      await sending;
      clearTimeout(timer);
      form.requestSubmit(event.submitter);
    });
  };

  const start = (root) => root.querySelectorAll("form[data-autosave]").forEach(watch);
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.target));
})();
