/* A draft is kept: what is typed in a long form stays in this browser until the server has taken it (decision 21). */
"use strict";
(() => {
  const who = document.body.dataset.who;  /* whose page this is; nobody's keeps and offers nothing */
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const words = (fr, en) => (document.documentElement.lang === "en" ? en : fr);
  const KEPT_FOR = 3 * 24 * 3600 * 1000, PAUSE = 400, MOST = 3, TAKEN = "amiable_drafted", SENT = "draft-sent";
  const NEVER = /(^|[-_])(csrf_token|version|key|idempotency_key|token|code|password|draft)$/;
  const shelf = (name) => { try { return window[name]; } catch { return null; } };
  const shelves = [shelf("localStorage"), shelf("sessionStorage")].filter(Boolean);
  const read = (store, key) => { try { const kept = JSON.parse(store.getItem(key)); return Array.isArray(kept) ? kept : []; } catch { return []; } };
  const write = (store, key, drafts) => { try { if (drafts.length) store.setItem(key, JSON.stringify(drafts)); else store.removeItem(key); } catch { /* full, or a private window */ } };
  const each = (act) => shelves.forEach((store) => Object.keys(store).filter((key) => key.startsWith("draft:")).forEach((key) => act(store, key)));
  const forget = (test) => each((store, key) => { if (test(key)) store.removeItem(key); });
  const keyOf = (form) => `draft:${who}:${form.dataset.draft}`;

  /* -- what is old, what the server has taken, and what somebody else left on this machine -- */
  each((store, key) => write(store, key, read(store, key).filter((one) => Date.now() - one.at < KEPT_FOR)));
  const taken = document.cookie.split("; ").find((one) => one.startsWith(`${TAKEN}=`));
  if (taken) {
    const names = decodeURIComponent(taken.slice(TAKEN.length + 1)).replaceAll('"', "").split("|");
    forget((key) => names.some((name) => key.endsWith(`:${name}`)));
    document.cookie = `${TAKEN}=; path=/; max-age=0; samesite=lax`;
  }
  if (who) forget((key) => !key.startsWith(`draft:${who}:`));
  let left = false;  /* by signing out: nothing is kept any more */
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-forget-drafts]")) { left = true; forget(() => true); } }, true);
  if (!who) return;

  /* -- the fields of a form that are somebody's own words or choice -- */
  const fieldsOf = (form) => Array.from(form.elements).filter((one) => one.name && !one.disabled && !["hidden", "password", "file", "submit", "button", "reset"].includes(one.type) && one.matches("input, textarea, select") && !NEVER.test(one.name) && one.autocomplete !== "one-time-code");
  const ticked = (one) => one.type === "checkbox" || one.type === "radio";
  const ofSelect = (one) => Array.from(one.options).some((option) => option.selected !== option.defaultSelected);
  const touched = (one) => (ticked(one) ? one.checked !== one.defaultChecked : one.matches("select") ? ofSelect(one) : one.value !== one.defaultValue);
  const valuesOf = (form, whole) => {
    const fields = fieldsOf(form), changed = new Set(fields.filter((one) => whole || touched(one)).map((one) => one.name)), values = {};
    fields.filter((one) => changed.has(one.name)).forEach((one) => {
      values[one.name] ??= [];
      if (!ticked(one) || one.checked) values[one.name].push(one.value);
    });
    return values;
  };
  const written = (form) => all("textarea", form).filter((one) => !one.readOnly && one.value !== one.defaultValue && one.value.trim()).sort((a, b) => b.value.length - a.value.length)[0];
  /* puts values back; answers those whose field is not there yet */
  const fill = (form, values) => {
    const fields = fieldsOf(form), later = {};
    Object.entries(values).forEach(([name, given]) => {
      const named = fields.filter((one) => one.name === name);
      if (!named.length) later[name] = given;
      named.forEach((one, n) => {
        if (ticked(one)) one.checked = given.includes(one.value);
        else if (!one.matches("select")) one.value = given[n] ?? "";
        else if (Array.from(one.options).some((option) => option.value === given[n])) one.value = given[n];
        for (let fold = one.closest("details"); fold && form.contains(fold); fold = fold.parentElement.closest("details")) if (!ticked(one) && one.value !== one.defaultValue) fold.open = true;
      });
    });
    return later;
  };

  const keep = (form) => {
    const store = form.dataset.draftHere === undefined ? shelves[0] : shelf("sessionStorage");
    if (!store) return;
    const key = keyOf(form), refused = document.body.dataset.answered !== undefined;
    let own = (refused && store.getItem(SENT)) || `${Date.now()}-${Math.random().toString(36).slice(2, 8)}`, waiting = null, sent = false;
    const version = (form.elements.version ?? form.elements.so_far)?.value ?? "";
    const save = () => {
      clearTimeout(waiting);
      waiting = null;
      if (left) return;
      const others = read(store, key).filter((one) => one.id !== own), text = written(form);
      const worth = text || (refused && all("textarea", form).some((one) => one.value.trim()));
      const draft = worth ? [{ id: own, at: Date.now(), version, begins: (text ?? all("textarea", form).find((one) => one.value.trim())).value.trim().slice(0, 70), values: valuesOf(form, refused) }] : [];
      write(store, key, [...draft, ...others].slice(0, MOST));
    };
    const soon = () => { clearTimeout(waiting); waiting = setTimeout(save, PAUSE); };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    /* what has gone is not kept anew by a pause that ends late */
    const now = () => { if (waiting && !sent) save(); };
    addEventListener("pagehide", now);
    document.addEventListener("visibilitychange", () => { if (document.hidden) now(); });
    form.addEventListener("submit", (event) => {
      if (event.submitter?.formTarget === "_blank") return;
      save();
      sent = true;
      setTimeout(() => { sent = false; }, 4000);
      try { store.setItem(SENT, own); } catch { /* full */ }
      if (!form.elements.draft) form.insertAdjacentHTML("beforeend", '<input type="hidden" name="draft">');
      form.elements.draft.value = form.dataset.draft;
    });
    if (refused) { if (store.getItem(SENT)) save(); return; }  /* the form that came back is filled in already */

    const take = (draft, box) => {
      own = draft.id;
      box.remove();
      const adder = form.closest("details");
      if (adder) adder.open = true;
      let later = fill(form, draft.values);
      const start = written(form) ?? form.querySelector("textarea");
      fieldsOf(form).filter((one) => touched(one)).forEach((one) => one.dispatchEvent(new Event("input", { bubbles: true })));
      const more = () => { if (Object.keys(later).length) later = fill(form, later); };
      document.addEventListener("htmx:afterSettle", more);
      setTimeout(() => document.removeEventListener("htmx:afterSettle", more), 5000);
      start?.focus();
    };
    const drop = (draft, box) => {
      write(store, key, read(store, key).filter((one) => one.id !== draft.id));
      const place = form.closest("details.adder")?.querySelector("summary") ?? form.querySelector("textarea");
      box.remove();
      place?.focus();
    };
    read(store, key).forEach((draft) => offer(draft, form, version, take, drop));
  };

  const when = (at) => {
    const then = new Date(at), lang = words("fr-FR", "en-GB");
    const time = words(`${then.getHours()}\u00a0h\u00a0${String(then.getMinutes()).padStart(2, "0")}`, then.toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit" }));
    return then.toDateString() === new Date().toDateString() ? words(`de ${time}`, `of ${time}`) : words(`du ${then.toLocaleDateString(lang, { day: "numeric", month: "long" })}, ${time}`, `of ${then.toLocaleDateString(lang, { day: "numeric", month: "long" })}, ${time}`);
  };
  const made = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more);
  const offer = (draft, form, version, take, drop) => {
    const box = made("div", "", { className: "notice tone-info draft no-print", role: "status" }), inside = made("div", ""), line = made("p", "");
    line.append(made("b", words(`Brouillon ${when(draft.at)}`, `Draft ${when(draft.at)}`)), made("span", ` · ${form.dataset.draftName}`, { className: "quiet" }));
    inside.append(line, made("p", words(`«\u202f${draft.begins}\u202f»`, `“${draft.begins}”`), { className: "quiet small draft-begins" }));
    if (draft.version && version && draft.version !== version) inside.append(made("p", words("Le dossier a changé depuis\u202f: relisez avant d’envoyer.", "The case has changed since: read it again before you send."), { className: "small" }));
    const acts = made("div", "", { className: "actions" });
    const go = made("button", words("Reprendre", "Resume"), { type: "button", className: "btn btn-small" }), no = made("button", words("Jeter", "Discard"), { type: "button", className: "btn btn-small btn-quiet" });
    [go, no].forEach((one) => one.append(made("span", words(` le brouillon ${when(draft.at)}, ${form.dataset.draftName}`, ` the draft ${when(draft.at)}, ${form.dataset.draftName}`), { className: "hush" })));
    go.addEventListener("click", () => take(draft, box));
    no.addEventListener("click", () => drop(draft, box));
    acts.append(go, no);
    box.append(inside, acts);
    const whole = form.closest(".adders") ?? (form.matches(".cols") ? form : null);  /* one that lies in columns has no place for it inside */
    if (whole) whole.before(box); else form.prepend(box);
  };

  all("form[data-draft]").forEach(keep);
})();
