// The least a call-tracking script must do around a library that replaces text: ask for the numbers of this visit,
// remember them for the session, and replace once the page is read; with `watches` also in what is added later.

/** `replace(root, pattern, text)` is the library's part. */
export function replaceNumbers(replace, { watches = false } = {}) {
  const { src, dataset } = document.currentScript;
  const key = `numbers-${dataset.site}`;
  const kept = sessionStorage.getItem(key);
  Promise.all([kept ? JSON.parse(kept) : ask(src, dataset.site, key), pageRead()]).then(([numbers]) => {
    const all = numbers.map((one) => ({ ...one, pattern: patternOf(one) }));
    const run = (root) => {
      for (const one of all) {
        replace(root, one.pattern, one.text);
        replaceLinks(root, one);
      }
    };
    run(document.body);
    if (!watches) return;
    new MutationObserver((records) => {
      for (const { addedNodes } of records) for (const node of addedNodes) if (node.nodeType === 1) run(node);
    }).observe(document.body, { childList: true, subtree: true });
  });
}

function ask(src, site, key) {
  return fetch(new URL('collect', src), {
    method: 'POST',
    credentials: 'include',
    body: JSON.stringify({ t: 'view', site, url: location.href, ref: document.referrer }),
  })
    .then((response) => response.json())
    .then(({ numbers }) => {
      sessionStorage.setItem(key, JSON.stringify(numbers));
      return numbers;
    });
}

function pageRead() {
  if (document.readyState !== 'loading') return;
  return new Promise((done) => document.addEventListener('DOMContentLoaded', done));
}

// As such patterns are usually written, with care: the usual prefixes, the usual separators, no digit around.
function patternOf({ find, text }) {
  const country = text.slice(1).split(' ')[0];
  const isAlike = find.startsWith(`+${country}`);
  const digits = isAlike ? find.slice(country.length + 1) : find.slice(-10);
  const prefix = `(?:\\+?${isAlike ? country : '\\d{1,3}'}|8|0)?[\\s(-]*`;
  return new RegExp(`(?<![\\d+])${prefix}${[...digits].join('[\\s().-]*')}(?!\\d)`, 'g');
}

function replaceLinks(root, { find, show }) {
  for (const link of root.querySelectorAll('a[href^="tel:"]'))
    if (link.getAttribute('href').replace(/\D/g, '').endsWith(find.slice(-9))) link.setAttribute('href', `tel:${show}`);
}
