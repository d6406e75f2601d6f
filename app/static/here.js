/* Who else has this case open, and what they did since: asked every 25 seconds while the page can be seen. */
"use strict";
(() => {
  const place = document.querySelector("[data-here]");
  const token = document.querySelector("input[name=csrf_token]")?.value;
  if (!place || !token) return;
  const EVERY = 25_000, STILL = 120_000;
  const made = (tag, text, className = "") => Object.assign(document.createElement(tag), { textContent: text, className });
  let soFar = place.dataset.soFar ?? "", typedAt = 0, where = "view", said = "", waiting = null, over = false;

  const doing = () => (Date.now() - typedAt < STILL ? where : "view");
  const body = (what) => new URLSearchParams({ csrf_token: token, doing: what, so_far: soFar });
  const draw = (told) => {
    const now = JSON.stringify([told.others, told.news]);
    if (now === said) return;
    said = now;
    place.replaceChildren(...told.others.map((one) => {
      const line = made("span", "", "person");
      const face = made("span", one.initials, one.writes ? "face face-writes" : "face");
      face.setAttribute("aria-hidden", "true");
      line.append(face, made("span", one.said, one.writes ? "strong" : ""));
      return line;
    }));
    if (!told.news.length) return;
    const box = made("p", "", "here-news"), link = made("a", place.dataset.again);
    link.href = place.dataset.case;
    if (place.dataset.doing) link.target = "_blank";
    box.append(made("b", place.dataset.since), " ", told.news.join(" · "), ". ", link);
    place.append(box);
  };
  const ask = async () => {
    clearTimeout(waiting);
    if (over || document.hidden) return;
    try {
      const answer = await fetch(place.dataset.here, { method: "POST", body: body(doing()), redirect: "manual" });
      if (!answer.ok) { over = true; place.replaceChildren(); return; }  /* signed out, or the case is no longer theirs to see */
      const told = await answer.json();
      if (soFar === "") soFar = String(told.so_far);
      draw(told);
    } catch { /* no network: asked again */ }
    waiting = setTimeout(ask, EVERY);
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (!form || !event.target.matches("textarea")) return;
    const before = doing();
    typedAt = Date.now();
    where = place.dataset.doing || form.dataset.draft.split("/")[0];
    if (before !== where) ask();
  });
  document.addEventListener("visibilitychange", ask);
  addEventListener("pagehide", () => { over = true; navigator.sendBeacon(place.dataset.here, body("left")); });
  addEventListener("pageshow", (event) => { if (event.persisted) { over = false; ask(); } });
  ask();
})();
