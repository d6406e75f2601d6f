/* The palette of commands: Ctrl + K (or g), a few letters, Enter. All it offers can be reached without it. */
"use strict";
(() => {
  const dialog = document.getElementById("go-to");
  if (!dialog) return;
  const asked = dialog.querySelector("input"), list = dialog.querySelector("ul"), status = dialog.querySelector("[role=status]");
  const ref = location.pathname.match(/^\/cases\/([^/]+)/)?.[1] ?? "";
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("œ", "oe").replaceAll("æ", "ae").toLowerCase();
  const get = async (query) => {
    const answer = await fetch(`${dialog.dataset.palette}?${new URLSearchParams(query)}`, { redirect: "manual" });
    return answer.ok ? (await answer.json()).commands.map((one) => ({ ...one, folded: folded(one.label) })) : [];
  };
  let known = null, more = [], shown = [], at = 0, turn = 0;

  /* what this page itself offers by a key: a note, a contact */
  const here = () => Array.from(document.querySelectorAll("summary[data-key]")).map((one) => ({ label: one.textContent.trim(), folded: folded(one.textContent.trim()), kind: decodeURIComponent(ref), press: one }));
  const fits = (one, parts) => parts.every((part) => one.folded.includes(part) || folded(one.kind).includes(part));
  /* what begins as it was typed comes first */
  const weight = (one, typed) => (one.folded.startsWith(typed) ? 0 : one.folded.includes(` ${typed}`) ? 1 : 2);
  const mark = () => Array.from(list.children).forEach((line, n) => {
    line.setAttribute("aria-selected", String(n === at));
    if (n === at) { asked.setAttribute("aria-activedescendant", line.id); line.scrollIntoView({ block: "nearest" }); }
  });
  const draw = () => {
    const typed = folded(asked.value.trim()), parts = typed.split(/\s+/).filter(Boolean);
    const found = (known ?? []).filter((one) => fits(one, parts)).map((one, n) => [weight(one, typed), n, one]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((each) => each[2]);
    shown = /^#?\d/.test(typed) ? [...more, ...found] : [...found, ...more];
    at = 0;
    list.replaceChildren(...shown.map((one, n) => {
      const line = Object.assign(document.createElement("li"), { id: `go-to-${n}`, role: "option" });
      line.append(Object.assign(document.createElement("span"), { textContent: one.label }), Object.assign(document.createElement("span"), { textContent: one.kind, className: "hint" }));
      line.addEventListener("click", () => go(one));
      return line;
    }));
    if (!shown.length) asked.removeAttribute("aria-activedescendant");
    status.textContent = known === null ? "" : shown.length ? `${shown.length} ${dialog.dataset.some}` : dialog.dataset.none;
    mark();
  };
  const go = (one) => {
    if (!one) return;
    dialog.close();
    if (one.press) one.press.click(); else location.assign(one.url);
  };
  const look = async () => {
    const mine = ++turn, typed = asked.value.trim();
    more = [];
    draw();
    if (typed.length < 2) return;
    await new Promise((done) => { setTimeout(done, 150); });
    if (mine !== turn) return;
    const found = await get({ q: typed });
    if (mine === turn) { const kept = at; more = found; draw(); at = Math.min(kept, shown.length - 1); mark(); }
  };
  const open = async () => {
    if (document.querySelector("dialog[open]")) return;
    asked.value = "";
    more = [];
    dialog.showModal();
    asked.focus();
    draw();
    known ??= [...here(), ...await get(ref ? { case: decodeURIComponent(ref) } : {})];
    draw();
  };
  asked.addEventListener("input", look);
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length) { event.preventDefault(); at = (at + step + shown.length) % shown.length; mark(); }
    if (event.key === "Tab") { event.preventDefault(); asked.focus(); }
    if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); event.stopPropagation(); go(shown[at]); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (dialog.open) dialog.close(); else open();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-palette-open]")) return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
    open();
  });
  document.addEventListener("palette", open);
})();
