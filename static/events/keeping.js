/* Keeps what is typed in an event's form before it is saved: at the server every few seconds, and in
   this browser's local storage while the server does not answer. */
"use strict";

(() => {
  const LOOK = 2000; // every so many milliseconds, whether something was typed
  const PATIENCE = 2000; // so long the server may take to answer
  const BEAT = 20000; // so often it is told that the form is still open

  const box = document.getElementById("keeping");
  const form = document.getElementById("event_form");
  if (!box || !form) return;

  const { url, person } = box.dataset;
  const event = box.dataset.event ? Number(box.dataset.event) : null;
  const mark = form.elements.mark.value;
  const shelf = `newsroom-${person}-`;
  let clean; // what stood in the form when it was opened
  let known; // what the server knows to stand in it
  let saved = null; // the version that it is known to have been saved as, before one went on in it
  let heard = 0;
  let isBusy = false;
  let isDone = false; // it is sent, or nothing of it is to be kept any more

  /** What stands in the form, as text: a list of values by name, without files and secrets. */
  function written() {
    const values = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value !== "string" || name === "csrfmiddlewaretoken") continue;
      if (name.includes("__prefix__")) continue;
      (values[name] ??= []).push(value);
    }
    return JSON.stringify(values);
  }

  function secret() {
    return document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
  }

  /** What the server answers; null if it does not, false if nobody is logged in. */
  async function tell(message, keepalive = false) {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const answer = await fetch(url, {
        method: "POST",
        body: JSON.stringify(message),
        headers: { "Content-Type": "application/json", "X-CSRFToken": secret() },
        redirect: "manual",
        signal: patience.signal,
        keepalive,
      });
      if (answer.type === "opaqueredirect" || answer.status === 403) return false;
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  function remember(text) {
    try {
      localStorage.setItem(shelf + mark, JSON.stringify({ event, saved, typed: JSON.parse(text) }));
    } catch {
      // The storage is full or forbidden: the server will have to answer.
    }
  }

  function say(id, text) {
    const place = document.getElementById(id);
    if (place.textContent !== text) place.textContent = text;
  }

  function show(answer) {
    heard = Date.now();
    const { others } = answer;
    say("keeping-others", others.length ? `${box.dataset.others} ${others.join(", ")}` : "");
    // Somebody who has logged in again has a new secret.
    for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = secret();
  }

  async function keep(text) {
    const typed = text === clean ? null : JSON.parse(text);
    const answer = await tell({ mark, event, saved, typed });
    if (isDone) return; // sent meanwhile, and remembered then
    if (answer?.taken_down) {
      isDone = true;
      localStorage.removeItem(shelf + mark);
      say("keeping-state", box.dataset.gone);
    } else if (typed && answer && answer.saved !== saved) {
      saved = answer.saved; // one goes on in a form from the browser's past
      await keep(text);
    } else if (answer) {
      known = text;
      localStorage.removeItem(shelf + mark);
      show(answer);
      say("keeping-state", typed ? box.dataset.kept : "");
    } else {
      remember(text);
      say("keeping-state", answer === false ? box.dataset.out : box.dataset.here);
    }
  }

  async function look() {
    if (isBusy || isDone) return;
    isBusy = true;
    const text = written();
    if (text !== known) {
      await keep(text);
    } else if (Date.now() - heard > BEAT) {
      const answer = await tell({ mark, event });
      if (answer) show(answer);
    }
    isBusy = false;
  }

  /** Bring to the server what only this browser has kept, of whatever event. */
  async function bring() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(shelf));
    for (const key of keys.filter((key) => key !== shelf + mark)) {
      const found = JSON.parse(localStorage.getItem(key));
      const answer = await tell({ mark: key.slice(shelf.length), ...found });
      if (!answer) continue;
      localStorage.removeItem(key);
      const isKept = !answer.taken_down && answer.saved === (found.saved ?? null);
      if (isKept && found.event === event) document.getElementById("keeping-found").hidden = false;
    }
  }

  window.addEventListener("load", () => {
    const text = written();
    clean = box.dataset.unsaved ? "" : text;
    known = clean;
    if (!box.dataset.unsaved) localStorage.removeItem(shelf + mark);
    bring();
    look();
    setInterval(look, LOOK);
  });

  form.addEventListener("submit", () => {
    if (isDone) return;
    isDone = true;
    const text = written();
    if (text !== clean) remember(text);
  });

  window.addEventListener("pagehide", () => {
    if (isDone) return;
    const text = written();
    if (text === clean) {
      tell({ mark, event, typed: null, closed: true }, true);
    } else if (text !== known) {
      remember(text);
      tell({ mark, event, saved, typed: JSON.parse(text) }, true);
    }
  });

  // Back from another page: the form goes on as it was.
  window.addEventListener("pageshow", (shown) => {
    if (shown.persisted) isDone = false;
  });
})();
