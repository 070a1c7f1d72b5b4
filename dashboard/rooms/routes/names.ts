// The names behind the ids of a route: agents, teams, hours and sounds of the site.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Agent, Schedule, Sound, Team } from '../../../src/api/wire.ts';
import { agents, schedules, sounds, teams } from '../../api/routes.ts';
import { useHouse, useLanguage, useWriting } from '../../shell/house-facts.ts';

/** What sentences about a route are made with. A name is undefined where there is nothing of that id. */
export interface Names {
  agent(id: string): string | undefined;
  team(id: string): string | undefined;
  schedule(id: string): string | undefined;
  sound(id: string): string | undefined;
  locale: string;
  language: string;
  currency: string;
}

/** All that can be named in a route. */
export interface Choices {
  agents: readonly Agent[];
  teams: readonly Team[];
  schedules: readonly Schedule[];
  sounds: readonly Sound[];
  names: Names;
}

const NONE: never[] = [];

/** Undefined until agents, teams, hours and sounds are known. */
export function useChoices(): Choices | undefined {
  const { site } = useHouse();
  const { locale } = useWriting();
  const language = useLanguage();
  const [agentsNow, teamsNow] = [useQuery(agents(site.id)), useQuery(teams(site.id))];
  const [schedulesNow, soundsNow] = [useQuery(schedules(site.id)), useQuery(sounds(site.id))];
  const isKnown = [agentsNow, teamsNow, schedulesNow, soundsNow].every(({ isPending }) => !isPending);
  const [a, t] = [agentsNow.data ?? NONE, teamsNow.data ?? NONE];
  const [h, s] = [schedulesNow.data ?? NONE, soundsNow.data ?? NONE];
  return useMemo(() => {
    if (!isKnown) return undefined;
    const named = (all: readonly { id: string; name: string }[]) => {
      const byId = new Map(all.map(({ id, name }) => [id, name]));
      return (id: string) => byId.get(id);
    };
    const names = {
      ...{ agent: named(a), team: named(t), schedule: named(h), sound: named(s) },
      ...{ locale, language, currency: site.currency },
    };
    return { agents: a, teams: t, schedules: h, sounds: s, names };
  }, [isKnown, a, t, h, s, locale, language, site.currency]);
}
