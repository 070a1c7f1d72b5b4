// A shop's own server that renders its visitor's number into the page: it asks Dialtrace while it makes the page, and
// hands the answer on to the page script, which then asks nothing. Node 20 or later, no packages.
//
// Dialtrace has to believe this server what it says of its visitors: TRUSTED_PROXIES=<this server's address>, and the
// site's allowed addresses must have SHOP_ORIGIN.
import { createServer } from 'node:http';

const DIALTRACE = process.env.DIALTRACE ?? 'https://calls.example';
const SITE_KEY = process.env.SITE_KEY ?? 'your-site-key';
const SHOP_ORIGIN = process.env.SHOP_ORIGIN ?? 'https://shop.ru';
const OWN = { find: '+74951234567', show: '+74951234567', text: '+7 495 123-45-67' };

const PATIENCE_MS = 300; // the page does not wait longer for its number
const VISITOR_SECONDS = 400 * 86_400; // the longest that browsers keep a cookie
const VISIT_SECONDS = 30 * 60;

/** What Dialtrace answers to this page view, or null: then the page has the shop's own number, and its script asks. */
async function askDialtrace(request, cookies) {
  if (/prefetch|prerender/.test(request.headers['sec-purpose'] ?? '')) return null; // nobody sees this page yet
  try {
    const response = await fetch(`${DIALTRACE}/collect`, {
      method: 'POST',
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: {
        'content-type': 'text/plain',
        origin: SHOP_ORIGIN,
        'user-agent': request.headers['user-agent'] ?? '',
        'x-forwarded-for': request.socket.remoteAddress, // behind a proxy of your own: what that proxy says
        'x-forwarded-proto': 'https',
      },
      body: JSON.stringify({
        t: 'view',
        site: SITE_KEY,
        url: SHOP_ORIGIN + request.url,
        ref: request.headers.referer,
        visitor: cookies.dt_visitor,
        visit: cookies.dt_visit,
        lang: request.headers['accept-language']?.split(/[,;]/)[0],
      }),
    });
    const answer = response.ok ? await response.json() : null;
    return answer?.numbers ? answer : null;
  } catch {
    return null; // slow or down: a shop's page never waits for it, never fails of it
  }
}

function render(answer) {
  const { show, text } = answer?.numbers.find(({ find }) => find === OWN.find) ?? OWN;
  const handedOn = answer ? ` data-answer="${asAttribute(JSON.stringify(answer))}"` : '';
  return `<!doctype html>
<meta charset="utf-8">
<title>Roses</title>
<script async src="${DIALTRACE}/dt-full.js" data-site="${SITE_KEY}"${handedOn}></script>
<p>Call <a href="tel:${show}">${text}</a></p>
`;
}

const asAttribute = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

function setCookies({ visitor, visit }) {
  if (!visitor) return []; // a crawler, or somebody who is not to be known
  const rules = 'Path=/; HttpOnly; Secure; SameSite=Lax';
  return [
    `dt_visitor=${visitor}; Max-Age=${VISITOR_SECONDS}; ${rules}`,
    `dt_visit=${visit}; Max-Age=${VISIT_SECONDS}; ${rules}`,
  ];
}

const server = createServer(async (request, response) => {
  if (request.url === '/favicon.ico') return response.writeHead(404).end();
  const pairs = (request.headers.cookie ?? '').split('; ').map((pair) => pair.split('='));
  const answer = await askDialtrace(request, Object.fromEntries(pairs));
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'private, no-store', // the number is this visitor's: no cache may give it to another
    ...(answer && { 'set-cookie': setCookies(answer) }),
  });
  response.end(render(answer));
});
server.listen(process.env.PORT ?? 3000, () => console.log(`http://localhost:${server.address().port}`));
