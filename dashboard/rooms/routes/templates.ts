// Routes to begin with. What a site does not have yet (a team, hours) is left open: the drawing says what to choose.
import type { TFunction } from 'i18next';
import type { Route } from '../../../src/api/wire.ts';
import type { Choices } from './names.ts';
import { everybody, languageOf, RINGING } from './new-steps.ts';
import { ruleTo } from './ways.ts';

export const TEMPLATES = ['line', 'hours', 'important', 'menu', 'empty'] as const;
export type Template = (typeof TEMPLATES)[number];

export type TemplateChoices = Pick<Choices, 'agents' | 'teams' | 'schedules'> & {
  names: Pick<Choices['names'], 'language'>;
};

/** `t`: in the reader's language, in which callers are spoken to, too. */
export function fromTemplate(template: Template, known: TemplateChoices, t: TFunction): Route {
  const language = languageOf(known.names.language);
  const words = (of: 'hello' | 'closed' | 'whisper' | 'client' | 'known') => ({
    text: t(`routes.new.words.${of}`),
    language,
  });
  const message = { do: 'voicemail', prompt: null, seconds: 120, next: null } as const;
  const all = { do: 'dial', to: everybody(known), ...RINGING, else: 'message' } as const;
  switch (template) {
    case 'line':
      return { start: 'ring', steps: { ring: all, message } };
    case 'hours': {
      const open = { about: 'time', schedule: known.schedules[0]?.id ?? '', is: 'open' } as const;
      return {
        start: 'hours',
        steps: {
          hours: { do: 'choose', rules: [ruleTo([open], 'ring')], else: 'closed' },
          ring: all,
          message,
          closed: { ...message, prompt: words('closed') },
        },
      };
    }
    case 'important': {
      const experienced = known.agents[0];
      return {
        start: 'who',
        steps: {
          who: {
            do: 'choose',
            rules: [
              ruleTo([{ about: 'caller', is: 'vip' }], 'important'),
              ruleTo([{ about: 'manager', who: 'last-manager', is: 'on-shift' }], 'known'),
            ],
            else: 'team',
          },
          important: {
            ...{ do: 'dial', to: experienced ? [{ agent: experienced.id }] : [], ...RINGING, else: 'team' },
            whisper: words('client'),
          },
          known: { do: 'dial', to: [{ is: 'last-manager' }], ...RINGING, whisper: words('known'), else: 'team' },
          team: { ...all, whisper: words('whisper') },
          message,
        },
      };
    }
    case 'menu': {
      const [first, second] = known.teams;
      const ring = (team: { id: string } | undefined) => ({ ...all, to: team ? [{ team: team.id }] : [] });
      return {
        start: 'menu',
        steps: {
          menu: {
            ...{ do: 'menu', prompt: words('hello'), seconds: 5, tries: 2 },
            ...{ on: { 1: 'sales', 2: 'service' }, else: 'sales' },
          },
          sales: first ? ring(first) : all,
          service: ring(second ?? first),
          message,
        },
      };
    }
    case 'empty':
      return { start: '', steps: {} };
    default:
      return template satisfies never;
  }
}
