// SPDX-License-Identifier: EUPL-1.2
// Records what ODK's reference engine makes of the expressions in ../fixtures/expressions.txt.
//
// For developers only; no test runs it. With Node 20, in an empty folder outside the project:
//
//   npm install @getodk/xforms-engine@0.22.0 jsdom@22.1.0
//   TZ=UTC node PROJECT/tests/questionnaires/oracle/expressions.mjs
//
// It writes ../fixtures/expressions.json: for each expression the text that the engine stores, or {"error": true}.

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const NOW = Date.UTC(2026, 10, 28, 9, 20, 30, 123);
const fixtures = new URL('../fixtures/', import.meta.url);
const installed = createRequire(join(process.cwd(), 'package.json'));

const { JSDOM } = installed('jsdom');
const { window } = new JSDOM('');
for (const name of Object.getOwnPropertyNames(window)) {
  if (/^[A-Z]/.test(name) && !(name in globalThis)) globalThis[name] = window[name];
}
globalThis.document = window.document;
globalThis.__dirname = process.cwd(); // the parser's loader asks for it
Date.now = () => NOW;

const engine = join(process.cwd(), 'node_modules/@getodk/xforms-engine');
const { version } = JSON.parse(readFileSync(join(engine, 'package.json'), 'utf8'));
const { loadForm } = await import(pathToFileURL(join(engine, 'dist/index.js')).href);

const answers = readFileSync(new URL('expressions.xml', fixtures), 'utf8')
  .replace(/<\?xml.*?\?>|<!--[\s\S]*?-->/g, '')
  .replace('</group>', '</group><result/>')
  .replaceAll('</visit>', '<result/></visit>');
const towns = readFileSync(new URL('expressions_towns.xml', fixtures), 'utf8').replace(/<\?xml.*?\?>|<!--[\s\S]*?-->/g, '');

const escaped = (text) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');

const formWith = (expression, path) => `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>t</h:title><model>
<itext><translation lang="it" default="true()"><text id="greeting"><value>Buongiorno</value></text></translation></itext>
<instance>${answers}</instance><instance id="towns">${towns}</instance>
<bind nodeset="${path}" type="string" calculate="${escaped(expression)}"/>
</model></h:head><h:body>
<group ref="/data/visit"><repeat nodeset="/data/visit"><input ref="/data/visit/person"/>
<group ref="/data/visit/stay"><repeat nodeset="/data/visit/stay"><input ref="/data/visit/stay/days"/></repeat></group>
</repeat></group></h:body></h:html>`;

const valueIn = (node, path) => {
  const [name, ...rest] = path;
  const child = node.currentState.children.find((one) => one.currentState.reference.split('/').pop().split('[')[0] === name);
  if (child.nodeType.startsWith('repeat-range')) {
    return valueIn(child.currentState.children[1], rest);
  }
  return rest.length ? valueIn(child, rest) : child.currentState.instanceValue;
};

const recorded = {};
const lines = readFileSync(new URL('expressions.txt', fixtures), 'utf8').split('\n');
for (const line of lines.filter((one) => one && !one.startsWith('#'))) {
  const inVisit = line.startsWith('@ ');
  const path = inVisit ? '/data/visit/result' : '/data/result';
  try {
    const form = await loadForm(formWith(inVisit ? line.slice(2) : line, path));
    if (form.status === 'failure') throw form.error;
    recorded[line] = valueIn(form.createInstance().root, path.split('/').slice(2));
  } catch (error) {
    if (process.env.VERBOSE) console.error(line, String(error).slice(0, 200));
    recorded[line] = { error: true };
  }
}
const record = { engine: `@getodk/xforms-engine ${version}`, now: new Date(NOW).toISOString(), values: recorded };
writeFileSync(new URL('expressions.json', fixtures), `${JSON.stringify(record, null, 1)}\n`);
console.log(`${Object.keys(recorded).length} expressions recorded`);
