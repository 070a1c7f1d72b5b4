// The parameters each site is judged by, in memory: the version in force, or the default prior with the site's regions.
import type { AttributionParameters } from '../../core/attribution/attribution.ts';
import { DEFAULT_PRIOR } from '../../core/attribution/default-prior.ts';
import type { Queryable } from '../../store/database.ts';
import { choicesInForce, findParameters, regionShares, sitesByLearning } from '../../store/parameters.ts';

/** A version as people and programs name it. */
export type VersionRef = number | 'default';

export type ParametersInForce = {
  of(siteId: string): AttributionParameters;
  /** reads anew what is in force at one site or all */
  reload(siteId?: string): Promise<void>;
};

/** Resolves when the versions in force are read. */
export async function openParameters(db: Queryable, now: () => Date): Promise<ParametersInForce> {
  const known = new Map<string, AttributionParameters>();
  const reload = async (siteId?: string) => {
    const chosen = new Map((await choicesInForce(db, siteId)).map((choice) => [choice.siteId, choice.version]));
    const sites = siteId ? [siteId] : (await sitesByLearning(db)).map(({ id }) => id);
    for (const id of sites) known.set(id, await parametersOf(db, id, chosen.get(id) ?? 'default', now()));
  };
  await reload();
  return { of: (siteId) => known.get(siteId) ?? DEFAULT_PRIOR, reload };
}

/** A version's parameters; the default where there is no such version. `at`: whose visits' regions the default takes. */
export async function parametersOf(
  db: Queryable,
  siteId: string,
  version: VersionRef,
  at: Date,
): Promise<AttributionParameters> {
  const learned = version === 'default' ? undefined : await findParameters(db, siteId, version);
  return learned ?? { ...DEFAULT_PRIOR, regionShares: await regionShares(db, siteId, at) };
}

/** What learned parameters are called; `versionOfModel` reads it back from an answer's model. */
export const parametersName = (version: number) => `site-${version}`;

/** The version that an answer's model names, such as 'posterior-1/site-7'. */
export function versionOfModel(model: string): VersionRef {
  const learned = /\/site-(\d+)$/.exec(model);
  return learned ? Number(learned[1]) : 'default';
}
