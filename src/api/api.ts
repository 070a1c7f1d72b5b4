// /api/v1 whole: everything a person does in the dashboard, described at /api/v1/openapi.json.
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { requirePerson, signInRoutes } from './access.ts';
import { accuracyRoutes } from './accuracy.ts';
import { agentRoutes } from './agents.ts';
import { assistantRoutes } from './assistants.ts';
import { attributionRoutes } from './attribution.ts';
import { boardRoutes } from './board.ts';
import { callBackRoutes } from './call-backs.ts';
import { callRoutes } from './calls.ts';
import { checkRoutes } from './checks.ts';
import { connectionRoutes } from './connections.ts';
import { contactRoutes } from './contacts.ts';
import { contractRoutes } from './contracts.ts';
import { correctionRoutes } from './corrections.ts';
import { dealRoutes } from './deals.ts';
import type { Api, ApiDeps } from './deps.ts';
import { destinationDoors } from './destination-doors.ts';
import { destinationFormRoutes } from './destination-form.ts';
import { destinationRoutes } from './destinations.ts';
import { installCheckRoutes } from './install-check.ts';
import { keyRoutes } from './keys.ts';
import { leakRoutes } from './leaks.ts';
import { noticeRoutes } from './notices.ts';
import { numberingRoutes } from './numbering.ts';
import { numberRoutes } from './numbers.ts';
import { numbersFileRoutes } from './numbers-file.ts';
import { pageScriptRoutes } from './page-scripts.ts';
import { placementRoutes } from './placements.ts';
import { placingRoutes } from './placing.ts';
import { planRoutes } from './plan.ts';
import { poolRoutes } from './pools.ts';
import { recordingSettingRoutes } from './recording-settings.ts';
import { recordingRoutes } from './recordings.ts';
import { reportRoutes } from './reports.ts';
import { callRouteRoutes } from './routes-of-calls.ts';
import { scheduleRoutes } from './schedules.ts';
import { siteRoutes } from './sites.ts';
import { soundRoutes } from './sounds.ts';
import { spamRoutes } from './spam.ts';
import { spendRoutes } from './spend.ts';
import { teamRoutes } from './teams.ts';
import { toldCallRoutes } from './told-calls.ts';
import { webhookDescriptions } from './webhooks.ts';
import * as wire from './wire.ts';

const PROBLEM = {
  description: 'A problem document (RFC 9457).',
  content: { 'application/problem+json': { schema: wire.Problem } },
};

/** Every route may answer with a problem document; none has to say so for itself. */
const withProblems: typeof jsonSchemaTransform = ({ schema, ...route }) =>
  jsonSchemaTransform({
    ...route,
    schema: schema?.hide ? schema : { ...schema, response: { ...(schema?.response as object), default: PROBLEM } },
  } as Parameters<typeof jsonSchemaTransform>[0]);

/** Adds the API to the public server. */
export async function addApi(app: FastifyInstance, deps: ApiDeps): Promise<void> {
  signInRoutes(app, deps);
  await app.register(destinationDoors, deps);
  await app.register(assistantRoutes, deps);
  await app.register(
    async (scope) => {
      scope.setValidatorCompiler(validatorCompiler);
      scope.setSerializerCompiler(serializerCompiler);
      await scope.register(swagger, {
        openapi: {
          openapi: '3.1.0',
          info: {
            title: 'Dialtrace',
            version: deps.version,
            description:
              'Call tracking: which ad made the phone ring. Errors are RFC 9457 problem documents with a stable `reason`. Lists page by cursor.',
          },
          servers: [{ url: deps.publicUrl }],
          components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
          security: [{ apiKey: [] }],
        },
        transform: withProblems,
      });
      scope.get('/openapi.json', { schema: { hide: true } }, async () => ({
        ...scope.swagger(),
        webhooks: webhookDescriptions(),
      }));
      await scope.register(async (inner) => {
        requirePerson(inner, deps);
        const api = inner.withTypeProvider() as unknown as Api;
        const all = [
          siteRoutes,
          installCheckRoutes,
          pageScriptRoutes,
          placementRoutes,
          poolRoutes,
          leakRoutes,
          numberRoutes,
          numbersFileRoutes,
          checkRoutes,
          connectionRoutes,
          destinationRoutes,
          destinationFormRoutes,
          contractRoutes,
          noticeRoutes,
          numberingRoutes,
          agentRoutes,
          teamRoutes,
          scheduleRoutes,
          boardRoutes,
          contactRoutes,
          dealRoutes,
          spendRoutes,
          placingRoutes,
          callRoutes,
          callBackRoutes,
          spamRoutes,
          recordingRoutes,
          recordingSettingRoutes,
          toldCallRoutes,
          callRouteRoutes,
          correctionRoutes,
          attributionRoutes,
          accuracyRoutes,
          reportRoutes,
          planRoutes,
          soundRoutes,
          keyRoutes,
        ];
        for (const routes of all) routes(api, deps);
      });
    },
    { prefix: '/api/v1' },
  );
}
