/* Keys for readers: what each does stands in the dialog #keys. Without this file nothing is missing. */
"use strict";

(() => {
  const OFF = "newsroom.keys.off";
  const ITEMS = ".title > a, .line-title > a, .titles li > a";
  const dialog = document.getElementById("keys");
  const toggle = document.getElementById("keys-on");
  const find = (selector) => document.querySelector(selector);
  const field = find('main [name="q"]') || find('[name="q"]');
  const back = find('main a[rel~="prev"]');
  const on = find('main a[rel~="next"]');
  const items = [...document.querySelectorAll(`main :is(${ITEMS})`)];

  const stored = {
    get off() {
      try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
    },
    set off(off) {
      try { off ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF); } catch { /* private window */ }
    },
  };

  /* From wherever the reader stands, be it between two items. */
  const step = (forwards) => {
    const here = document.activeElement;
    const side = forwards ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
    const nowhere = here === document.body || here.id === "content";
    const rest = items.filter((item) => nowhere || here.compareDocumentPosition(item) & side);
    (nowhere || forwards ? rest[0] : rest.at(-1))?.focus();
  };

  const open = () => dialog.showModal();
  const keys = {
    "/": field && (() => { field.focus(); field.select(); }),
    "j": items.length && (() => step(true)),
    "k": items.length && (() => step(false)),
    "[": back && (() => back.click()),
    "]": on && (() => on.click()),
    "?": open,
  };

  const types = (element) => element.isContentEditable || element.matches?.("input, select, textarea");

  document.addEventListener("keydown", (event) => {
    const chord = (event.ctrlKey || event.altKey) && !event.getModifierState("AltGraph");
    if (event.defaultPrevented || event.isComposing || event.repeat && !"jk".includes(event.key)) return;
    if (chord || event.metaKey || types(event.target) || dialog.open || stored.off) return;
    const answer = Object.hasOwn(keys, event.key) && keys[event.key];
    if (!answer) return;
    event.preventDefault();
    answer();
  });

  for (const row of dialog.querySelectorAll("[data-for]")) row.hidden = !keys[row.dataset.for];
  for (const [key, link] of [["[", back], ["]", on]]) {
    if (link) dialog.querySelector(`[data-for="${key}"] dd`).textContent = link.textContent.trim();
  }
  toggle.checked = !stored.off;
  toggle.addEventListener("change", () => { stored.off = !toggle.checked; });
  const button = find(".by-key");
  button.hidden = false;
  button.addEventListener("click", open);
})();
