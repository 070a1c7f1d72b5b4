// Contacts: whom the business knows, by phone.
import { z } from 'zod';
import { E164, Text, Time } from './base.ts';

const Tag = Text.trim().min(1).max(60);
const fields = {
  name: Text.trim().max(200),
  vip: z.boolean(),
  tags: z
    .array(Tag)
    .max(50)
    .overwrite((tags) => [...new Set(tags)]),
  value: z.int().min(0).max(Number.MAX_SAFE_INTEGER).describe("sum of past deals, minor units of the site's currency"),
  note: z
    .string()
    .max(4000)
    .refine((text) => text.isWellFormed() && !text.includes('\u0000'), 'text'),
};
const Manager = z.object({ id: z.uuid(), name: z.string() }).nullable().describe('the agent who cares for them');

export const Contact = z.object({
  id: z.uuid(),
  phone: E164,
  name: z.string(),
  vip: z.boolean(),
  tags: z.array(z.string()),
  value: fields.value,
  manager: Manager,
  note: z.string(),
  createdAt: Time,
  updatedAt: Time,
  calls: z.int(),
  lastCallAt: Time.nullable(),
});
/** PUT /sites/:site/contacts/:phone adds or changes; what is left out stays as it is. */
export const ContactPut = z.object({ ...fields, managerId: z.uuid().nullable() }).partial();
export const ContactQuery = z.object({
  q: Text.max(80).optional().describe('words of the name, a tag or the note, or digits of the phone'),
  vip: z.stringbool().optional(),
  tag: Tag.optional(),
  manager: z.uuid().optional().describe('id of an agent'),
});
export const ContactList = z.object({
  items: z.array(Contact),
  nextCursor: z.string().nullable(),
  total: z.int(),
});
export const ContactTags = z.array(z.object({ tag: z.string(), contacts: z.int() }));

/** Of a caller who is a contact, on the card and the line of a call. */
export const CallContact = z.object({
  name: z.string(),
  vip: z.boolean(),
  tags: z.array(z.string()),
  manager: Manager,
});

export const ContactsCsv = { description: 'the contacts', content: { 'text/csv': { schema: z.string() } } };
export const ContactsImportQuery = z.object({
  dry: z.stringbool().default(false).describe('only say what would change'),
});
export const ContactsImport = z.object({
  applied: z.boolean().describe('false: a dry run, or there was nothing to do'),
  added: z.int(),
  changed: z.int(),
  same: z.int(),
  refused: z
    .array(
      z.object({
        line: z.int(),
        column: z.enum(['phone', 'name', 'vip', 'tags', 'value', 'manager', 'note']),
        reason: z.enum([
          ...(['not-a-phone', 'not-yes-or-no', 'not-an-amount', 'no-such-manager'] as const),
          ...(['several-managers', 'too-long', 'too-many'] as const),
        ]),
        value: z.string().describe('of the cell, its beginning'),
      }),
    )
    .describe('lines that can not be read, the first hundred; the others are taken'),
  refusedCount: z.int(),
});

export type Contact = z.infer<typeof Contact>;
export type ContactPut = z.infer<typeof ContactPut>;
export type ContactQuery = z.infer<typeof ContactQuery>;
export type ContactList = z.infer<typeof ContactList>;
export type ContactTags = z.infer<typeof ContactTags>;
export type CallContact = z.infer<typeof CallContact>;
export type ContactsImport = z.infer<typeof ContactsImport>;
