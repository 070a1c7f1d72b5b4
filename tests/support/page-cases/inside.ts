// Page cases: pages within the page: shadow roots, frames, pop-ups, templates.
import { becomes, group, reads } from './case.ts';

const PHONE = '<p>8 495 123-45-67</p>';
const SWAPPED = '8 495 777-00-01';
const rootText = "x.shadowRoot.querySelector('p').textContent";
const frameText = "x.contentDocument.querySelector('p').textContent";
const loaded = "await new Promise((done) => x.addEventListener('load', done, { once: true }))";
const FULL = { needs: 'full' } as const;
const shadow = (inner: string) => `<template shadowrootmode="open">${inner}</template>`;

export const INSIDE = [
  ...group(
    'open shadow roots',
    [
      reads('written in HTML', `<div id="x">${shadow(PHONE)}</div>`, rootText, SWAPPED),
      reads(
        'attached by a script while the page loads',
        `<div id="x"></div><script>x.attachShadow({ mode: 'open' }).innerHTML = '${PHONE}'</script>`,
        rootText,
        SWAPPED,
      ),
      reads(
        'of a custom element',
        `<shop-head id="x"></shop-head><script>customElements.define('shop-head', class extends HTMLElement { connectedCallback() { this.attachShadow({ mode: 'open' }).innerHTML = '${PHONE}' } })</script>`,
        rootText,
        SWAPPED,
      ),
      reads(
        'one within the other',
        `<div id="x">${shadow(`<section>${shadow(PHONE)}</section>`)}</div>`,
        "x.shadowRoot.querySelector('section').shadowRoot.querySelector('p').textContent",
        SWAPPED,
      ),
      reads('attached later', '<div id="x"></div>', rootText, SWAPPED, {
        act: `x.attachShadow({ mode: 'open' }).innerHTML = '${PHONE}'`,
      }),
      reads('added later with their host', '', rootText, SWAPPED, {
        act: `const host = document.createElement('div'); host.id = 'x'; host.attachShadow({ mode: 'open' }).innerHTML = '${PHONE}'; document.body.append(host)`,
      }),
      reads('changed later', `<div id="x">${shadow(PHONE)}</div>`, rootText, 'new: 84957770001', {
        act: "x.shadowRoot.querySelector('p').textContent = 'new: 84951234567'",
      }),
      reads(
        'links in them',
        `<div id="x">${shadow('<a href="tel:+74951234567">call</a>')}</div>`,
        "x.shadowRoot.querySelector('a').getAttribute('href')",
        'tel:+74957770001',
      ),
      reads(
        'text given to a slot',
        `<div id="x">${shadow('<b>Call <slot></slot></b>')}8 495 123-45-67</div>`,
        'x.textContent',
        SWAPPED,
      ),
    ],
    FULL,
  ),
  ...group(
    'frames of the same website',
    [
      reads('srcdoc', `<iframe id="x" srcdoc="${PHONE}"></iframe>`, frameText, SWAPPED),
      reads('src', '<iframe id="x" src="/frame"></iframe>', frameText, SWAPPED, {
        pages: { '/frame': `<!doctype html>${PHONE}` },
      }),
      reads(
        'about:blank, written by a script',
        `<iframe id="x"></iframe><script>x.contentDocument.body.innerHTML = '${PHONE}'</script>`,
        frameText,
        SWAPPED,
      ),
      reads('added later', '', frameText, SWAPPED, {
        act: `document.body.insertAdjacentHTML('beforeend', '<iframe id="x" srcdoc="${PHONE}"></iframe>')`,
      }),
      reads('sent to another page later', `<iframe id="x" srcdoc="<p>1</p>"></iframe>`, frameText, SWAPPED, {
        pages: { '/frame': `<!doctype html>${PHONE}` },
        act: `x.removeAttribute('srcdoc'); x.src = '/frame'; ${loaded}`,
      }),
      reads('changed later', `<iframe id="x" srcdoc="${PHONE}"></iframe>`, frameText, 'new: 84957770001', {
        act: "x.contentDocument.querySelector('p').textContent = 'new: 84951234567'",
      }),
    ],
    FULL,
  ),
  ...group('pop-ups', [
    becomes(
      'a dialog that opens',
      '<dialog><p id="x">8 495 123-45-67</p></dialog>',
      "document.querySelector('dialog').showModal()",
      SWAPPED,
    ),
    becomes(
      'a popover that opens',
      '<div popover id="p"><p id="x">8 495 123-45-67</p></div>',
      'p.showPopover()',
      SWAPPED,
    ),
    becomes(
      'details that open',
      '<details><summary>Phone</summary><p id="x">8 495 123-45-67</p></details>',
      "document.querySelector('details').open = true",
      SWAPPED,
    ),
    becomes(
      'a pop-up made at the end of the page',
      '',
      "document.body.insertAdjacentHTML('beforeend', '<dialog open id=x>8 495 123-45-67</dialog>')",
      SWAPPED,
    ),
  ]),
  ...group('templates', [
    becomes(
      'a clone of a template',
      '<template id="t"><p id="x">8 495 123-45-67</p></template>',
      'document.body.append(t.content.cloneNode(true))',
      SWAPPED,
    ),
    becomes(
      'an imported clone with a link',
      '<template id="t"><p id="x">8 495 <b>123-45-67</b></p></template>',
      'document.body.append(document.importNode(t.content, true))',
      SWAPPED,
    ),
  ]),
];
