// MTS Exolve's REST API, as far as its pages could be read: the numbers of an account, recordings.
import { digitsOf } from '../../core/phone.ts';
import { wordOf } from './hook-body.ts';
import { clean } from './hook-fields.ts';
import { costOf } from './number-cost.ts';
import { askJson } from './operator-api.ts';
import type { OperatorConnection, OperatorNumber, RecordingRef } from './port.ts';
import { type Fetched, fetchFile } from './recording-file.ts';

const BASE = 'https://api.exolve.ru';
const bearer = ({ settings }: OperatorConnection) => ({ authorization: `Bearer ${settings.apiKey ?? ''}` });
const PAGE = 100;
const PAGES = 100;

/** Source: docs.exolve.ru, Numbering API, GetList of bought numbers. Fees are roubles. */
export async function listExolveNumbers(connection: OperatorConnection): Promise<OperatorNumber[]> {
  const all: OperatorNumber[] = [];
  for (let page = 0; page < PAGES; page++) {
    const { numbers = [] } = await askJson<{ numbers?: Readonly<Record<string, unknown>>[] }>(
      `${connection.settings.apiUrl ?? BASE}/number/customer/v1/GetList`,
      { headers: bearer(connection), json: { limit: PAGE, offset: page * PAGE } },
    );
    for (const row of numbers)
      all.push({
        e164: `+${digitsOf(wordOf(row.number_name))}`,
        region: clean(wordOf(row.region_name)) || null,
        ...costOf(row.subscription_fee, 'RUB'),
      });
    if (numbers.length < PAGE) break;
  }
  return all.filter(({ e164 }) => e164 !== '+');
}

/** By the path of the event 'crr': whole, or below the API. */
export function fetchExolveRecording({ ref }: RecordingRef, connection: OperatorConnection): Promise<Fetched> {
  const base = connection.settings.apiUrl ?? BASE;
  const path = ref.url ?? '';
  const url = /^https?:/i.test(path) ? path : `${base}/${path.replace(/^\/+/, '')}`;
  return fetchFile(url, { hosts: ['exolve.ru'], apiUrl: connection.settings.apiUrl, headers: bearer(connection) });
}
