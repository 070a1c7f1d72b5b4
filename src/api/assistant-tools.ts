// What assistants may ask: each tool is a question of the API, with the API's own words for its fields.
import { z } from 'zod';
import * as wire from './wire.ts';

export type AssistantTool = {
  name: string;
  title: string;
  description: string;
  /** below /api/v1; its places are filled from the input, the rest of the input is the query */
  path: string;
  input: z.ZodObject;
};

const Site = z.object({ site: z.uuid().describe('from list_sites') });

export const ASSISTANT_TOOLS: readonly AssistantTool[] = [
  {
    name: 'list_sites',
    title: 'Sites',
    description: 'The sites that the key may see, with time zone and currency.',
    path: '/me',
    input: z.object({}),
  },
  {
    name: 'report_sources',
    title: 'Calls by source',
    description: 'How many visits and calls each channel, source, campaign or keyword brought in a period.',
    path: '/sites/:site/reports/sources',
    input: Site.extend(wire.SourceReportQuery.shape),
  },
  {
    name: 'report_timeline',
    title: 'Calls day by day',
    description: 'Calls of each day of a period by status.',
    path: '/sites/:site/reports/timeline',
    input: Site.extend(wire.Period.shape),
  },
  {
    name: 'report_missed',
    title: 'Missed callers',
    description: 'Missed callers, how many were called back and how soon, by person, team or hour.',
    path: '/sites/:site/reports/missed',
    input: Site.extend(wire.MissedQuery.shape),
  },
  {
    name: 'report_accuracy',
    title: 'Accuracy',
    description:
      'How often the sources said of calls turned out right, and what else makes the answers sure or unsure.',
    path: '/sites/:site/accuracy',
    input: Site.extend(wire.Period.shape),
  },
  {
    name: 'list_calls',
    title: 'Calls',
    description:
      'The call log, newest first: who called, when, how long, who answered, which source with what probability.',
    path: '/sites/:site/calls',
    input: Site.extend({ ...wire.CallFilter.shape, ...wire.Page.shape }),
  },
  {
    name: 'get_call',
    title: 'One call',
    description:
      'A call whole: the visit it came of, every candidate with its probability and why, legs, earlier calls.',
    path: '/calls/:call',
    input: z.object({ call: z.uuid().describe('from list_calls') }),
  },
  {
    name: 'list_missed_callers',
    title: 'Who is to be called back',
    description: 'Missed callers whom nobody has called back yet, the latest in time first.',
    path: '/sites/:site/call-backs',
    input: Site.extend({ ...wire.CallBacksQuery.shape, ...wire.Page.shape }),
  },
  {
    name: 'list_numbers',
    title: 'Tracking numbers',
    description: 'The tracking numbers with their health, state, cost and what they are bound to.',
    path: '/sites/:site/numbers',
    input: Site,
  },
  {
    name: 'list_destinations',
    title: 'Destinations',
    description:
      'Outside systems that are told of calls: whether they take what they are told, how much waits or is parked.',
    path: '/sites/:site/destinations',
    input: Site,
  },
  {
    name: 'list_deliveries',
    title: 'Deliveries',
    description:
      'What a destination was told, newest first: its state, why it waits or was refused, how often it was tried.',
    path: '/destinations/:destination/deliveries',
    input: z.object({ destination: z.uuid().describe('from list_destinations'), ...wire.DeliveryQuery.shape }),
  },
];
