/* SPDX-License-Identifier: EUPL-1.2 */
/* Nothing typed is lost when the session ends: a form that would be sent to the login is held back and the page says
   how to go on. Also tells when the server does not answer a fragment. */
(() => {
  const { sessionUrl, sessionSeconds } = document.body.dataset;
  const notice = document.querySelector("[data-session-notice]");
  if (!sessionUrl || !notice) return;
  const limit = Number(sessionSeconds) * 1000;
  let lastAnswer = Date.now();

  const say = (which) => {
    which.hidden = false;
    which.scrollIntoView({ block: "center" });
  };
  const alive = async () => {
    const answer = await fetch(sessionUrl, { credentials: "same-origin", redirect: "manual" });
    return answer.status === 204;
  };
  // A login in another tab changes the token: the cookie always has the one that is accepted.
  const refreshToken = (form) => {
    const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
    const field = form.elements.namedItem("csrfmiddlewaretoken");
    if (cookie && field) field.value = cookie.slice("csrftoken=".length);
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    refreshToken(form);
    if (!limit || Date.now() - lastAnswer < limit - 5000) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    try {
      if (!(await alive())) return say(notice);
      lastAnswer = Date.now();
      notice.hidden = true;
      refreshToken(form);
      form.requestSubmit(submitter);
    } catch {
      say(document.querySelector("[data-network-notice]"));
    }
  }, true);

  document.addEventListener("htmx:configRequest", (event) => {
    const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
    if (cookie) event.detail.headers["X-CSRFToken"] = cookie.slice("csrftoken=".length);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    const loginPath = new URL(notice.querySelector("a").href).pathname;
    if (xhr.status === 401 || (xhr.responseURL && new URL(xhr.responseURL).pathname === loginPath)) {
      event.detail.shouldSwap = false;
      say(notice);
    } else {
      lastAnswer = Date.now();
    }
  });
  document.addEventListener("htmx:sendError", () => say(document.querySelector("[data-network-notice]")));
  document.addEventListener("htmx:responseError", () => say(document.querySelector("[data-network-notice]")));
})();
