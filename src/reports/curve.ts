// What a site's parameters say, as people can read it: how soon visits call, and whose visits call most.
import type { AttributionParameters, HazardTable } from '../core/attribution/attribution.ts';
import { type Campaign, readCampaignKey } from '../core/source/source.ts';

export type CurveBin = { fromSeconds: number; toSeconds: number | null; perHour: number };
export type Curve = {
  tapped: CurveBin[];
  open: CurveBin[];
  closed: CurveBin[];
  desktopOpen: CurveBin[];
  desktopClosed: CurveBin[];
  channels: { channel: string; rate: number }[];
  campaigns: (Campaign & { channel: string; rate: number })[];
  regionMatch: number;
  regions: { region: string; share: number }[];
  backgroundPerDay: number;
};

const MOST_CAMPAIGNS = 500;
const UNIT_SEPARATOR = '\u001f'; // of `sourceKey`

export function curveOf({ hazards, rates, ...parameters }: AttributionParameters): Curve {
  return {
    ...{ tapped: binsOf(hazards.tapped), open: binsOf(hazards.open), closed: binsOf(hazards.closed) },
    ...{ desktopOpen: binsOf(hazards.desktopOpen), desktopClosed: binsOf(hazards.desktopClosed) },
    channels: descending(rates.byChannel).map(([channel, rate]) => ({ channel, rate })),
    campaigns: descending(rates.byCampaign).slice(0, MOST_CAMPAIGNS).map(campaignOf),
    regionMatch: parameters.regionMatch,
    regions: descending(parameters.regionShares).map(([region, share]) => ({ region, share })),
    backgroundPerDay: parameters.backgroundPerSecond * 86_400,
  };
}

function binsOf({ edges, perSecond }: HazardTable): CurveBin[] {
  return perSecond.map((hazard, bin) => ({
    ...{ fromSeconds: edges[bin] ?? 0, toSeconds: edges[bin + 1] ?? null, perHour: hazard * 3600 },
  }));
}

function descending(record: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(record).sort(([, one], [, other]) => other - one);
}

function campaignOf([key, rate]: [string, number]) {
  const [channel = '', campaign = ''] = key.split(UNIT_SEPARATOR);
  return { channel, ...readCampaignKey(campaign), rate };
}
