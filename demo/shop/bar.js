// The demo bar: what this visit's source is, which number the page shows, and a call to it from a test phone. A testing
// aid, no part of the shop. It reads the page as a visitor would: from the header's link.
const byId = (id) => document.getElementById(id);
const shown = byId('bar-shown');
const call = byId('bar-call');
const progress = byId('bar-progress');
const link = document.querySelector('.top-phone .phone');

showSource();
watchNumber();
call.addEventListener('click', callShownNumber);
byId('bar-direct').addEventListener('click', endVisit);
for (const summary of document.querySelectorAll('.bar details'))
  summary.open = matchMedia('(min-width: 46rem)').matches;

// Without a campaign in the address a page belongs to the visit before it, so that visit must be forgotten first.
function endVisit() {
  window.dialtrace?.consent(false);
  sessionStorage.clear();
}

function showSource() {
  const here = new URLSearchParams(location.search);
  const words = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term'].map((name) => here.get(name)).filter(Boolean);
  if (words.length) sessionStorage.demoSource = JSON.stringify(words);
  const source = byId('bar-source');
  for (const word of JSON.parse(sessionStorage.demoSource ?? '[]')) source.append(chip(word));
  if (!source.firstChild) source.append(chip(source.dataset.direct));
}

function chip(word) {
  const element = document.createElement('b');
  element.textContent = word;
  return element;
}

function watchNumber() {
  const show = (numbers) => {
    shown.value = numbers.length ? link.textContent : shown.dataset.own;
    shown.dataset.state = numbers.length ? 'tracking' : 'own';
  };
  addEventListener('load', () => {
    if (!window.dialtrace?.onswap) {
      shown.value = shown.dataset.missing;
      shown.dataset.state = 'missing';
      return;
    }
    window.dialtrace.onswap(show);
    setTimeout(() => show(window.dialtrace.numbers()), 1000); // past the time that a page waits for its number
  });
}

async function callShownNumber() {
  call.disabled = true;
  call.textContent = call.dataset.calling;
  say('calling');
  const outcome = await ask(link.getAttribute('href').replace('tel:', ''));
  if (outcome.ok) say('ringing');
  else say('failed', outcome.reason);
  call.disabled = false;
  call.textContent = call.dataset.idle;
}

async function ask(number) {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch('/test-call', { method: 'POST', headers, body: JSON.stringify({ number }) });
    return await response.json();
  } catch (error) {
    return { ok: false, reason: error.message };
  }
}

function say(state, more = '') {
  progress.hidden = false;
  progress.dataset.state = state;
  progress.querySelector('span').textContent = progress.dataset[state]
    .replace('{number}', link.textContent)
    .replace('{reason}', more);
}
