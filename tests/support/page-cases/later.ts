// Page cases: content that comes or changes after the page has loaded, before the next frame is painted.
import { becomes, group, has, reads } from './case.ts';

const EMPTY = '<div id="x"></div>';
const SWAPPED = '8 495 777-00-01';

export const LATER = [
  ...group('content that comes later', [
    becomes('innerHTML', EMPTY, "x.innerHTML = '<p>8 495 123-45-67</p>'", SWAPPED),
    becomes('append of a text', EMPTY, "x.append('8 495 123-45-67')", SWAPPED),
    becomes('textContent', EMPTY, "x.textContent = '8 495 123-45-67'", SWAPPED),
    becomes(
      'insertAdjacentHTML',
      EMPTY,
      "x.insertAdjacentHTML('beforeend', '<a href=/>8 495 <b>123-45-67</b></a>')",
      SWAPPED,
    ),
    becomes(
      'replaceChild',
      '<div id="x"><i>1</i></div>',
      "const b = document.createElement('b'); b.textContent = '8 495 123-45-67'; x.replaceChild(b, x.firstChild)",
      SWAPPED,
    ),
    becomes(
      'replaceChildren with a fragment',
      EMPTY,
      "x.replaceChildren(document.createRange().createContextualFragment('<p><b>8 495</b> 123-45-67</p>'))",
      SWAPPED,
    ),
    becomes('the text of a node', '<div id="x">1</div>', "x.firstChild.data = '8 495 123-45-67'", SWAPPED),
    becomes('digits added one by one', EMPTY, "for (const c of '8 495 123-45-67') x.append(c)", SWAPPED),
    becomes('the other half of a number', '<div id="x"><b>8 495</b></div>', "x.append(' 123-45-67')", SWAPPED),
    becomes(
      'half of a number whose other half is taken away',
      '<div id="x"><b>8 495 </b>123-45-67</div>',
      'x.firstChild.remove()',
      '123-45-67',
    ),
    becomes(
      'half of a number whose other half becomes a word',
      '<div id="x"><b>8 495 </b>123-45-67</div>',
      "x.firstChild.textContent = 'Call '",
      'Call 123-45-67',
    ),
    becomes(
      'the old number written again',
      '<div id="x">8 495 123-45-67</div>',
      "x.textContent = '8 495 123-45-67'",
      SWAPPED,
    ),
    becomes(
      'the old number written into the same node',
      '<div id="x">8 495 123-45-67</div>',
      "x.firstChild.nodeValue = '8 495 123-45-67'",
      SWAPPED,
    ),
    becomes(
      'an element moved out of a skipped one',
      '<div data-dialtrace-skip><p id="x">8 495 123-45-67</p></div>',
      'document.body.append(x)',
      SWAPPED,
    ),
    becomes(
      'a whole new body',
      '',
      "const body = document.createElement('body'); body.innerHTML = '<p id=x>8 495 123-45-67</p>'; document.body = body",
      SWAPPED,
    ),
    becomes('an answer of the server', EMPTY, "x.innerHTML = await (await fetch('/part')).text()", SWAPPED, {
      pages: { '/part': '<p>8 495 123-45-67</p>' },
    }),
    becomes(
      'a page printed',
      EMPTY,
      "addEventListener('beforeprint', () => x.append('8 495 123-45-67')); dispatchEvent(new Event('beforeprint'))",
      SWAPPED,
    ),
  ]),
  ...group('attributes that change later', [
    has('href', '<a id="x" href="/">x</a>', 'href', 'tel:+7 495 777 00 01', { act: "x.href = 'tel:+7 495 123 45 67'" }),
    has('title', '<a id="x">x</a>', 'title', '84957770001', { act: "x.title = '84951234567'" }),
    has('aria-label', '<a id="x">x</a>', 'aria-label', '84957770001', { act: "x.ariaLabel = '84951234567'" }),
  ]),
  ...group('routes', [
    becomes(
      'a route by the History API',
      EMPTY,
      "history.pushState({}, '', '/contacts'); x.innerHTML = '<p>8 495 123-45-67</p>'",
      SWAPPED,
    ),
    becomes(
      'a route by the Navigation API',
      EMPTY,
      "navigation.addEventListener('navigate', (event) => event.intercept({ handler: async () => { x.innerHTML = '<p>8 495 123-45-67</p>' } }), { once: true }); await navigation.navigate('/team').finished",
      SWAPPED,
    ),
    becomes(
      'a route by the fragment',
      EMPTY,
      "addEventListener('hashchange', () => { x.innerHTML = '<p>8 495 123-45-67</p>' }); location.hash = '#/contacts'; await new Promise((done) => addEventListener('hashchange', done, { once: true }))",
      SWAPPED,
    ),
    becomes(
      'a View Transition',
      EMPTY,
      "await document.startViewTransition(() => { x.innerHTML = '<p>8 495 123-45-67</p>' }).updateCallbackDone",
      SWAPPED,
    ),
    reads('no frame of a View Transition has the old number', '<p id="x">1</p>', 'seen', SWAPPED, {
      act: "await document.startViewTransition(() => { x.textContent = '8 495 123-45-67' }).ready; seen = x.textContent",
    }),
  ]),
  ...group(
    'the person’s place in the text is kept',
    [
      reads('a selection', '<p id="x">Call: 1</p>', 'String(getSelection())', 'Call', {
        act: "getSelection().setBaseAndExtent(x.firstChild, 0, x.firstChild, 4); x.firstChild.appendData(' 8 495 123-45-67')",
      }),
      reads('a selection of the number itself', '<p id="x">Call: </p>', 'String(getSelection())', SWAPPED, {
        act: "x.firstChild.appendData('8 495 123-45-67'); getSelection().setBaseAndExtent(x.firstChild, 6, x.firstChild, 21)",
      }),
    ],
    { needs: 'full' },
  ),
];
