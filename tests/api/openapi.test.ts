// The description of the API: is it OpenAPI 3.1, and does it tell of every route?
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { type OpenApiDocument, type Operation, openApiOf, openTestApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let document: OpenApiDocument;
before(async () => {
  api = await openTestApi();
  document = await openApiOf(api.app);
});
after(() => api?.close());

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const operations = (): [string, Operation][] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
const schemasOf = ({ parameters = [], requestBody, responses }: Operation): object[] => [
  ...parameters.map(({ schema }) => schema),
  ...[requestBody, ...Object.values(responses)].flatMap((part) =>
    Object.values(part?.content ?? {}).map(({ schema }) => schema),
  ),
];

test('it is an OpenAPI 3.1 document: what the specification requires is there and nothing else', () => {
  assert.match(document.openapi, /^3\.1\.\d+$/);
  assert.equal(document.info.title, 'Dialtrace');
  assert.equal(document.info.version, '0.0.0-test');
  const fields = ['openapi', 'info', 'servers', 'components', 'paths', 'security', 'tags', 'webhooks'];
  assert.deepEqual(
    Object.keys(document).filter((field) => !fields.includes(field)),
    [],
  );
  for (const requirement of document.security)
    for (const name of Object.keys(requirement)) assert.ok(document.components.securitySchemes[name], name);
  for (const [path, item] of Object.entries(document.paths)) {
    assert.match(path, /^\//);
    assert.deepEqual(
      Object.keys(item).filter((method) => !METHODS.includes(method)),
      [],
      path,
    );
  }
  for (const [name, { responses }] of operations()) {
    assert.ok(Object.keys(responses).length > 0, name);
    for (const [status, response] of Object.entries(responses)) {
      assert.match(status, /^([1-5](\d\d|XX)|default)$/, name);
      assert.equal(typeof response.description, 'string', `${name} ${status}`);
    }
  }
});

test('every name in a path is a required parameter, and no parameter is told twice', () => {
  for (const [name, { parameters = [] }] of operations()) {
    const inPath = [...name.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]);
    const told = parameters.filter((parameter) => parameter.in === 'path');
    assert.deepEqual(told.map((parameter) => parameter.name).sort(), inPath.sort(), name);
    assert.ok(told.every(({ required }) => required === true));
    assert.equal(new Set(parameters.map((parameter) => `${parameter.in} ${parameter.name}`)).size, parameters.length);
  }
});

test('every schema is a JSON Schema that says something, and every reference leads somewhere', () => {
  for (const [name, operation] of operations())
    for (const schema of schemasOf(operation)) {
      z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
      for (const [, reference] of JSON.stringify(schema).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
        assert.ok(document.components.schemas?.[reference ?? ''], `${name}: ${reference}`);
    }
});

test('it lists every route of /api/v1, but for itself and signing out', () => {
  const listed = operations().map(([name]) => name);
  const served = api.routes.filter((name) => name.includes(' /api/v1/') && !name.startsWith('HEAD '));
  assert.deepEqual(
    served.filter((name) => !listed.includes(name)),
    ['POST /api/v1/sign-out', 'GET /api/v1/openapi.json'],
  );
  assert.deepEqual(
    listed.filter((name) => !served.includes(name)),
    [],
  );
});

test('every route says what it answers: JSON, audio, events or nothing; and that it may answer with a problem', () => {
  for (const [name, { responses }] of operations()) {
    assert.ok(responses.default?.content?.['application/problem+json'], name);
    const [good = '', answer] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
    const types = Object.keys(answer?.content ?? {});
    const isAudio = types.length > 0 && types.every((type) => type.startsWith('audio/')); // one recording, several codecs
    assert.ok(good === '204' || types.length === 1 || isAudio, `${name} ${good}`);
  }
});

test('anyone may read it, to see how to ask', async () => {
  const response = await api.ask('GET', '/api/v1/openapi.json', { key: null });
  assert.equal(response.statusCode, 200);
});
