// Comforts of the results: arrow keys between questions, a chart to point at. All works without.
(() => {
  "use strict";
  const waiting = document.querySelector("[data-reload-ms]");
  if (waiting) setTimeout(() => location.reload(), Number(waiting.dataset.reloadMs));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable], .scroll, .interactive")) return;
    const rel = { ArrowLeft: "prev", PageUp: "prev", ArrowRight: "next", PageDown: "next" }[event.key];
    if (!rel || (event.key.startsWith("Page") && !document.body.matches(".screen"))) return;
    const link = document.querySelector(`a[rel=${rel}]`);
    if (link) { event.preventDefault(); link.click(); }
  });

  const charts = document.querySelector(".charts[data-figures]");
  if (!charts) return;
  let loading = null;
  const plotly = () => {
    loading ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = charts.dataset.plotly;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });
    return loading;
  };
  // Plotly writes no style of its own where it finds this mark; results.css has the few rules it needs.
  const mark = document.createElement("span");
  mark.id = "plotly.js-style-global";
  mark.className = "no-inline-styles";
  mark.hidden = true;
  document.body.append(mark);

  const button = document.createElement("button");
  button.type = "button";
  button.className = "second";
  button.textContent = charts.dataset.open;
  button.setAttribute("aria-pressed", "false");
  const says = document.createElement("p");
  says.setAttribute("role", "status");
  charts.before(button, says);

  const show = async () => {
    const [reply] = await Promise.all([fetch(charts.dataset.figures), plotly()]);
    if (!reply.ok) throw new Error(reply.status);
    for (const [key, figure] of Object.entries(await reply.json())) {
      const still = document.getElementById(key);
      if (!still) continue;
      const place = document.createElement("div");
      place.className = "interactive";
      place.tabIndex = 0;
      place.setAttribute("role", "group");
      place.setAttribute("aria-label", figure.layout.meta.alt);
      still.before(place);
      // No bar of buttons: it holds one that sends figures to a service elsewhere.
      await window.Plotly.newPlot(place, figure.data, figure.layout, { displayModeBar: false, responsive: true });
      still.hidden = true;
    }
  };
  const hide = () => {
    for (const place of charts.querySelectorAll(".interactive")) {
      window.Plotly.purge(place);
      place.remove();
    }
    for (const still of charts.querySelectorAll("figure")) still.hidden = false;
  };
  button.addEventListener("click", async () => {
    const opens = button.getAttribute("aria-pressed") === "false";
    says.textContent = "";
    button.disabled = true;
    try {
      if (opens) await show(); else hide();
      button.setAttribute("aria-pressed", String(opens));
      button.textContent = opens ? charts.dataset.close : charts.dataset.open;
    } catch {
      loading = null;
      says.textContent = charts.dataset.failed;
    }
    button.disabled = false;
  });
})();
