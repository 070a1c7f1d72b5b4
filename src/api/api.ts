// /api/v1 whole: everything a person does in the dashboard, described at /api/v1/openapi.json.
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { requirePerson, signInRoutes } from './access.ts';
import { callRoutes } from './calls.ts';
import type { Api, ApiDeps } from './deps.ts';
import { keyRoutes } from './keys.ts';
import { reportRoutes } from './reports.ts';
import { siteRoutes } from './sites.ts';

/** Adds the API to the public server. */
export async function addApi(app: FastifyInstance, deps: ApiDeps): Promise<void> {
  signInRoutes(app, { db: deps.db, secure: deps.publicUrl.startsWith('https:') });
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
        transform: jsonSchemaTransform,
      });
      scope.get('/openapi.json', { schema: { hide: true } }, async () => scope.swagger());
      await scope.register(async (inner) => {
        requirePerson(inner, deps.db);
        const api = inner.withTypeProvider() as unknown as Api;
        for (const routes of [siteRoutes, callRoutes, reportRoutes, keyRoutes]) routes(api, deps);
      });
    },
    { prefix: '/api/v1' },
  );
}
