/* Aids while an event is written: its preview, its panel, names found in its text, what to look at
   before it is published, and keys. The server reads the form as it stands and saves nothing.
   Without this file the form does all it has to; the preview opens in a window of its own. */
"use strict";

(() => {
  const PAUSE = 500; // milliseconds without a change before the server is asked
  const OFF = "newsroom.desk.keys.off";
  const root = document.getElementById("writing");
  const form = root.closest("form");
  const find = (selector) => form.querySelector(selector);

  /* --- What the form says, and what is said of it */

  const filled = () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  };

  const ask = async (url) => {
    const answer = await fetch(url, { method: "POST", body: filled() });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    return answer;
  };

  const places = {
    panel: find(".field-related_events .readonly"),
    names: document.getElementById("names-found"),
    remarks: document.getElementById("remarks"),
  };

  const put = (place, markup) => {
    if (!place || place.shown === markup) return;
    const focused = place.contains(document.activeElement);
    place.shown = place.innerHTML = markup;
    place.hidden = !markup.trim();
    if (focused) (place.querySelector("button") || find(".field-entities .select2-search__field"))?.focus();
  };

  const tell = async () => {
    const told = await (await ask(root.dataset.aids)).json();
    for (const [name, place] of Object.entries(places)) put(place, told[name]);
  };

  let waiting, asking = false;
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, PAUSE);
  };
  const refresh = async () => {
    if (asking) return later();
    asking = true;
    const silent = await Promise.all([tell(), preview.show()]).then(() => false, () => true);
    document.getElementById("aids-silent").hidden = !silent;
    asking = false;
  };

  /* --- The preview beside the form */

  const button = document.getElementById("preview-button");
  const preview = {
    pane: null,

    async show() {
      if (!this.pane) return;
      const page = await (await ask(button.formAction)).text();
      const frame = this.pane?.querySelector("iframe");
      if (!frame || frame.srcdoc === page) return;
      const seen = frame.contentWindow.scrollY;
      frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, seen), { once: true });
      frame.srcdoc = page;
    },

    toggle() {
      this.pane ? this.close() : this.open();
      document.body.classList.toggle("previewing", Boolean(this.pane));
      button.setAttribute("aria-expanded", String(Boolean(this.pane)));
      // In a narrow window it stands below the form.
      if (this.pane?.getBoundingClientRect().top > innerHeight) this.pane.scrollIntoView();
    },

    open() {
      const pane = document.getElementById("preview-pane").content.cloneNode(true);
      form.after(pane);
      this.pane = form.nextElementSibling;
      this.pane.querySelector(".closes").addEventListener("click", () => { this.toggle(); button.focus(); });
      refresh();
    },

    close() {
      this.pane.remove();
      this.pane = null;
    },
  };

  /* --- Filling in the form */

  const changed = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));

  const choose = (select, value, name) => {
    const known = [...select.options].find((option) => option.value === value);
    if (known) known.selected = true;
    else select.append(new Option(name, value, true, true));
    changed(select);
  };

  const rows = (prefix) => [...form.querySelectorAll(`.inline-related[id^="${prefix}-"], tr.form-row[id^="${prefix}-"]`)]
    .filter((row) => !row.id.endsWith("-empty"));
  const cell = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const added = (prefix) => {
    find(`#${prefix}-group .add-row a`).click();
    return rows(prefix).at(-1);
  };

  const remove = (row) => {
    const box = cell(row, "DELETE");
    if (box) { box.checked = true; changed(box); }
    else row.querySelector(".inline-deletelink")?.click();
  };

  const place = ({ event, name, place: kind }) => {
    const there = rows("placements").find((row) => cell(row, "other").value === event);
    if (!kind) return there && remove(there);
    const row = there || added("placements");
    const box = cell(row, "DELETE");
    if (box) box.checked = false;
    choose(cell(row, "other"), event, name);
    choose(cell(row, "kind"), kind);
  };

  const cite = (said) => {
    const own = rows("citations");
    if (own.some((row) => cell(row, "url")?.value.trim() === said.url.trim())) return;
    const blank = own.find((row) => cell(row, "url")?.value === "" && cell(row, "source")?.value === "");
    const row = blank || added("citations");
    choose(cell(row, "source"), said.source, said.name);
    for (const name of ["url", "image", "archived_url", "alt"]) {
      cell(row, name).value = said[name];
      changed(cell(row, name));
    }
  };

  form.addEventListener("click", ({ target }) => {
    const pressed = target.closest("button[type=button]");
    if (!pressed) return;
    if (pressed.dataset.add) choose(find("#id_entities"), pressed.dataset.add, pressed.dataset.name);
    else if (pressed.dataset.event) place(pressed.dataset);
    else if ("takeSources" in pressed.dataset) {
      for (const item of pressed.closest("div").querySelectorAll("[data-source]")) cite(item.dataset);
    }
  });

  /* --- Keys */

  const dialog = document.getElementById("desk-keys");
  const toggle = document.getElementById("desk-keys-on");
  const stored = {
    get off() {
      try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
    },
    set off(off) {
      try { off ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF); } catch { /* private window */ }
    },
  };

  const publish = ["publish", "propose"].map((move) => find(`button[name="move"][value="${move}"]`)).find(Boolean);
  const press = (element) => element && (() => element.click());
  const actions = {
    save: press(find('[name="_continue"]') || find('[name="_save"]')),
    publish: press(publish),
    preview: press(button),
    previous: press(document.querySelector('.object-tools a[rel="prev"]')),
    next: press(document.querySelector('.object-tools a[rel="next"]')),
    help: () => dialog.showModal(),
  };
  const CHORDS = { s: "save", Enter: "publish" };
  const KEYS = { v: "preview", "[": "previous", "]": "next", "?": "help" };
  const types = (element) => element.isContentEditable || element.matches?.("input, select, textarea, .select2-selection");

  const meant = (event) => {
    const graph = event.getModifierState("AltGraph");
    if ((event.ctrlKey || event.metaKey) && !graph) return !event.altKey && !event.shiftKey && CHORDS[event.key];
    return !event.altKey && !types(event.target) && KEYS[event.key];
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.repeat || dialog.open || stored.off) return;
    if (event.key === "Escape" && types(event.target)) return event.target.blur();
    const action = actions[meant(event)];
    if (!action) return;
    event.preventDefault();
    action();
  });

  /* --- Begin */

  document.body.append(dialog);
  // Before the form, whose first field is to have the focus.
  form.before(root.querySelector(".writing-bar"));
  find(".field-entities")?.append(places.names);
  const silence = document.getElementById("aids-silent");
  [...form.querySelectorAll(".submit-row")].at(-1).before(silence, places.remarks);
  button.type = "button";
  button.addEventListener("click", () => preview.toggle());

  for (const row of dialog.querySelectorAll("[data-for]")) row.hidden = !actions[row.dataset.for];
  if (publish) dialog.querySelector('[data-for="publish"] dd').textContent = publish.textContent.trim();
  toggle.checked = !stored.off;
  toggle.addEventListener("change", () => { stored.off = !toggle.checked; });
  dialog.querySelector(".closes").addEventListener("click", () => dialog.close());
  const keys = document.getElementById("desk-keys-button");
  keys.hidden = false;
  keys.addEventListener("click", actions.help);

  // Pickers tell of changes by jQuery alone, and rows of their going only at the document.
  django.jQuery(form).on("input change", later);
  for (const what of ["formset:added", "formset:removed"]) document.addEventListener(what, later);
  refresh();
})();
