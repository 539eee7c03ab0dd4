// Small comforts of the staff's pages; everything works without them.
(() => {
  "use strict";
  const list = document.querySelector(".errors");
  if (list) list.focus();
  document.addEventListener("submit", (event) => {
    // A second tap on a button sends nothing twice; the page stays usable if the answer is slow.
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post") {
      form.dataset.sent = "1";
      setTimeout(() => { delete form.dataset.sent; }, 4000);
    }
  });
  document.addEventListener("click", (event) => {
    // <button data-copy="id">: the text of that element goes to the clipboard.
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    const text = source.value ?? source.textContent;
    navigator.clipboard.writeText(text.trim()).then(() => {
      button.textContent = button.dataset.copied || button.textContent;
    }).catch(() => { if (source.select) source.select(); });
  });
})();
