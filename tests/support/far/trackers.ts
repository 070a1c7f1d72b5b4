// Trackers and networks of arbitrage, as they treat postbacks: which parameters they know, what they refuse, and what a
// repeated one does. State is theirs: conversions by click and transaction.
import { openReceiver, type Received } from '../receiver.ts';

export type FarConversion = {
  click: string;
  txid: string;
  status: string;
  payout: string;
  currency: string;
  times: number;
};
type Parameters = Readonly<Record<string, string>>;
type Answer = { status?: number; body?: string };
type Book = {
  conversions: FarConversion[];
  /** clicks that the tracker has; a postback of another one finds nothing */
  clicks: Set<string>;
  /** what a request asked for that the real one does not know or would not take */
  wrong: string[];
};
export type FarTracker = Awaited<ReturnType<typeof openFarTracker>>;

export const KEITARO_KEY = '8d3f0c1';
export const TUNE_TOKEN = 'a0b1c2d3e4f5a6b7';
export const EVERFLOW_TOKEN = 'f00dfeed12345678';

const AMOUNT = /^\d+(\.\d{1,4})?$/;
const CURRENCY = /^[A-Z]{3}$/;

function check(book: Book, parameters: Parameters, rules: Readonly<Record<string, RegExp>>): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (!rules[name]) book.wrong.push(`${name} is not known`);
    else if (!rules[name].test(value)) book.wrong.push(`${name}=${value}`);
  }
}

const find = (book: Book, click: string) => book.conversions.filter((one) => one.click === click);
const put = (book: Book, told: Omit<FarConversion, 'times'>) => void book.conversions.push({ ...told, times: 1 });

type Kind = { path: RegExp; take(book: Book, parameters: Parameters, path: string): Answer };

// lead → sale, lead → rejected, sale → rejected; one conversion of a subid, unless a sale has a tid that is new.
const MOVES: Readonly<Record<string, readonly string[]>> = {
  lead: ['lead', 'sale', 'rejected'],
  sale: ['sale', 'rejected'],
  rejected: ['rejected'],
};
const keitaro: Kind = {
  path: /^\/[^/]+\/postback$/,
  take(book, parameters, path) {
    if (path.split('/')[1] !== KEITARO_KEY) return { status: 404 };
    check(book, parameters, {
      ...{ subid: /./, status: /^(lead|sale|rejected|rebill)$/, payout: AMOUNT, currency: CURRENCY, tid: /./ },
      ...{ sub_id_1: /./, sub_id_2: /./ },
    });
    const { subid, status = 'sale', payout = '', currency = '', tid = '' } = parameters;
    if (!subid) return { body: 'subid is missing' };
    const known = find(book, subid).find((one) => one.txid === tid || tid === '');
    if (!known) put(book, { click: subid, txid: tid, status, payout, currency });
    else if (!MOVES[known.status]?.includes(status)) book.wrong.push(`${known.status} → ${status}`);
    else Object.assign(known, { status, times: known.times + 1, ...(payout && { payout, currency }) });
    return { body: 'Success' };
  },
};

const binom = (upsell: boolean): Kind => ({
  path: /^\/click\.php$/,
  take(book, parameters) {
    check(book, parameters, {
      ...{ cnv_id: /./, payout: AMOUNT, cnv_currency: CURRENCY, cnv_status: /./, cnv_status2: /./, upd_key: /^a1b2$/ },
    });
    const {
      cnv_id: click = '',
      payout = '',
      cnv_currency: currency = '',
      cnv_status: status = '',
      cnv_status2: txid = '',
    } = parameters;
    if (click === '') return { body: 'no cnv_id' };
    const known = upsell ? undefined : find(book, click)[0];
    if (known) Object.assign(known, { status, payout, txid, times: known.times + 1 });
    else put(book, { click, txid, status, payout, currency });
    return {};
  },
});

const voluum: Kind = {
  path: /^\/postback$/,
  take(book, parameters) {
    check(book, parameters, { cid: /./, payout: AMOUNT, currency: CURRENCY, txid: /./, et: /./ });
    const { cid = '', txid = '', payout = '', currency = '' } = parameters;
    const known = find(book, cid).find((one) => one.txid === txid);
    if (known)
      known.times += 1; // a duplicate, refused
    else put(book, { click: cid, txid, status: 'counted', payout, currency });
    return {};
  },
};

const redtrack = (mode: 'ignore' | 'edit' | 'new' | 'by-event-id'): Kind => ({
  path: /^\/postback$/,
  take(book, parameters) {
    check(book, parameters, {
      ...{ clickid: /./, sum: AMOUNT, currency: CURRENCY, type: /./, status: /^(pending|approved|declined)$/ },
      rdtk_event_id: /./,
    });
    const {
      clickid: click = '',
      sum: payout = '',
      status = 'approved',
      currency = '',
      rdtk_event_id: txid = '',
    } = parameters;
    const known = find(book, click).find((one) => mode !== 'by-event-id' || one.txid === txid);
    if (!known || mode === 'new') put(book, { click, txid, status, payout, currency });
    else Object.assign(known, { times: known.times + 1, ...(mode === 'edit' && { status, payout }) });
    return {};
  },
});

/** Always 200: what has happened is in the words. */
const tune: Kind = {
  path: /^\/aff_(lsr|goal)$/,
  take(book, parameters) {
    check(book, parameters, {
      ...{ transaction_id: /./, offer_id: /^\d+$/, amount: AMOUNT, adv_sub: /./, security_token: /./ },
      ...{ a: /^lsr$/, goal_id: /^\d+$/ },
    });
    const { transaction_id: click = '', amount: payout = '', adv_sub: txid = '', security_token } = parameters;
    if (security_token !== TUNE_TOKEN) return { body: 'success=false; err_msg=Security token not valid.;' };
    if (!book.clicks.has(click)) return { body: `success=false; err_msg=Invalid Trans. ID #${click};` };
    const known = find(book, click)[0];
    if (known) known.times += 1;
    if (known) return { body: 'success=false; err_msg=Duplicate conversion;' };
    put(book, { click, txid, status: 'approved', payout, currency: '' });
    return { body: 'success=true;' };
  },
};

const affise: Kind = {
  path: /^\/postback$/,
  take(book, parameters) {
    check(book, parameters, {
      ...{
        clickid: /./,
        action_id: /./,
        sum: AMOUNT,
        currency: CURRENCY,
        goal: /./,
        status: /^[1235]$/,
        secure: /^s3cr3t$/,
      },
    });
    const { clickid: click = '', action_id: txid = '', sum: payout = '', currency = '', status = '1' } = parameters;
    if (!book.clicks.has(click)) return { body: JSON.stringify({ status: 2, message: 'click not found' }) };
    const known = find(book, click).find((one) => one.txid === txid);
    if (known) Object.assign(known, { status, payout, times: known.times + 1 });
    else put(book, { click, txid, status, payout, currency });
    return { body: JSON.stringify({ status: 1 }) };
  },
};

const everflow: Kind = {
  path: /^\/$/,
  take(book, parameters) {
    check(book, parameters, {
      ...{
        nid: /^\d+$/,
        transaction_id: /./,
        event_id: /^\d+$/,
        amount: AMOUNT,
        order_id: /./,
        verification_token: /./,
      },
    });
    const { transaction_id: click = '', amount: payout = '', order_id: txid = '', verification_token } = parameters;
    if (verification_token !== EVERFLOW_TOKEN) return { status: 403 };
    const known = find(book, click)[0];
    if (known) known.times += 1;
    else put(book, { click, txid, status: 'approved', payout, currency: '' });
    return {};
  },
};

export const FAR_TRACKERS = {
  keitaro,
  binom: binom(false),
  voluum,
  redtrack: redtrack('by-event-id'),
  'redtrack-edit': redtrack('edit'),
  tune,
  affise,
  everflow,
};

/** To be closed. A request that the real one would not understand is in `wrong`, which is to be empty at the end. */
export async function openFarTracker(kind: Kind) {
  const book: Book = { conversions: [], clicks: new Set(), wrong: [] };
  const answer = ({ method, path }: Received): Answer => {
    const url = new URL(path, 'http://far.example');
    if (method !== 'GET') book.wrong.push(method);
    if (!kind.path.test(url.pathname)) return { status: 404 };
    for (const [name, value] of url.searchParams) if (value === '') book.wrong.push(`${name} is empty`);
    return kind.take(book, Object.fromEntries(url.searchParams), url.pathname);
  };
  const receiver = await openReceiver(answer);
  return { ...receiver, ...book, take: answer };
}
