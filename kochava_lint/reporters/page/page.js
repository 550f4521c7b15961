"use strict";
// What is chosen is kept in the address, so that a view can be passed on.
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const search = document.getElementById("search");
  const rule = document.getElementById("rule");
  const event_ = document.getElementById("event");
  const boxes = [...form.querySelectorAll("input[name=severity]")];
  const articles = [...document.querySelectorAll("#list article")];
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const bars = [...document.querySelectorAll(".bar")];
  const cells = [...document.querySelectorAll(".cell")];
  const batches = [...document.querySelectorAll(".batch")].map((batch) => [batch, [...batch.children]]);
  const noun = articles.length === 1 ? "finding" : "findings";
  let texts = null;

  function apply() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    if (words.length && !texts) texts = articles.map((article) => article.textContent.toLowerCase());
    let count = 0;
    articles.forEach((article, index) => {
      const data = article.dataset;
      const isShown =
        severities.has(data.severity) &&
        (!rule.value || data.rule === rule.value) &&
        (!event_.value || data.event === event_.value) &&
        words.every((word) => texts[index].includes(word));
      article.hidden = !isShown;
      count += isShown;
    });
    for (const [batch, inside] of batches) batch.hidden = inside.every((article) => article.hidden);
    shown.textContent = `${count.toLocaleString("en")} of ${articles.length.toLocaleString("en")} ${noun}`;
    none.hidden = count > 0;
    for (const bar of bars) bar.setAttribute("aria-pressed", String(bar.dataset.rule === rule.value));
    for (const cell of cells) cell.setAttribute("aria-pressed", String(isChosen(cell)));
    remember(severities);
  }

  function isChosen(cell) {
    return cell.dataset.rule === rule.value && cell.dataset.event === event_.value;
  }

  function remember(severities) {
    const state = new URLSearchParams();
    if (search.value) state.set("search", search.value);
    if (rule.value) state.set("rule", rule.value);
    if (event_.value) state.set("event", event_.value);
    if (severities.size < boxes.length) state.set("severity", [...severities].join(","));
    const hash = state.toString();
    try {
      history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
    } catch {
      // Where a page may not change its address, it is not kept.
    }
  }

  function recall() {
    const state = new URLSearchParams(location.hash.slice(1));
    search.value = state.get("search") ?? "";
    rule.value = state.get("rule") ?? "";
    event_.value = state.get("event") ?? "";
    if (rule.selectedIndex < 0) rule.value = "";
    if (event_.selectedIndex < 0) event_.value = "";
    const severities = state.get("severity");
    for (const box of boxes) box.checked = severities === null || severities.split(",").includes(box.value);
    apply();
  }

  function choose(chosenRule, chosenEvent) {
    rule.value = chosenRule;
    event_.value = chosenEvent;
    apply();
    if (chosenRule) document.getElementById("findings").scrollIntoView();
  }

  function showAll() {
    search.value = rule.value = event_.value = "";
    for (const box of boxes) box.checked = true;
    apply();
  }

  function step(by) {
    const visible = articles.filter((article) => !article.hidden);
    if (!visible.length) return;
    const at = visible.indexOf(document.activeElement);
    const next = visible[at < 0 ? (by > 0 ? 0 : visible.length - 1) : Math.min(Math.max(at + by, 0), visible.length - 1)];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    step(1);
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    showAll();
  });
  document.getElementById("again").addEventListener("click", showAll);
  for (const bar of bars) {
    bar.addEventListener("click", () => choose(bar.dataset.rule === rule.value ? "" : bar.dataset.rule, event_.value));
  }
  for (const cell of cells) {
    cell.addEventListener("click", () => (isChosen(cell) ? choose("", "") : choose(cell.dataset.rule, cell.dataset.event)));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = event.target.matches("input[type=search], select");
    if (event.key === "Escape") {
      showAll();
    } else if (event.key === "/" && event.target !== search) {
      event.preventDefault();
      search.focus();
    } else if ((event.key === "j" || event.key === "k") && !isTyping) {
      step(event.key === "j" ? 1 : -1);
    }
  });
  // The link to the findings is followed without losing the view.
  addEventListener("hashchange", () => (location.hash === "#findings" ? apply() : recall()));
  recall();
})();
