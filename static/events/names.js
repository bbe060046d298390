// Names for the parts that a picker draws: they have none of the field's label.
"use strict";
{
  const namePicker = (select) => {
    const label = document.querySelector(`label[for="${select.id}"]`);
    const picker = select.nextElementSibling;
    if (!label || !picker?.matches(".select2-container")) return;
    label.id ||= `${select.id}-label`;
    for (const part of picker.querySelectorAll("[role=combobox], [role=textbox], [type=search]")) {
      const chosen = part.getAttribute("aria-labelledby") ?? "";
      part.setAttribute("aria-labelledby", `${label.id} ${chosen}`.trim());
    }
  };
  const namePickers = (root) => root.querySelectorAll("select.admin-autocomplete").forEach(namePicker);

  // Pickers are drawn by a function that jQuery has been given before; and in each row that is added.
  addEventListener("load", () => django.jQuery(() => namePickers(document)));
  document.addEventListener("formset:added", (event) => setTimeout(() => namePickers(event.target)));
}
