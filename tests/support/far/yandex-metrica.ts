// Yandex.Metrica as it answers programs: counters with tokens, goals and visitors; files that it checks when they come and
// reads later; refusals as the real one words them. https://yandex.com/dev/metrika/en/management/openapi
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'csv-parse/sync';

export type FarCounter = {
  id: string;
  token: string;
  goals: { id: number; name: string; type: string; conditions: { type: string; url: string }[] }[];
  /** visitors and clicks that it knows, with the time of their latest visit in seconds since 1970 */
  visits: Map<string, number>;
};
export type FarUpload = {
  id: number;
  path: string;
  query: URLSearchParams;
  comment: string;
  rows: Record<string, string>[];
  status: string;
  counts: Record<string, number>;
};
/** What goes wrong with the next request: an answer instead, or the connection is cut before or after it was worked on. */
export type FarFault =
  | { status: number; type: string; message?: string; headers?: Record<string, string> }
  | 'cut-before'
  | 'cut-after';
export type FarMetrica = Awaited<ReturnType<typeof openFarMetrica>>;

type Asked = { method: string; url: URL; headers: IncomingHttpHeaders; body: Buffer };
type Answer = { status: number; body: unknown; headers?: Record<string, string> };

const CALL_COLUMNS = [
  ...['UserId', 'ClientId', 'Yclid', 'DateTime', 'StaticCall', 'Price', 'Currency', 'PhoneNumber', 'TalkDuration'],
  ...['HoldDuration', 'CallMissed', 'Tag', 'FirstTimeCaller', 'URL', 'CallTrackerURL'],
];
const CONVERSION_COLUMNS = ['UserId', 'ClientId', 'Yclid', 'PurchaseId', 'Target', 'DateTime', 'Price', 'Currency'];
const EXPENSE_COLUMNS = [
  ...['Date', 'UTMSource', 'UTMMedium', 'UTMCampaign', 'UTMTerm', 'UTMContent', 'TrafficSource', 'TrafficSourceDetail'],
  ...['Expenses', 'Currency', 'Clicks'],
];
const ORDER_COLUMNS = [
  ...['id', 'client_uniq_id', 'client_ids', 'emails', 'phones', 'emails_md5', 'phones_md5', 'create_date_time'],
  ...['order_status', 'revenue', 'cost', 'currency', 'goals'],
];
const WINDOW_S = 21 * 86_400;

/** `now`: its clock. To be closed. */
export async function openFarMetrica(now: () => Date) {
  const counter: FarCounter = { id: '11223344', token: 'y0_right-token', goals: [], visits: new Map() };
  const uploads: FarUpload[] = [];
  const orders = new Map<string, Record<string, string>>();
  let expenses: (Record<string, string> & { provider: string })[] = [];
  const faults: FarFault[] = [];
  /** ends of paths: the next answer to such a request is lost, though it was worked on */
  const lost: string[] = [];
  const asked: Asked[] = [];
  /** what it refused as malformed: to be empty where a test wants nothing refused */
  const refused: string[] = [];
  let open = 0;
  let mostAtOnce = 0;

  const server = createServer(async (request, response) => {
    open += 1;
    mostAtOnce = Math.max(mostAtOnce, open);
    const atOnce = open;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const one = { method, url: new URL(url, `https://${headers.host}`), headers, body: Buffer.concat(chunks) };
    asked.push(one);
    const isLost = lost[0] !== undefined && one.url.pathname.endsWith(lost[0]);
    const fault = isLost ? 'cut-after' : faults.shift();
    if (isLost) lost.shift();
    if (fault === 'cut-before') {
      open -= 1;
      request.socket.destroy();
      return;
    }
    const said =
      atOnce > 3
        ? refusal(429, 'quota_parallel_requests', 'Too many parallel requests')
        : fault && fault !== 'cut-after'
          ? { ...refusal(fault.status, fault.type, fault.message ?? fault.type), headers: fault.headers ?? {} }
          : await answer(one);
    open -= 1;
    if (fault === 'cut-after') return void request.socket.destroy();
    if (said.status === 400) refused.push(JSON.stringify(said.body));
    response.writeHead(said.status, { 'content-type': 'application/x-yametrika+json', ...said.headers });
    response.end(JSON.stringify(said.body));
  });

  async function answer(request: Asked): Promise<Answer> {
    const { url, headers } = request;
    if (headers.host !== 'api-metrika.yandex.net') return refusal(404, 'not_found', `no such host ${headers.host}`);
    if (!headers.authorization?.startsWith('OAuth ')) return refusal(401, 'unauthorized', 'Authorization is needed');
    if (headers.authorization !== `OAuth ${counter.token}`) return refusal(403, 'invalid_token', 'Invalid oauth_token');
    const [, management, cdp, rest = ''] =
      /^\/(?:management\/v1\/counter\/(\d+)|cdp\/api\/v1\/counter\/(\d+))\/(.*)$/.exec(url.pathname) ?? [];
    const id = management ?? cdp;
    if (!id) return refusal(404, 'not_found', 'Not found');
    if (id === '99999999') return refusal(403, 'access_denied', 'Access is denied');
    if (id !== counter.id) return refusal(404, 'not_found', 'Entity not found');
    return route(request, `${request.method} ${rest}`);
  }

  async function route(request: Asked, what: string): Promise<Answer> {
    const { url } = request;
    if (what === 'GET goals') return { status: 200, body: { goals: counter.goals } };
    if (what === 'POST offline_conversions/upload_calls') return takeFile(request, 'calls', CALL_COLUMNS, callFault);
    if (what === 'POST offline_conversions/upload')
      return takeFile(request, 'conversions', CONVERSION_COLUMNS, conversionFault);
    if (what === 'POST expense/upload') return takeFile(request, 'expense', EXPENSE_COLUMNS, expenseFault);
    if (what === 'POST expense/delete') return takeFile(request, 'removal', EXPENSE_COLUMNS, removalFault);
    if (what === 'POST data/simple_orders') return takeOrders(request);
    const list =
      /^GET (offline_conversions\/calls_uploadings|offline_conversions\/uploadings|expense\/uploadings)$/.exec(what);
    if (list) return { status: 200, body: { uploadings: listed(list[1] ?? '', url.searchParams).map(shown) } };
    const one =
      /^GET (offline_conversions\/calls_uploading|offline_conversions\/uploading|expense\/uploading)\/(\d+)$/.exec(
        what,
      );
    const found = one && uploads.find(({ id }) => `${id}` === one[2]);
    if (found) return { status: 200, body: { uploading: shown(found) } };
    return refusal(404, 'not_found', 'Not found');
  }

  const listed = (of: string, query: URLSearchParams) => {
    const kinds = of.startsWith('expense')
      ? ['expense', 'removal']
      : of.endsWith('calls_uploadings')
        ? ['calls']
        : ['conversions'];
    const offset = Number(query.get('offset') ?? 0);
    return uploads
      .filter(({ path }) => kinds.includes(path))
      .slice(offset, offset + Number(query.get('limit') ?? 10_000));
  };
  const shown = ({ id, comment, status, rows, counts }: FarUpload) => ({
    ...{
      id,
      create_time: now().toISOString(),
      source_quantity: rows.length,
      line_quantity: rows.length,
      comment,
      status,
    },
    ...{ type: 'BASIC', ...counts },
  });

  type Fault = (row: Record<string, string>, at: number) => string | undefined;
  async function takeFile(request: Asked, path: string, columns: string[], faultOf: Fault): Promise<Answer> {
    const rows = await readFile(request, columns, faultOf);
    if (!Array.isArray(rows)) return rows;
    const query = request.url.searchParams;
    const comment = query.get('comment') ?? '';
    if (comment.length > 255) return refusal(400, 'invalid_parameter', 'comment is too long');
    const upload = { id: 900 + uploads.length + 1, path, query, comment, rows, status: 'UPLOADED', counts: {} };
    uploads.push(upload);
    return { status: 200, body: { uploading: shown(upload) } };
  }

  async function takeOrders(request: Asked): Promise<Answer> {
    const query = request.url.searchParams;
    if (!['SAVE', 'UPDATE', 'APPEND'].includes(query.get('merge_mode') ?? ''))
      return refusal(400, 'missing_parameter', 'merge_mode is required');
    const rows = await readFile(request, ORDER_COLUMNS, orderFault);
    if (!Array.isArray(rows)) return rows;
    for (const row of rows) {
      if (orders.get(row.id ?? '') && orders.get(row.id ?? '')?.create_date_time !== row.create_date_time)
        return refusal(400, 'invalid_uploading', 'create_date_time can not be changed');
      orders.set(row.id ?? '', { ...(query.get('merge_mode') === 'SAVE' ? {} : orders.get(row.id ?? '')), ...row });
    }
    const uploading = {
      uploading_id: 5000 + orders.size,
      elements_count: rows.length,
      api_validation_status: 'PASSED',
    };
    return { status: 200, body: { uploading } };
  }

  /** As Metrica checks it: a multipart part `file`, UTF-8, known columns, every line as it should be. */
  async function readFile({ headers, body }: Asked, columns: string[], faultOf: Fault) {
    const type = headers['content-type'] ?? '';
    if (!type.startsWith('multipart/form-data; boundary='))
      return refusal(400, 'invalid_parameter', 'multipart/form-data is wanted');
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
      .formData()
      .catch(() => undefined);
    const file = form?.get('file');
    if (!(file instanceof Blob)) return refusal(400, 'missing_parameter', 'file is missing');
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    const rows: Record<string, string>[] = parse(text, { columns: true, relax_column_count: false });
    const unknown = Object.keys(rows[0] ?? {}).filter((name) => !columns.includes(name));
    if (unknown.length > 0) return refusal(400, 'invalid_uploading', `Unknown columns: ${unknown}`);
    if (rows.length === 0) return refusal(400, 'invalid_uploading', 'The file is empty');
    const faults = rows.flatMap((row, at) => faultOf(row, at) ?? []);
    return faults.length > 0 ? refusal(400, 'invalid_uploading', faults.join('; ')) : rows;
  }

  const seconds = () => Math.floor(now().getTime() / 1000);
  const timed = ({ DateTime = '' }: Record<string, string>, at: number) => {
    if (!/^\d{9,10}$/.test(DateTime)) return `line ${at}: DateTime ${DateTime}`;
    return Number(DateTime) > seconds() ? `line ${at}: DateTime is in the future` : undefined;
  };
  const money = ({ Price = '', Currency = '' }: Record<string, string>, at: number) =>
    /^(\d+(\.\d+)?)?$/.test(Price) && /^([A-Z]{3})?$/.test(Currency)
      ? undefined
      : `line ${at}: Price ${Price} ${Currency}`;
  const callFault: Fault = (row, at) => {
    const flags = ['StaticCall', 'CallMissed', 'FirstTimeCaller'].filter((name) => !/^[01]?$/.test(row[name] ?? ''));
    if (flags.length > 0) return `line ${at}: ${flags}`;
    if (/\s/.test(row.PhoneNumber ?? '')) return `line ${at}: PhoneNumber has spaces`;
    if (!/^\d*$/.test(row.TalkDuration ?? '') || !/^\d*$/.test(row.HoldDuration ?? '')) return `line ${at}: durations`;
    if (row.StaticCall !== '1' && !idOf(row)) return `line ${at}: no identifier`;
    if (!('ClientId' in row || 'UserId' in row || 'Yclid' in row)) return 'no column of identifiers';
    return timed(row, at) ?? money(row, at);
  };
  const conversionFault: Fault = (row, at) =>
    row.Target && idOf(row) ? (timed(row, at) ?? money(row, at)) : `line ${at}: Target or identifier is missing`;
  const day = (text = '') => /^\d{4}-\d\d-\d\d(\/\d{4}-\d\d-\d\d)?$/.test(text);
  const expenseFault: Fault = (row, at) =>
    day(row.Date) && (row.UTMSource || row.TrafficSource) && /^\d+(\.\d+)?$/.test(row.Expenses ?? '')
      ? undefined
      : `line ${at}: Date, UTMSource or Expenses`;
  const removalFault: Fault = (row, at) => (day(row.Date) ? undefined : `line ${at}: Date`);
  const orderFault: Fault = (row, at) => {
    if (!row.id) return `line ${at}: id`;
    if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(row.create_date_time ?? '')) return `line ${at}: create_date_time`;
    if (!row.client_ids && !row.phones_md5 && !row.phones) return `line ${at}: no client`;
    if (row.phones_md5 && !/^[0-9a-f]{32}$/.test(row.phones_md5)) return `line ${at}: phones_md5`;
    return ['IN_PROGRESS', 'PAID', 'CANCELLED', 'SPAM'].includes(row.order_status ?? '')
      ? undefined
      : `line ${at}: order_status`;
  };

  /** It reads all files that lie there. */
  function read() {
    for (const upload of uploads.filter(({ status }) => status === 'UPLOADED')) readUpload(upload);
  }
  function readUpload(upload: FarUpload) {
    if (upload.path === 'removal') removeExpenses(upload);
    if (upload.path === 'expense')
      expenses.push(...upload.rows.map((row) => ({ ...row, provider: upload.query.get('provider') ?? '' })));
    upload.status = 'PROCESSED';
    if (upload.path !== 'calls' && upload.path !== 'conversions') return;
    const linked = upload.rows.filter(isLinked).length;
    const tied = upload.rows.filter(({ StaticCall }) => StaticCall !== '1').length;
    const known = new Set(counter.goals.flatMap(({ conditions }) => conditions.map(({ url }) => url)));
    const goals = upload.rows.filter(({ Target }) => Target && !known.has(Target)).length;
    upload.counts = { linked_quantity: linked, user_not_found_quantity: tied - linked, goal_not_found_quantity: goals };
    if (tied > 0 && linked === 0) upload.status = 'LINKAGE_FAILURE';
  }
  /** Its visitor is known, came before, and not longer than 21 days ago. */
  const isLinked = (row: Record<string, string>) => {
    const at = counter.visits.get(idOf(row) ?? '');
    return row.StaticCall !== '1' && at !== undefined && at <= Number(row.DateTime) && at > seconds() - WINDOW_S;
  };
  function removeExpenses({ rows, query }: FarUpload) {
    for (const { Date: span = '' } of rows) {
      const [from = '', to = from] = span.split('/');
      expenses = expenses.filter(
        (row) => row.provider !== query.get('provider') || (row.Date ?? '') < from || (row.Date ?? '') > to,
      );
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ counter, uploads, orders, faults, lost, asked, refused, read },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    expenses: () => expenses,
    mostAtOnce: () => mostAtOnce,
    /** all lines of files of this kind, in order */
    lines: (path: string) => uploads.filter((one) => one.path === path).flatMap(({ rows }) => rows),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const idOf = (row: Record<string, string>) => row.ClientId || row.UserId || row.Yclid || row.PurchaseId;

const refusal = (status: number, error_type: string, message: string): Answer => ({
  status,
  body: { errors: [{ error_type, message, location: 'request' }], code: status, message },
});
