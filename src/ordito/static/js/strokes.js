/* SPDX-License-Identifier: EUPL-1.2 */
/* A signature drawn with finger or mouse, kept as the lines it is made of. Who cannot draw types the name: that is
   there with and without this file. */
(() => {
  const box = document.querySelector("[data-strokes]");
  if (!box) return;
  const drawing = box.querySelector("svg");
  const line = drawing.querySelector("path");
  const field = document.getElementById(box.dataset.strokes);
  const width = Number(box.dataset.width);
  const height = Number(box.dataset.height);
  box.hidden = false;
  line.setAttribute("d", field.value);

  let stroke = null;
  const place = (event) => {
    const frame = drawing.getBoundingClientRect();
    const part = (value, start, size, most) => Math.max(0, Math.min(most, Math.round((value - start) * most / size)));
    return `${part(event.clientX, frame.left, frame.width, width)} ${part(event.clientY, frame.top, frame.height, height)}`;
  };
  const show = () => line.setAttribute("d", field.value + (stroke || ""));

  drawing.addEventListener("pointerdown", (event) => {
    drawing.setPointerCapture(event.pointerId);
    const point = place(event);
    stroke = `M${point}L${point}`;
    show();
  });
  drawing.addEventListener("pointermove", (event) => {
    if (stroke === null) return;
    const next = `L${place(event)}`;
    if (!stroke.endsWith(next)) stroke += next;
    show();
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    drawing.addEventListener(kind, () => {
      if (stroke === null) return;
      field.value += stroke;
      stroke = null;
      show();
    });
  }
  box.querySelector("[data-strokes-wipe]").addEventListener("click", () => {
    field.value = "";
    stroke = null;
    show();
  });
})();
