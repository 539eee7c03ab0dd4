// What a phone that runs scripts adds to the citizen's page. Nothing here is needed to answer, and
// nothing is stored on the phone, which may be shared.
(function () {
  "use strict";
  const walk = window.ydanWalk;
  // --- The page: which questions are asked, given what is answered on it.
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const text = (field) => field.value.trim().normalize("NFC") || null;
  const number = (field) => {
    const value = field.value.trim().replace(",", ".");
    return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : null;
  };
  const some = (list) => (list.length ? list : null);
  const read = {
    multiple: (box) => some(all("input:checked", box).map((field) => field.value)),
    ranking: (box) => some(all("select", box).filter((field) => field.value)
      .sort((a, b) => a.value - b.value).map((field) => field.dataset.code)),
    integer: (box) => number(all("input", box)[0]),
    decimal: (box) => number(all("input", box)[0]),
  };
  const plain = "input:checked,select,textarea,input:not([type=radio]):not(.o)";
  const first = (box) => {
    const field = box.querySelector(plain);
    return field ? text(field) : null;
  };
  function ask() {
    const answers = {};
    all("[data-item]").forEach((box) => {
      const data = box.dataset;
      const shown = !data.show || walk(JSON.parse(data.show), (name) => answers[name]) === true;
      box.hidden = !shown;
      all("input,select,textarea", box).forEach((field) => { field.disabled = !shown; });
      if (!shown) return;
      if (data.type === "grid") {
        all("input:checked", box).forEach((field) => { answers[field.name] = field.value; });
      } else answers[data.item] = (read[data.type] || first)(box);
    });
  }
  function count(box) {
    const note = box.querySelector("[data-say]");
    if (!note) return;
    const area = box.querySelector("textarea");
    const now = area ? Array.from(area.value).length : all("input:checked", box).length;
    note.textContent = now ? note.dataset.say.replace("{n}", now) : "";
    note.className = now > Number(note.dataset.max) ? "e" : "n";
  }
  function changed(event) {
    const field = event.target;
    const box = field.closest ? field.closest(".i") : null;
    if (!box) return;
    if (field.type === "checkbox" && field.checked) {
      const alone = "exclusive" in field.dataset;
      all("input:checked", box).forEach((other) => {
        if (other !== field && (alone || "exclusive" in other.dataset)) other.checked = false;
      });
    }
    count(box);
    if (document.querySelector("[data-show]")) ask();
  }
  // --- Sending: the same form with the same id until an answer of ours arrives.
  const can = window.fetch && window.URLSearchParams && window.FormData && FormData.prototype.entries;
  let busy = false, timer = 0, wait = 0, pressed = null, again = null;
  let step = Number(history.state) || 0;
  const state = (form, name) => {
    const note = document.getElementById("st");
    if (note) note.textContent = name ? note.dataset[name] : "";
    all("button", form).forEach((button) => {
      button.setAttribute("aria-disabled", String(name === "busy"));
    });
  };
  function show(page) {
    document.title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    document.body = page.body;
    begin();
    window.scrollTo(0, 0);
    (document.querySelector(".x") || document.querySelector("h1")).focus();
  }
  function send(form, body, from) {
    busy = true;
    clearTimeout(timer);
    state(form, "busy");
    const stop = window.AbortController ? new AbortController() : null;
    const late = setTimeout(() => { if (stop) stop.abort(); }, 45000);
    const signed = document.querySelector("main").dataset.ydan || "omit"; // who tries it out is known
    const options = { method: "POST", body: body, credentials: signed, redirect: "error" };
    if (stop) options.signal = stop.signal;
    fetch(location.href, options)
      .then((reply) => { if (reply.status >= 500) throw reply; return reply.text(); })
      .then((html) => arrived(html, body, from))
      .catch(() => failed(form, body, from))
      .then(() => clearTimeout(late));
  }
  function arrived(html, body, from) {
    const page = new DOMParser().parseFromString(html, "text/html");
    // Not every answer is ours: some networks put a page of their own in its place.
    if (!page.querySelector("main[data-ydan]")) throw page;
    busy = false; wait = 0; again = null;
    if (body.get("action") !== "back" && from !== "history") history.pushState(++step, "");
    show(page);
  }
  function failed(form, body, from) {
    busy = false;
    state(form, "fail");
    wait = Math.min(wait ? wait * 2 : 3000, 60000);
    again = () => send(form, body, from);
    timer = setTimeout(again, wait);
  }
  function submitted(event) {
    const form = event.target, button = event.submitter || pressed;
    if (busy) { event.preventDefault(); return; }
    if (!can) { busy = true; state(form, "busy"); return; }
    event.preventDefault();
    const body = new URLSearchParams(Array.from(new FormData(form).entries()));
    if (button && button.name) body.set(button.name, button.value);
    send(form, body, form.dataset.from);
    delete form.dataset.from;
  }
  function press(value) {
    const button = document.querySelector("button[name=action][value=" + value + "]");
    if (!button) return false;
    button.form.dataset.from = "history";
    button.click();
    return true;
  }
  function begin() {
    all("form[data-start]").forEach((form) => {
      const live = document.createElement("input");
      live.type = "hidden"; live.name = "_live"; live.value = "1";
      form.appendChild(live);
    });
    all(".i").forEach(count);
    if (document.querySelector("[data-show]")) ask();
  }
  document.addEventListener("click", (event) => {
    if (!event.target.closest) return;
    pressed = event.target.closest("button");
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    // Followed by the browser, the link would be a step in the history of screens.
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: "center" });
  });
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener("submit", submitted);
  window.addEventListener("online", () => { if (again && !busy) again(); });
  window.addEventListener("pageshow", () => { busy = false; });
  window.addEventListener("beforeunload", (event) => { if (again) event.preventDefault(); });
  window.addEventListener("popstate", (event) => {
    const to = Number(event.state) || 0, isBack = to < step;
    step = to;
    if (!busy && !press(isBack ? "back" : "next") && isBack && to > 0) history.back();
  });
  begin();
  if (document.querySelector(".x")) document.querySelector(".x").focus();
})();
