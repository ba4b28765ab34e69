/* SPDX-License-Identifier: EUPL-1.2 */
/* A button with data-copy="<id>" copies the text of that element and says so in the status beside it; without this file it stays hidden. */
(() => {
  const copy = async (text, element) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without a secure context the clipboard is closed: select, so that the usual keys copy.
      getSelection().selectAllChildren(element);
      document.execCommand("copy");
    }
  };
  document.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const element = document.getElementById(button.dataset.copy);
    await copy(element.textContent.trim(), element);
    button.nextElementSibling.textContent = button.dataset.copied;
  });
})();
