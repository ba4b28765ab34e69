/* SPDX-License-Identifier: EUPL-1.2 */
/* A questionnaire being answered. Each answer is sent as it is given; the answer of the server says which pieces of the
   page to draw again, and only those are. Three rules keep the page calm: the field with the focus is never replaced,
   nothing moves between the pressing and the releasing of a button, and what was typed after a sending left is never
   overwritten by its reply. Without this file the buttons of the form do the same, page by page. */
(() => {
  const form = document.querySelector("form[data-fill]");
  if (!form) return;
  form.dataset.live = "";
  const QUIET = 700; // after a key
  const SOON = 60; // after a choice
  const RETRY = 8000;
  const ASK = 20000; // has somebody else answered?
  const status = form.querySelector("[data-fill-status]");
  const announcer = document.getElementById("annuncio");
  const byId = (id) => document.getElementById(id);
  const field = (name) => form.elements.namedItem(name);
  const questionOf = (element) => element?.closest?.("[data-q]");
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? field("csrfmiddlewaretoken").value;
  const clock = () => new Date().toLocaleTimeString("it-IT", { hour: "2-digit", minute: "2-digit" });

  const dirty = new Map(); // reference → number of its last change
  const tried = new Map(); // reference → values sent without knowing whether they arrived
  const later = new Map(); // id → swap that waits for the focus to leave
  let changes = 0;
  let timer = 0;
  let sending = null;
  let pressed = false;
  let waiting = []; // replies that wait for the button to be released

  const say = (kind, text = "") => {
    status.textContent = text || `${status.dataset[kind]}${kind === "saved" ? ` ${clock()}` : ""}`;
    status.classList.toggle("autosave-trouble", !["saving", "saved"].includes(kind));
  };
  const announce = (text) => { if (announcer && text) announcer.textContent = text; };

  /* --- sending --- */

  const entries = (question) => {
    const ref = question.id;
    const found = [];
    for (const control of question.querySelectorAll("input, select, textarea")) {
      if (!control.name || control.disabled) continue;
      if (control.type === "file") { if (control.files.length) found.push([control.name, control.files[0]]); continue; }
      if (["checkbox", "radio"].includes(control.type) && !control.checked) continue;
      found.push([control.name, control.value]);
    }
    for (const value of tried.get(ref) ?? []) found.push([`~${ref}`, value]);
    return found;
  };
  const clashing = () => [...form.querySelectorAll("[data-q]")].filter((question) => question.dataset.clash === "1");

  const payload = (refs, button) => {
    const data = new FormData();
    for (const name of ["foglio", "rivista", "dal", "qui", "controlla"]) data.append(name, field(name).value);
    const questions = new Set(refs.map(byId).filter(Boolean));
    clashing().forEach((question) => questions.add(question));
    for (const question of questions) for (const [name, value] of entries(question)) data.append(name, value);
    if (button) data.append(button.name, button.value);
    return data;
  };

  async function post(data, background) {
    const headers = { "X-Autosave": "1", "X-CSRFToken": token() };
    if (background) headers["X-Background"] = "1";
    return fetch(form.dataset.fill, { method: "POST", body: data, redirect: "manual", headers });
  }

  const send = (button = null) => {
    clearTimeout(timer);
    if (sending) return sending.then(() => send(button));
    const refs = [...dirty.keys()];
    const asked = button ? questionOf(button)?.id : null;
    if (asked && !refs.includes(asked)) refs.push(asked);
    if (!refs.length && !button) return Promise.resolve(true);
    sending = exchange(refs, button).finally(() => { sending = null; });
    return sending;
  };

  async function exchange(refs, button) {
    const before = changes;
    form.dataset.unsaved = "";
    say("saving");
    const data = payload(refs, button);
    let answer;
    try {
      answer = await post(data);
    } catch {
      refs.forEach((ref) => tried.set(ref, data.getAll(ref).filter((value) => typeof value === "string")));
      return failed("offline", RETRY);
    }
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return failed("expired", RETRY);
    if (answer.status === 413 || answer.status === 400) return failed("tooBig");
    if (answer.status === 409) return failed("refused", 0, (await answer.json()).said);
    if (!answer.ok) return failed("failed", RETRY);
    const reply = answer.status === 204 ? {} : await answer.json();
    for (const ref of refs) {
      if ((dirty.get(ref) ?? 0) <= before) dirty.delete(ref);
      tried.delete(ref);
    }
    receive(reply, new Set(refs), before);
    return true;
  }

  const failed = (kind, delay = 0, text = "") => {
    say(kind, text);
    if (delay) schedule(delay);
    return false;
  };
  const schedule = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(() => send(), delay);
  };

  /* --- replies --- */

  const receive = (reply, refs, before) => {
    if (reply.marks) for (const [ref, mark] of Object.entries(reply.marks)) setMark(ref, mark);
    if (reply.revision !== undefined) field("rivista").value = reply.revision;
    const job = () => apply(reply, before);
    if (pressed) waiting.push(job);
    else job();
    if (reply.lost?.length) say("refused", form.dataset.gone);
    else if (reply.clashes?.length) say("undecided");
    else if (!dirty.size) {
      delete form.dataset.unsaved;
      say("saved");
      form.dispatchEvent(new CustomEvent("draft-saved", { bubbles: true }));
    } else schedule(SOON);
  };
  const setMark = (ref, mark) => {
    const marker = byId(ref)?.querySelector(`:scope input[name="${CSS.escape(`=${ref}`)}"]`);
    if (marker) marker.value = mark;
  };

  const apply = (reply, before) => {
    for (const swap of reply.swaps ?? []) {
      later.delete(swap.id);
      exchangePiece(swap, before);
    }
    const clashes = new Set(reply.clashes ?? []);
    form.querySelectorAll("[data-q][data-clash]").forEach((question) => { if (!clashes.has(question.id)) delete question.dataset.clash; });
    clashes.forEach((ref) => { if (byId(ref)) byId(ref).dataset.clash = "1"; });
    if (reply.added) attend(reply.added);
    announce(reply.said);
  };
  const attend = (id) => {
    const first = byId(id)?.querySelector("input:not([type=hidden]), select, textarea");
    (first ?? byId(id))?.focus();
  };

  const parsed = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    return holder.content.firstElementChild;
  };
  const holdsFocus = (element) => element.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
  // A button that is drawn again keeps the focus: somebody may be pressing it from the keyboard.
  const replace = (old, fresh) => {
    const button = old.contains(document.activeElement) ? document.activeElement : null;
    old.replaceWith(fresh);
    drawn(fresh);
    if (!button) return;
    const same = [...fresh.querySelectorAll("button")].find((one) => one.name === button.name && one.value === button.value && !one.disabled);
    (same ?? fresh.querySelector("button:not(:disabled), input:not([type=hidden]), select, textarea"))?.focus();
  };
  const isNewer = (id, before) => (dirty.get(id) ?? 0) > before;

  const exchangePiece = (swap, before) => {
    const old = byId(swap.id);
    const fresh = parsed(swap.html);
    if (!old || !fresh) return;
    if (swap.order) reorder(old, fresh, swap.order);
    if (swap.letters === "*") {
      if (!holdsFocus(old) && ![...old.querySelectorAll("[data-q]"), old].some((one) => isNewer(one.id, before))) {
        replace(old, fresh);
      } else if (old.matches("[data-q]") && fresh.matches("[data-q]")) letters(old, fresh, "lhsb", swap, before);
      else if (fresh.children.length) fresh.querySelectorAll("[data-q]").forEach((one) => {
        const there = byId(one.id);
        if (there) letters(there, one, "lhsb", swap, before);
      });
      else later.set(swap.id, swap);
      return;
    }
    letters(old, fresh, swap.letters, swap, before);
  };
  const letters = (old, fresh, names, swap, before) => {
    for (const letter of names) {
      const part = byId(`${fresh.id}:${letter}`);
      const other = [...fresh.querySelectorAll("[id]")].find((one) => one.id === `${fresh.id}:${letter}`);
      if (!part || !other) continue;
      if (letter === "b" && (isNewer(fresh.id, before) || old.dataset.clash === "1")) continue;
      if (holdsFocus(part)) { later.set(fresh.id, { ...swap, letters: letter, html: fresh.outerHTML, id: fresh.id, order: null }); continue; }
      replace(part, other);
    }
    if (!old.matches("[data-q]")) return;
    const wrong = fresh.classList.contains("field-wrong");
    old.classList.toggle("field-wrong", wrong);
    for (const control of old.querySelectorAll(`[name="${CSS.escape(old.id)}"]`)) {
      if (wrong) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
    const marker = [...fresh.querySelectorAll("input[type=hidden]")].find((one) => one.name === `=${old.id}`);
    if (marker && names.includes("b") && !isNewer(old.id, before)) setMark(old.id, marker.value);
  };
  const reorder = (old, fresh, order) => {
    const kept = new Set(order);
    [...old.children].filter((child) => child.matches(".fill-instance") && !kept.has(child.id)).forEach((child) => child.remove());
    const foot = byId(`${old.id}:b`);
    for (const id of order) {
      const there = byId(id) ?? [...fresh.children].find((child) => child.id === id);
      if (!there || there.parentElement === old) continue;
      old.insertBefore(there, foot);
      drawn(there);
    }
  };
  const drawn = (element) => element.dispatchEvent(new CustomEvent("fill-drawn", { bubbles: true }));

  /* --- what people do --- */

  const note = (element, delay) => {
    const question = questionOf(element);
    if (!question || !element.name || element.closest("[data-fill-apart]")) return;
    dirty.set(question.id, ++changes);
    form.dataset.unsaved = "";
    schedule(delay);
  };
  const isTyped = (element) => element.matches("textarea, input:not([type=radio], [type=checkbox], [type=file], [type=range])");
  form.addEventListener("input", (event) => { if (isTyped(event.target)) note(event.target, QUIET); });
  form.addEventListener("change", (event) => {
    note(event.target, SOON);
    const clear = questionOf(event.target)?.querySelector(".clear-choice[name=svuota]");
    if (clear && event.target.type === "radio") clear.hidden = false;
  });
  form.addEventListener("keydown", (event) => {
    const plainField = event.target.matches("input:not([type=submit], [type=button], [type=file])");
    if (event.key !== "Enter" || !plainField || event.defaultPrevented) return;
    event.preventDefault(); // Enter ends an answer, not the questionnaire
    note(event.target, 0);
  });
  form.addEventListener("fill-changed", (event) => note(event.target, SOON));

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (!button || button.disabled) return;
    event.preventDefault();
    if (button.name === "mia" || button.name === "altrui") button.closest("[data-q]")?.removeAttribute("data-clash");
    if (button.name === "altrui") dirty.delete(button.value);
    send(button);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    clearTimeout(timer);
    if (!sending) { dirty.clear(); return; }
    // A saving still on its way would arrive after the form and look like somebody else's: wait for it.
    event.preventDefault();
    const { submitter } = event;
    sending.then(() => { dirty.clear(); form.requestSubmit(submitter); });
  });

  const press = () => { pressed = true; };
  const release = () => setTimeout(() => {
    pressed = false;
    const jobs = waiting;
    waiting = [];
    jobs.forEach((job) => job());
  }, 0);
  document.addEventListener("pointerdown", press, true);
  for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, release, true);
  document.addEventListener("keydown", (event) => { if (event.key === " " || event.key === "Enter") press(); }, true);
  document.addEventListener("keyup", release, true);
  window.addEventListener("blur", release);
  form.addEventListener("focusout", () => setTimeout(() => {
    for (const [id, swap] of [...later]) {
      const old = byId(id);
      if (old && holdsFocus(old)) continue;
      later.delete(id);
      exchangePiece(swap, changes);
    }
  }, 0));

  /* --- the others, and leaving --- */

  setInterval(async () => {
    if (document.hidden || sending || dirty.size || clashing().length) return;
    try {
      const answer = await post(payload([], null), true);
      if (answer.status === 200 && !sending && !dirty.size) receive(await answer.json(), new Set(), changes);
    } catch { /* the next answer will say so */ }
  }, ASK);
  window.addEventListener("pagehide", () => {
    if (!dirty.size || sending) return;
    fetch(form.dataset.fill, { method: "POST", body: payload([...dirty.keys()], null), keepalive: true, headers: { "X-Autosave": "1", "X-CSRFToken": token() } }).catch(() => {});
  });
  form.querySelectorAll("[data-q]").forEach((question) => { if (question.querySelector(".clash")) question.dataset.clash = "1"; });
})();
