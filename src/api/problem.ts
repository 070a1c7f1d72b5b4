// Errors as RFC 9457 problem documents: `reason` is a stable word for programs, `detail` tells people what to do.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { FieldFault, Problem as ProblemDocument, RouteFault } from './wire.ts';

/** Thrown by a route to end with a problem document. */
export class Problem extends Error {
  readonly status: number;
  readonly reason: string;
  /** of a route that can't be published */
  readonly faults: RouteFault[] | undefined;
  /** of a form: what is wrong with which field */
  readonly fields: FieldFault[] | undefined;
  constructor(status: number, reason: string, detail: string, faults?: RouteFault[], fields?: FieldFault[]) {
    super(detail);
    this.status = status;
    this.reason = reason;
    this.faults = faults;
    this.fields = fields;
  }
}

export const notFound = (what: string) =>
  new Problem(404, 'not-found', `There is no such ${what}, or it is not yours to see.`);

/** Sends a problem document. */
export function sendProblem(
  reply: FastifyReply,
  {
    status,
    reason,
    detail,
    faults,
    fields,
  }: {
    status: number;
    reason: string;
    detail: string;
    faults?: RouteFault[] | undefined;
    fields?: FieldFault[] | undefined;
  },
) {
  const document: ProblemDocument = {
    ...{ type: 'about:blank', title: TITLES[status] ?? 'Error', status, reason, detail },
    ...(faults && { faults }),
    ...(fields && { fields }),
  };
  if (status === 401) reply.header('www-authenticate', 'Bearer'); // RFC 9110 § 15.5.2
  return reply.code(status).header('content-type', 'application/problem+json').send(JSON.stringify(document));
}

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Sign-in needed',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  416: 'Range not satisfiable',
  421: 'Misdirected request',
  429: 'Too many requests',
  500: 'Our fault',
  503: 'Unavailable',
};

// Fastify's own refusals in our words.
const REASONS: Record<string, string> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid-json',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
};

/** Every error that leaves the server becomes a problem document; what is ours to mend is logged, never shown. */
export function answerErrorsWithProblems(app: FastifyInstance) {
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    if (error instanceof Problem) return sendProblem(reply, { ...error, detail: error.message });
    if (hasZodFastifySchemaValidationErrors(error)) {
      const detail = error.validation
        .map((issue) => `${issue.instancePath.replaceAll('/', ' ').trim() || 'request'}: ${issue.message}`)
        .join('; ');
      return sendProblem(reply, { status: 400, reason: 'invalid', detail });
    }
    const status = error.statusCode ?? 500;
    if (status < 500)
      return sendProblem(reply, { status, reason: REASONS[error.code ?? ''] ?? 'bad-request', detail: error.message });
    request.log.error(error);
    if (isDatabaseAway(error))
      return sendProblem(reply, {
        status: 503,
        reason: 'store-unavailable',
        detail: 'The database does not answer just now. Calls go on; try again in a moment.',
      });
    return sendProblem(reply, {
      status: 500,
      reason: 'internal',
      detail: 'Something went wrong on our side. The log of the server says what.',
    });
  });
  app.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, { status: 404, reason: 'not-found', detail: 'There is nothing at this address.' }),
  );
}

// Class 08: connection exceptions; 57P: the server is stopping or starting (PostgreSQL, appendix A).
function isDatabaseAway(error: { code?: string; message: string }): boolean {
  return (
    /^(08|57P)|ECONN|ENOENT/.test(error.code ?? '') ||
    /connection terminated|timeout exceeded when trying to connect/i.test(error.message)
  );
}
