/* SPDX-License-Identifier: EUPL-1.2 */
/* A drawing with finger or mouse, kept as a picture. Who cannot draw types the name or sends a picture: those fields
   are there with and without this file. */
(() => {
  const form = document.querySelector("form[data-fill]");
  if (!form) return;

  const enhance = (box) => {
    if (box.dataset.ready) return;
    box.dataset.ready = "1";
    box.hidden = false;
    const canvas = box.querySelector("canvas");
    const pen = canvas.getContext("2d");
    let drawing = false;
    let empty = true;
    const wipe = () => {
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      empty = true;
    };
    wipe();
    pen.lineWidth = 3;
    pen.lineCap = "round";
    pen.strokeStyle = "#17212b";
    const place = (event) => {
      const frame = canvas.getBoundingClientRect();
      return [(event.clientX - frame.left) * canvas.width / frame.width, (event.clientY - frame.top) * canvas.height / frame.height];
    };
    canvas.addEventListener("pointerdown", (event) => {
      drawing = true;
      empty = false;
      canvas.setPointerCapture(event.pointerId);
      pen.beginPath();
      pen.moveTo(...place(event));
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!drawing) return;
      pen.lineTo(...place(event));
      pen.stroke();
    });
    for (const kind of ["pointerup", "pointercancel"]) canvas.addEventListener(kind, () => { drawing = false; });
    box.querySelector("[data-drawing-wipe]").addEventListener("click", wipe);
    box.querySelector("[data-drawing-keep]").addEventListener("click", () => {
      if (empty) return;
      canvas.toBlob((picture) => {
        const field = document.getElementById(`${box.dataset.drawing}:1`);
        const files = new DataTransfer();
        files.items.add(new File([picture], "disegno.png", { type: "image/png" }));
        field.files = files.files;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }, "image/png");
    });
  };

  const ready = (root) => root.querySelectorAll("[data-drawing]").forEach(enhance);
  ready(form);
  form.addEventListener("fill-drawn", (event) => ready(event.target));
})();
