// Which page scripts there are, and their text where it goes into the page itself.
import { queryOptions } from '@tanstack/react-query';
import type { PageScripts } from '../../src/api/wire.ts';
import { ApiProblem, get } from './client.ts';

export const pageScripts = queryOptions({
  queryKey: ['page-scripts'],
  queryFn: ({ signal }) => get<PageScripts>('/page-scripts', {}, signal),
  staleTime: 60_000,
});

/** Text of the script at this path of our own host; no path, no text. */
export const scriptText = (path: string | null) =>
  queryOptions({
    queryKey: ['script-text', path],
    queryFn: ({ signal }) => (path === null ? '' : textAt(path, signal)),
    staleTime: 60_000,
  });

async function textAt(path: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(path, { signal }).catch((cause: unknown) => {
    if (signal.aborted) throw cause;
    throw new ApiProblem(0, 'offline', '', { cause });
  });
  if (!response.ok) throw new ApiProblem(response.status, 'unknown', response.statusText);
  return response.text();
}
