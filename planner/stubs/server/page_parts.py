"""Style and script of the index page, as texts: nothing is loaded from anywhere."""

STYLE = """
:root { color-scheme: light dark; --line: #c9ced6; --soft: #f4f6f8; --ink: #1b1f24;
  --dim: #57606a; --link: #0550ae; --bad: #a40e26; --good: #116329; --paper: #fff; }
@media (prefers-color-scheme: dark) { :root { --line: #3d444d; --soft: #1c2128; --ink: #e6edf3;
  --dim: #9da7b3; --link: #79c0ff; --bad: #ff9492; --good: #7ee787; --paper: #0d1117; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 70rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--ink); background: var(--paper); overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.2rem; margin: 1.5rem 0 .25rem; }
h3 { font-size: 1rem; margin: .75rem 0 .25rem; }
p { margin: .25rem 0; } a { color: var(--link); }
code, pre, textarea, .path { font-family: ui-monospace, monospace; font-size: .9rem; }
.told { white-space: pre-line; }
.dim { color: var(--dim); }
.skip { position: absolute; left: -99rem; } .skip:focus { position: static; }
.find { position: sticky; top: 0; padding: .5rem 0; background: var(--paper); z-index: 1; }
.find input { width: min(100%, 30rem); }
details.operation { border: 1px solid var(--line); border-radius: .4rem; margin: .4rem 0;
  content-visibility: auto; contain-intrinsic-size: auto 2.6rem; }
details.operation > summary { padding: .4rem .6rem; cursor: pointer; background: var(--soft);
  border-radius: .4rem; }
details.operation > div { padding: .5rem .8rem .8rem; }
.method { display: inline-block; min-width: 4.2rem; font-weight: 700; }
.old { text-decoration: line-through; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
label { display: block; margin: .4rem 0 .1rem; }
input, textarea, select, button { font: inherit; color: inherit; background: var(--paper);
  border: 1px solid var(--dim); border-radius: .3rem; padding: .3rem .5rem; max-width: 100%; }
input:not([type=checkbox]), textarea { width: min(100%, 34rem); }
textarea { min-height: 9rem; display: block; font-family: ui-monospace, monospace; }
button { cursor: pointer; font-weight: 600; margin: .6rem .5rem 0 0; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: .3rem;
  padding: .5rem; margin: .3rem 0; white-space: pre-wrap; max-height: 30rem; overflow: auto; }
.good { color: var(--good); } .bad { color: var(--bad); }
[hidden] { display: none !important; }
@media print { .find, form { display: none; } }
"""

SCRIPT = """
'use strict';
const find = document.getElementById('find');
const count = document.getElementById('count');
const rows = Array.from(document.querySelectorAll('.row'));
const texts = rows.map(row => row.dataset.text);
function filter() {
  const words = find.value.toLowerCase().split(' ').filter(Boolean);
  let shown = 0;
  rows.forEach((row, at) => {
    const isShown = words.every(word => texts[at].includes(word));
    row.hidden = !isShown;
    shown += isShown ? 1 : 0;
  });
  document.querySelectorAll('section.contract').forEach(section => {
    section.hidden = rows.length > 0 && words.length > 0 &&
      !section.querySelector('.row:not([hidden])');
  });
  count.textContent = shown + ' of ' + rows.length + ' shown';
}
find.addEventListener('input', filter);
filter();

function pairs(field) {
  const name = field.name, value = field.value;
  if (!field.dataset.many) return [[name, value]];
  const parts = value.split(',');
  return field.dataset.many === 'each' ? parts.map(part => [name, part]) : [[name, value]];
}
function build(form) {
  let path = form.dataset.path;
  const query = [], headers = new Headers();
  for (const field of form.querySelectorAll('[data-in]')) {
    const place = field.dataset.in;
    if (place === 'path') {
      path = path.replace('{' + field.name + '}', () => encodeURIComponent(field.value));
    } else if (field.value === '') {
      continue;
    } else if (place === 'query') {
      for (const [name, value] of pairs(field)) {
        query.push(encodeURIComponent(name) + '=' + encodeURIComponent(value));
      }
    } else if (place === 'querystring') {
      query.push(field.value);
    } else if (place === 'cookie') {
      document.cookie = field.name + '=' + encodeURIComponent(field.value) + '; SameSite=Strict';
    } else if (place === 'prefer') {
      headers.append('Prefer', field.name + '=' + field.value);
    } else {
      headers.append(field.name, field.value);
    }
  }
  const init = { method: form.dataset.method, headers, redirect: 'manual', cache: 'no-store' };
  const body = form.querySelector('textarea[data-body]');
  if (body && body.value !== '' && !['GET', 'HEAD'].includes(init.method)) {
    const kind = form.querySelector('select[data-kind]');
    headers.set('Content-Type', kind.value);
    init.body = body.value;
  }
  return [path + (query.length ? '?' + query.join('&') : ''), init];
}
function pretty(text, kind) {
  if (!kind.includes('json')) return text;
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}
async function call(form) {
  const line = form.querySelector('.line'), shown = form.querySelector('.body');
  const heads = form.querySelector('.heads');
  line.className = 'line';
  line.textContent = 'Waiting for the answer';
  try {
    const [address, init] = build(form);
    const begin = performance.now();
    const answer = await fetch(address, init);
    const text = await answer.text();
    const time = Math.round(performance.now() - begin);
    line.textContent = answer.status + ' ' + answer.statusText + ' in ' + time + ' ms: ' +
      init.method + ' ' + address;
    line.classList.add(answer.ok ? 'good' : 'bad');
    heads.textContent = Array.from(answer.headers, ([name, value]) => name + ': ' + value)
      .join('\\n');
    shown.textContent = pretty(text, answer.headers.get('content-type') || '');
  } catch (error) {
    line.textContent = 'No answer: ' + error.message;
    line.classList.add('bad');
    heads.textContent = shown.textContent = '';
  }
  form.querySelector('.answer').hidden = false;
}
document.addEventListener('toggle', event => {
  const template = event.target.querySelector(':scope > div > template');
  if (template) template.replaceWith(template.content);
}, true);
document.addEventListener('submit', event => {
  event.preventDefault();
  call(event.target);
});
"""
