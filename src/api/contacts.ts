// Contacts of a site: the list, one by phone, and all as a CSV file.
import { z } from 'zod';
import { findAgent } from '../store/agents.ts';
import {
  type ContactRow,
  contactFields,
  contactTags,
  deleteContact,
  findContact,
  listContacts,
  NEW_CONTACT,
  upsertContacts,
} from '../store/contacts.ts';
import { transaction } from '../store/database.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { known } from './known.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const ContactParams = SiteParams.extend({ phone: wire.Contact.shape.phone });
const FILE_LIMIT = 16 * 1024 * 1024; // fifty thousand contacts with notes

/** The routes about contacts, below /api/v1. */
export function contactRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;

  api.get(
    '/sites/:site/contacts',
    {
      schema: {
        params: SiteParams,
        querystring: wire.ContactQuery.extend(wire.Page.shape),
        response: { 200: wire.ContactList },
        tags: ['contacts'],
      },
    },
    async ({ person, params, query }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const { cursor, limit, manager, ...filter } = query;
      const after = cursor === undefined ? undefined : readCursor(cursor);
      const question = { ...filter, managerId: manager, siteId: site.id, after, limit: limit + 1 };
      const { items, total } = await listContacts(db, question);
      const page = items.slice(0, limit);
      const last = items.length > limit ? page.at(-1) : undefined;
      return { items: page.map(contactCard), nextCursor: last ? cursorAfter(last) : null, total };
    },
  );

  api.get(
    '/sites/:site/contact-tags',
    { schema: { params: SiteParams, response: { 200: wire.ContactTags }, tags: ['contacts'] } },
    async ({ person, params }) => contactTags(db, (await siteOf(deps, person.accountId, params.site)).id),
  );

  api.get(
    '/sites/:site/contacts/:phone',
    { schema: { params: ContactParams, response: { 200: wire.Contact }, tags: ['contacts'] } },
    async ({ person, params }) => {
      const site = await siteOf(deps, person.accountId, params.site, 'contact');
      const contact = await findContact(db, site.id, params.phone);
      if (!contact) throw notFound('contact');
      return contactCard(contact);
    },
  );

  api.put(
    '/sites/:site/contacts/:phone',
    {
      schema: {
        params: ContactParams,
        body: wire.ContactPut,
        response: { 200: wire.Contact },
        tags: ['contacts'],
        description: 'Adds the contact or changes it; fields that are left out stay. For CRMs: ask it for each change.',
      },
    },
    async ({ person, params, body }) => {
      const site = await siteOf(deps, person.accountId, params.site, 'contact');
      const { phone } = params;
      if (body.managerId && (await findAgent(db, body.managerId))?.siteId !== site.id) throw notFound('agent');
      await transaction(db, async (tx) => {
        await tx.query('select 1 from sites where id = $1 for update', [site.id]); // two at once lose nothing
        const before = (await contactFields(tx, site.id, [phone])).get(phone) ?? NEW_CONTACT;
        await upsertContacts(tx, site.id, [{ ...before, ...known(body), id: deps.newId(), phone }]);
      });
      const contact = await findContact(db, site.id, phone);
      if (!contact) throw notFound('contact'); // deleted at this very moment
      return contactCard(contact);
    },
  );

  api.delete(
    '/sites/:site/contacts/:phone',
    { schema: { params: ContactParams, response: { 204: z.null() }, tags: ['contacts'] } },
    async ({ person, params }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site, 'contact');
      if (!(await deleteContact(db, site.id, params.phone))) throw notFound('contact');
      return reply.code(204).send(null);
    },
  );

  api.get(
    '/sites/:site/contacts.csv',
    { schema: { params: SiteParams, response: { 200: wire.ContactsCsv }, tags: ['contacts'] } },
    async ({ person, params }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const headers = {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="contacts.csv"',
      };
      return reply.headers(headers).send(await deps.contactsFile.export(site));
    },
  );

  api.post(
    '/sites/:site/contacts.csv',
    {
      bodyLimit: FILE_LIMIT,
      schema: {
        params: SiteParams,
        querystring: wire.ContactsImportQuery,
        consumes: ['text/csv'],
        body: z.string(),
        response: { 200: wire.ContactsImport },
        tags: ['contacts'],
        description:
          'Columns: phone, name, vip, tags, value, manager, note; UTF-8 or Windows-1251. Lines that can not be read are told, the others are taken.',
      },
    },
    async ({ person, params, query, body }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const imported = await deps.contactsFile.import({ site, file: Buffer.from(body, 'latin1'), dry: query.dry });
      if ('unreadable' in imported) throw new Problem(400, 'unreadable-file', imported.unreadable);
      return imported;
    },
  );
}

function contactCard({ createdAt, updatedAt, lastCallAt, ...contact }: ContactRow): wire.Contact {
  return {
    ...contact,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    lastCallAt: lastCallAt?.toISOString() ?? null,
  };
}

const cursorAfter = ({ name, phone }: ContactRow) => Buffer.from(`${phone} ${name}`).toString('base64url');

function readCursor(cursor: string): { phone: string; name: string } {
  const [, phone, name] = /^(\+\d+) (.*)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (!phone || name === undefined || name.includes('\u0000'))
    throw new Problem(
      400,
      'bad-cursor',
      'This cursor is not one that this list gave out. Ask for the first page without a cursor.',
    );
  return { phone, name };
}
