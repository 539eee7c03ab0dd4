// The queue by keyboard, and covering of selected words. Everything works without this.
(() => {
  "use strict";
  const cards = [...document.querySelectorAll("[data-comment]")];
  if (!cards.length) return;
  document.querySelector("[data-keys]").hidden = false;
  let at = Math.max(0, cards.findIndex((card) => "#" + card.id === location.hash));
  if (location.hash === "#queue" || location.hash.startsWith("#c-")) {
    // The browser goes to the mark itself while the page loads; after that the card has the focus.
    addEventListener("load", () => setTimeout(() => cards[at].focus()));
  }
  const here = () => {
    const found = cards.findIndex((card) => card.contains(document.activeElement));
    return found < 0 ? at : found;
  };
  const go = (step) => {
    at = Math.min(cards.length - 1, Math.max(0, here() + step));
    cards[at].focus();
    cards[at].scrollIntoView({ block: "nearest" });
  };
  // The server counts characters, the browser counts halves of some of them.
  const length = (range) => Array.from(range.toString()).length;
  const selected = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const words = cards.map((card) => card.querySelector("[data-words]"))
      .find((one) => one.contains(range.startContainer) && one.contains(range.endContainer));
    if (!words) return null;
    const before = document.createRange();
    before.selectNodeContents(words);
    before.setEnd(range.startContainer, range.startOffset);
    const start = length(before);
    return { card: words.closest("[data-comment]"), span: `${start}-${start + length(range)}` };
  };
  const cover = () => {
    const chosen = selected();
    const card = chosen ? chosen.card : cards[here()];
    const box = card.querySelector("[data-cover]");
    box.open = true;
    if (!chosen) { box.querySelector("input[name=phrase]").focus(); return; }
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "span", value: chosen.span });
    const form = box.querySelector("form");
    form.append(field);
    form.requestSubmit();
  };
  const press = (key) => {
    const button = cards[here()].querySelector(`button[data-key=${key}]`);
    if (button) button.click();
  };
  const topics = () => {
    const button = cards[here()].querySelector("button[data-key=t]");
    if (!button) return;
    button.closest("details").open = true;
    button.form.querySelector("input[type=checkbox]").focus();
  };
  const back = () => {
    const form = document.querySelector(".flash form");
    if (form) form.requestSubmit();
  };
  const keys = {
    j: () => go(1), k: () => go(-1), a: () => press("a"), h: () => press("h"), m: cover,
    t: topics, z: back,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea")) return;
    const act = keys[event.key.toLowerCase()];
    if (act) { event.preventDefault(); act(); }
  });
})();
