// Assistants ask what people ask, by the Model Context Protocol (modelcontextprotocol.io, revision 2026-07-28, and 2025's
// without a session): POST /mcp with an API key. Each tool is a GET of /api/v1, asked with the same key, so it has the
// same rights and gives the same answers.
import { Readable } from 'node:stream';
import { createMcpHandler, McpServer, type McpServerFactory } from '@modelcontextprotocol/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requirePerson } from './access.ts';
import { ASSISTANT_TOOLS, type AssistantTool } from './assistant-tools.ts';
import type { ApiDeps } from './deps.ts';

const INSTRUCTIONS = `Dialtrace tells which ad made the phone ring. Begin with list_sites: every other tool wants a site's id.
Who called is a probability, never a certainty: say it with the answer. In reports a call counts as fractions of the sources
that it may have come from, unless counting=best is asked for. Times are RFC 3339 with offset, durations seconds, money minor
units with an ISO 4217 code. Lists come in pages: ask again with nextCursor.`;

/** Fastify plugin: `app.register(assistantRoutes, deps)`. */
export async function assistantRoutes(
  app: FastifyInstance,
  deps: Pick<ApiDeps, 'db' | 'publicUrl' | 'version'>,
): Promise<void> {
  requirePerson(app, deps);
  const server: McpServerFactory = ({ requestInfo }) => {
    const mcp = new McpServer({ name: 'dialtrace', version: deps.version }, { instructions: INSTRUCTIONS });
    for (const tool of ASSISTANT_TOOLS) offer(mcp, tool, (url) => askApi(app, url, requestInfo));
    return mcp;
  };
  const handler = createMcpHandler(server, { onerror: (error) => app.log.warn(error, 'an assistant was refused') });
  app.addHook('onClose', () => handler.close());
  app.route({
    method: ['GET', 'POST', 'DELETE'],
    url: '/mcp',
    schema: { hide: true },
    async handler(request, reply) {
      const answer = await handler.fetch(webRequest(request), { parsedBody: request.body });
      return sendWeb(reply, answer);
    },
  });
}

type Asked = { status: number; body: unknown };

function offer(mcp: McpServer, tool: AssistantTool, ask: (url: string) => Promise<Asked>): void {
  const { name, title, description, input } = tool;
  const annotations = { readOnlyHint: true, openWorldHint: false };
  mcp.registerTool(name, { title, description, inputSchema: input, annotations }, async (given) => {
    const { status, body } = await ask(addressOf(tool, given as Record<string, unknown>));
    const text = [{ type: 'text' as const, text: JSON.stringify(body) }];
    if (status !== 200) return { content: text, isError: true };
    return {
      content: text,
      structuredContent: Array.isArray(body) ? { items: body } : (body as Record<string, unknown>),
    };
  });
}

/** Places of the path are filled, what else is given becomes the query. */
function addressOf({ path }: AssistantTool, given: Readonly<Record<string, unknown>>): string {
  const left = new Map(Object.entries(given).filter(([, value]) => value !== undefined));
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = `${left.get(name)}`;
    left.delete(name);
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams([...left].map(([name, value]) => [name, `${value}`]));
  return `/api/v1${filled}${query.size > 0 ? `?${query}` : ''}`;
}

async function askApi(app: FastifyInstance, url: string, by: Request | undefined): Promise<Asked> {
  const headers = Object.fromEntries(['authorization', 'host'].map((name) => [name, by?.headers.get(name) ?? '']));
  const response = await app.inject({ method: 'GET', url, headers });
  return { status: response.statusCode, body: response.json() };
}

const WITH_BODY = new Set(['POST']);

function webRequest({ method, url, protocol, headers, host, body }: FastifyRequest): Request {
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, `${value}`] as [string, string]],
  );
  return new Request(new URL(url, `${protocol}://${host}`), {
    ...{ method, headers: given.filter(([name]) => name !== 'content-length') },
    ...(WITH_BODY.has(method) ? { body: JSON.stringify(body ?? null) } : {}),
  });
}

function sendWeb(reply: FastifyReply, answer: Response): FastifyReply {
  reply.code(answer.status).headers(Object.fromEntries(answer.headers));
  return reply.send(answer.body ? Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]) : '');
}
