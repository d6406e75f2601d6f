/* Small comforts. Every page does its job without this file. */
"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const first = (selector, from = document) => from.querySelector(selector);
  root.classList.add("js");

  /* -- theme: kept in a cookie, so that the server draws the next page in it -- */
  const isDark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const switchTheme = () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  };

  /* -- single keys can be switched off (WCAG 2.1.4) -- */
  const kept = { get: () => { try { return localStorage.getItem("keys"); } catch { return null; } }, set: (v) => { try { localStorage.setItem("keys", v); } catch { /* private window */ } } };
  const keysOn = () => kept.get() !== "off";
  all("[data-keys-switch]").forEach((box) => {
    box.checked = keysOn();
    box.addEventListener("change", () => kept.set(box.checked ? "on" : "off"));
  });

  /* -- queue: j k walk, x picks, b goes to what can be done with those picked, Enter follows the link that has the focus -- */
  const rows = () => all("[data-queue] tbody tr");
  const current = () => document.activeElement?.closest("[data-queue] tbody tr");
  let left = null;  /* the row from which one went to the bulk bar */
  const walk = (step) => {
    const list = rows();
    if (!list.length) return;
    const at = list.indexOf(current() ?? left);
    const next = list[at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + step, 0), list.length - 1)];
    const link = first("td a", next);
    link?.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const picked = () => all("[data-queue] tbody input[type=checkbox]:checked");
  const showPicked = () => {
    const boxes = all("[data-queue] tbody input[type=checkbox]");
    const n = picked().length;
    all("[data-bulk]").forEach((bar) => {
      bar.classList.toggle("bulk-on", n > 0);
      const words = first("[data-bulk-count]", bar);
      if (words) words.textContent = root.lang === "en" ? `${n} selected:` : `${n} choisi${n > 1 ? "s" : ""}\u202f:`;
    });
    const top = first("[data-all]");
    if (top) { top.checked = n > 0 && n === boxes.length; top.indeterminate = n > 0 && n < boxes.length; }
  };
  const pick = () => {
    const box = first("input[type=checkbox]", current() || document.createElement("i"));
    if (box) { box.checked = !box.checked; showPicked(); }
  };

  const toBulk = () => {
    const row = current();
    if (row) left = row;
    if (!picked().length) pick();
    first("[data-bulk] button")?.focus();
  };

  /* -- dialogs: really modal where they only floated -- */
  const openDialog = (dialog) => { if (!dialog.open) { dialog.removeAttribute("popover"); dialog.showModal(); } };
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[popovertarget]");
    if (!opener) return;
    const dialog = document.getElementById(opener.getAttribute("popovertarget"));
    if (!(dialog instanceof HTMLDialogElement)) return;
    event.preventDefault();
    all("details.menu[open]").forEach((menu) => { menu.open = false; });
    if (opener.getAttribute("popovertargetaction") === "hide") dialog.close(); else openDialog(dialog);
  });
  all("dialog").forEach((dialog) => dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  }));

  /* -- menus: one at a time, closed by Escape and by a click elsewhere -- */
  document.addEventListener("click", (event) => {
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    if (event.target.closest("[data-theme-switch]")) switchTheme();
    if (event.target.closest("[data-close]")) event.target.closest(".toast, .notice")?.remove();
  });

  /* -- changes -- */
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-all]")) { all("[data-queue] tbody input[type=checkbox]").forEach((b) => { b.checked = box.checked; }); }
    if (box.closest("[data-queue]")) showPicked();
    if (box.matches("[data-autosubmit]")) box.form.requestSubmit();
  });
  /* a form is not sent twice by a double click */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  });

  /* -- keys -- */
  const typing = (element) => element.isContentEditable || element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
  const single = { j: () => walk(1), k: () => walk(-1), x: pick, b: toBulk, g: () => document.dispatchEvent(new Event("palette")), "?": () => { const d = document.getElementById("shortcuts"); if (d) openDialog(d); } };
  /* at once: whoever types on after the key loses no letter to a focus that comes later */
  const ready = (adder) => { if (adder?.open && !first("[data-focus]") && !adder.contains(document.activeElement?.closest("textarea") ?? null)) first("textarea", adder)?.focus(); };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest?.("form") ?? first("form[data-whole]");
      if (form && form.method === "post") { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (event.key === "Escape") {
      const menu = first("details.menu[open]");
      const adder = event.target.closest?.("details.adder[open]");  /* what was typed in it stays there */
      const opened = menu ?? adder;
      if (opened) { opened.open = false; first("summary", opened).focus(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !keysOn() || first("dialog[open]")) return;
    const marked = all("[data-key]").find((element) => element.dataset.key === event.key);
    if (marked) { event.preventDefault(); if (marked.matches("input")) { marked.focus(); marked.select(); } else { marked.click(); ready(marked.closest("details.adder")); } return; }
    const act = single[event.key];
    if (act && (event.key === "?" || event.key === "g" || rows().length)) { event.preventDefault(); act(); }
  });

  /* -- a form opened in place is ready to be typed into -- */
  all("details.adder").forEach((adder) => adder.addEventListener("toggle", () => ready(adder)));

  /* -- what was refused or done gets the focus; else a page that is one form begins in its first field -- */
  const startOf = (form) => {
    const field = all("input:not([type=hidden]), select, textarea", form).find((one) => (one.checkVisibility?.() ?? true) && !one.disabled);
    return field?.type === "radio" ? all(`input[name="${CSS.escape(field.name)}"]:checked`, form)[0] ?? field : field;
  };
  const told = first("[data-focus]") ?? first("[data-told]");
  if (told) told.focus();
  else if (document.activeElement === document.body && !location.hash) all("form[data-whole]").slice(0, 1).forEach((form) => startOf(form)?.focus({ preventScroll: true }));
  addEventListener("pageshow", showPicked);
})();
