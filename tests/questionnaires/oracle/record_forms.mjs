// SPDX-License-Identifier: EUPL-1.2
// What the reference engine of ODK makes of our forms. For developers only: tests read what this has recorded.
//
//   .venv/bin/python -m tests.questionnaires.oracle.instances FOLDER     writes forms and filled instances
//   npm install --prefix FOLDER @getodk/xforms-engine@0.22.0 jsdom@22.1.0
//   TZ=Europe/Rome node tests/questionnaires/oracle/record_forms.mjs FOLDER tests/questionnaires/fixtures/reference
//
// FOLDER/<form>/form.xml, FOLDER/<form>/<number>.xml and FOLDER/<form>/media/ become fixtures/reference/<form>.json.gz,
// which has all that the test needs: the form, each instance, and of each leaf of the instance
// [reference, relevant, required, violation or null, value].
import { mkdirSync, readdirSync, readFileSync, writeFileSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { join, resolve } from "node:path";

const [folder, target] = process.argv.slice(2).map((path) => resolve(path));
const NOW = "2026-03-02T10:30:00.000+01:00";

// The engine runs in a browser: give it a document, and a clock that stands still.
const fromFolder = createRequire(join(folder, "package.json"));
const { JSDOM } = fromFolder("jsdom");
const page = new JSDOM("<!doctype html><html><body></body></html>", { url: "http://localhost/" });
for (const name of Object.getOwnPropertyNames(page.window)) {
  if (!(name in globalThis)) globalThis[name] = page.window[name];
}
for (const name of ["DOMParser", "XMLSerializer", "Node", "Element", "Document", "Attr", "File", "FormData", "Blob"]) {
  globalThis[name] = page.window[name] ?? globalThis[name];
}
globalThis.window = globalThis;
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...values) { values.length ? super(...values) : super(RealDate.parse(NOW)); }
  static now() { return RealDate.parse(NOW); }
};
// Its parser of expressions takes Node for CommonJS.
globalThis.require = fromFolder;
globalThis.__dirname = join(folder, "node_modules/@getodk/xforms-engine/dist");

const main = join(globalThis.__dirname, "index.js");
const { loadForm } = await import(main);
const version = JSON.parse(readFileSync(join(globalThis.__dirname, "../package.json"), "utf8")).version;

const text = (xml) => {
  if (!xml) return "";
  return new DOMParser().parseFromString(xml, "text/xml").documentElement.textContent;
};

const leaves = (node, found = []) => {
  const state = node.currentState;
  if (state.children === null) {
    const xml = node.instanceState?.instanceXML ?? state.instanceState?.instanceXML;
    const broken = node.validationState?.violation?.condition ?? null;
    found.push([state.reference, state.relevant, state.required, broken, text(xml)]);
  }
  for (const child of state.children ?? []) leaves(child, found);
  return found;
};

const fetchFormAttachment = async (url) => {
  const path = join(folder, current, "media", decodeURIComponent(url.pathname.split("/").pop()));
  return existsSync(path) ? new Response(readFileSync(path), { headers: { "content-type": "text/csv" } })
    : new Response("", { status: 404 });
};

let current = "";
mkdirSync(target, { recursive: true });
for (const form of readdirSync(folder, { withFileTypes: true })) {
  if (!form.isDirectory() || !existsSync(join(folder, form.name, "form.xml"))) continue;
  current = form.name;
  const xform = readFileSync(join(folder, current, "form.xml"), "utf8");
  const recorded = [];
  for (const name of readdirSync(join(folder, current)).filter((file) => /^\d+\.xml$/.test(file)).sort()) {
    const data = new FormData();
    const xml = readFileSync(join(folder, current, name), "utf8");
    const file = new File([xml], "xml_submission_file", { type: "text/xml" });
    data.append("xml_submission_file", file, "xml_submission_file");
    try {
      const loaded = await loadForm(xform, { fetchFormAttachment, missingResourceBehavior: "BLANK" });
      if (loaded.status === "failure") throw loaded.error;
      const instance = await loaded.restoreInstance({ data: [data] }, {});
      recorded.push({ name, xml, leaves: leaves(instance.root) });
    } catch (error) {
      console.error(`${current} ${name}: ${error.message}`);
      process.exitCode = 1;
      break;
    }
  }
  const found = { engine: `@getodk/xforms-engine ${version}`, now: NOW, xform, instances: recorded };
  writeFileSync(join(target, `${current}.json.gz`), gzipSync(JSON.stringify(found), { level: 9 }));
  console.log(`${current}: ${recorded.length} instances`);
}
