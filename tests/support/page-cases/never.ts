// Page cases: what is never touched, although the number stands in it.
import { becomes, group, reads, stays } from './case.ts';

const PHONE = '8 495 123-45-67';
const told =
  "await new Promise((done) => { addEventListener('message', (event) => { heard = event.data; done() }); x.contentWindow.postMessage(0, '*') })";

export const NEVER = [
  ...group('what machines read stays', [
    stays('JSON-LD', '<script type="application/ld+json">{"telephone":"+74951234567"}</script>'),
    stays('scripts', '<script>var phone = "84951234567"</script>'),
    stays('styles', '<style>#y::after{content:"84951234567"}</style>'),
    stays('meta', '<meta itemprop="telephone" content="+74951234567">'),
    stays('comments', '<!-- 8 495 123-45-67 -->'),
    stays('data attributes', '<p data-phone="84951234567" id="y4951234567" class="p84951234567">1</p>'),
    stays('values of elements', '<data value="84951234567">1</data><meter value="4951234567"></meter>'),
    reads('the title of the page', '', 'document.title', PHONE, { head: `<title>${PHONE}</title>` }),
    reads('templates themselves', `<template id="x"><p>${PHONE}</p></template>`, 'x.innerHTML', `<p>${PHONE}</p>`),
  ]),
  ...group('what people type stays', [
    reads(
      'an input',
      `<input id="x" value="${PHONE}" placeholder="${PHONE}" title="${PHONE}">`,
      'x.value + x.placeholder + x.title',
      PHONE.repeat(3),
    ),
    reads('what was typed', '<input id="x">', 'x.value', PHONE, {
      act: `x.value = '${PHONE}'; x.dispatchEvent(new Event('input', { bubbles: true }))`,
    }),
    stays('a text area', `<textarea title="${PHONE}" placeholder="${PHONE}">${PHONE}</textarea>`),
    stays('a choice', `<select title="${PHONE}"><option label="84951234567">${PHONE}</option></select>`),
    stays('an editor', `<div contenteditable="true">${PHONE} <b>${PHONE}</b> <a href="tel:84951234567">1</a></div>`),
    stays('an editor of plain text', `<div contenteditable="plaintext-only">${PHONE}</div>`),
    becomes(
      'an editor that the page opens later',
      '<div id="x" contenteditable></div>',
      `x.innerHTML = '${PHONE}'`,
      PHONE,
    ),
    reads(
      'a frame in design mode',
      '<iframe id="x"></iframe><script>x.contentDocument.designMode = "on"; x.contentDocument.body.innerHTML = "8 495 123-45-67"</script>',
      'x.contentDocument.body.textContent',
      PHONE,
      { needs: 'full' },
    ),
  ]),
  ...group('what is not ours stays', [
    stays(
      'elements marked to skip',
      `<div data-dialtrace-skip=""><a href="tel:84951234567" title="${PHONE}">${PHONE}</a></div>`,
    ),
    becomes(
      'what comes later into elements marked to skip',
      '<div id="x" data-dialtrace-skip></div>',
      `x.innerHTML = '<p>${PHONE}</p>'`,
      PHONE,
    ),
    stays(
      'addresses of pages',
      '<a href="/order/84951234567?phone=+74951234567">order</a><img src="/84951234567.png">',
    ),
    stays(
      'WhatsApp: a tracking number has no account there',
      '<a href="https://wa.me/74951234567?text=hi">1</a><a href="whatsapp://send?phone=74951234567">2</a>',
    ),
    stays(
      'Viber and Telegram, too',
      '<a href="viber://chat?number=%2B74951234567">1</a><a href="https://t.me/+74951234567">2</a>',
    ),
    stays('mail', '<a href="mailto:84951234567@mail.example">1</a>'),
    reads(
      'a closed shadow root',
      `<div id="x"></div><script>root = x.attachShadow({ mode: 'closed' }); root.innerHTML = '<p>${PHONE}</p>'</script>`,
      'root.textContent',
      PHONE,
      { needs: 'full' },
    ),
    reads(
      'a frame of another origin',
      `<iframe id="x" sandbox="allow-scripts" srcdoc="<p>${PHONE}</p><script>onmessage = () => parent.postMessage(document.querySelector('p').textContent, '*')</script>"></iframe>`,
      'heard',
      PHONE,
      { act: told, needs: 'full' },
    ),
    reads(
      'a canvas',
      '<canvas id="x">1</canvas><script>x.getContext("2d").fillText("84951234567", 0, 9); before = x.toDataURL()</script>',
      'String(before === x.toDataURL())',
      'true',
    ),
  ]),
];
