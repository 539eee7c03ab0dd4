// Typing in sheets faster: Enter goes on, arrows go up and down, the chosen mark lights up.
(() => {
  "use strict";
  const form = document.querySelector("form.keying");
  if (!form) return;
  document.documentElement.classList.add("scripted");
  const fields = () => [...form.querySelectorAll("input:not([type=hidden]):not([readonly]), textarea, #store")];
  const go = (from, step) => {
    const all = fields();
    const next = all[all.indexOf(from) + step];
    if (!next) return;
    next.focus();
    if (next.select) next.select();
  };
  const show = (input) => {
    const legend = document.getElementById(input.dataset.legend || `${input.id}-l`);
    if (!legend || legend.closest("fieldset")) return;
    const typed = input.value.trim().toLowerCase();
    const words = typed.split(/[\s,;/]+/);
    for (const line of legend.children) {
      const names = [line.dataset.mark, line.dataset.code].filter(Boolean).map((name) => name.toLowerCase());
      line.classList.toggle("on", names.some((name) => name === typed || words.includes(name)));
    }
  };
  form.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      form.requestSubmit(document.getElementById("store"));
    } else if (event.key === "Enter" && at.tagName === "INPUT") {
      event.preventDefault();
      go(at, event.shiftKey ? -1 : 1);
    } else if (at.matches("input.code") && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      go(at, event.key === "ArrowDown" ? 1 : -1);
    }
  });
  form.addEventListener("input", (event) => { if (event.target.matches("input.code")) show(event.target); });
  for (const input of form.querySelectorAll("input.code")) show(input);
})();
