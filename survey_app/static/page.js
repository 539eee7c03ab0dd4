// What a phone that runs scripts adds to the citizen's page. Nothing here is needed to answer, and
// nothing is stored on the phone, which may be shared.
(function () {
"use strict";
// --- The walker: the value of a condition's tree, null where it is unknown. The rules are those of
// --- questionnaires/expression/__init__.py; one file of vectors holds both to them.
const is = (type, ...values) => values.every((value) => typeof value === type);
const invert = (value) => (value === null ? null : !value);
const equal = (a, b) => (is("string", a, b) || is("number", a, b) || is("boolean", a, b) ? a === b : null);
const less = (a, b) => (is("string", a, b) || is("number", a, b) ? a < b : null);
const finite = (value) => (Number.isFinite(value) ? value : null);
const logic = (parts, stop) => {
const values = parts.map((part) => part());
return values.includes(stop) ? stop : values.every((value) => value === !stop) ? !stop : null;
};
const among = (value, list) => {
if (value === null) return null;
const found = list.map((constant) => equal(value, constant));
return found.includes(true) ? true : found.includes(null) ? null : false;
};
const compare = {
"==": equal, "!=": (a, b) => invert(equal(a, b)), "<": less, ">": (a, b) => less(b, a),
"<=": (a, b) => invert(less(b, a)), ">=": (a, b) => invert(less(a, b)),
};
const sums = { "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b };
function walk(tree, answer) {
const word = tree[0];
const at = (index) => walk(tree[index], answer);
const named = () => { const value = answer(tree[1]); return value === undefined ? null : value; };
if (word === "text" || word === "number" || word === "bool") return tree[1];
if (word === "name") return named();
if (word === "and" || word === "or") return logic(tree.slice(1).map((part) => () => walk(part, answer)), word === "or");
if (word === "not") { const value = at(1); return is("boolean", value) ? !value : null; }
if (word === "in") return among(at(1), tree[2]);
if (word === "not in") return invert(among(at(1), tree[2]));
if (word === "has") { const value = named(); return Array.isArray(value) ? value.includes(tree[2]) : null; }
if (word === "count") { const value = named(); return Array.isArray(value) ? value.length : null; }
if (word === "len") { const value = at(1); return is("string", value) ? Array.from(value).length : null; }
if (word === "neg") { const value = at(1); return is("number", value) ? -value : null; }
if (compare[word]) return compare[word](at(1), at(2));
if (sums[word]) { const a = at(1), b = at(2); return is("number", a, b) ? finite(sums[word](a, b)) : null; }
return null;
}
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
const first = (box) => { const field = all("input:checked,select,textarea,input:not([type=radio]):not(.o)", box)[0]; return field ? text(field) : null; };
function ask() {
const answers = {};
all("[data-item]").forEach((box) => {
const data = box.dataset;
const shown = !data.show || walk(JSON.parse(data.show), (name) => answers[name]) === true;
box.hidden = !shown;
all("input,select,textarea", box).forEach((field) => { field.disabled = !shown; });
if (!shown) return;
if (data.type === "grid") all("input:checked", box).forEach((field) => { answers[field.name] = field.value; });
else answers[data.item] = (read[data.type] || first)(box);
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
const can = window.fetch && window.DOMParser && window.FormData && FormData.prototype.entries && window.URLSearchParams;
let busy = false, timer = 0, wait = 0, pressed = null, again = null, step = 0;
const state = (form, name) => {
const note = document.getElementById("st");
if (note) note.textContent = name ? note.dataset[name] : "";
all("button", form).forEach((button) => { button.setAttribute("aria-disabled", String(name === "busy")); });
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
fetch(location.href, { method: "POST", body: body, credentials: "omit", redirect: "error", signal: stop ? stop.signal : undefined })
.then((reply) => { if (reply.status >= 502 && reply.status <= 504) throw reply; return reply.text(); })
.then((html) => {
const page = new DOMParser().parseFromString(html, "text/html");
if (!page.querySelector("main[data-ydan]")) throw page;
clearTimeout(late);
busy = false; wait = 0; again = null;
if (body.get("action") !== "back" && from !== "history") history.pushState(++step, "");
show(page);
})
.catch(() => {
clearTimeout(late);
busy = false;
state(form, "fail");
wait = Math.min(wait ? wait * 2 : 3000, 60000);
again = () => send(form, body, from);
timer = setTimeout(again, wait);
});
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
document.addEventListener("click", (event) => { pressed = event.target.closest ? event.target.closest("button") : null; });
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
document.documentElement.dataset.walk = "1";
window.ydanWalk = walk;
})();
