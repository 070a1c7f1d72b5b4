// What sites' own calls have taught: versions of the parameters, and which one is in force.
import type { AttributionParameters } from '../core/attribution/attribution.ts';
import { regionKey } from '../core/numbers/russian-regions.ts';
import type { Queryable } from './database.ts';

export type WhyNot = 'explains-worse' | 'chosen-by-hand';
export type NewParameters = {
  siteId: string;
  learnedFrom: Date;
  learnedTo: Date;
  calls: number;
  labelled: number;
  heldOut: number;
  score: number | null;
  scoreInForce: number | null;
  whyNot: WhyNot | null;
};

/** The number that the site's next version will have. */
export async function nextParametersVersion(db: Queryable, siteId: string): Promise<number> {
  const { rows } = await db.query<{ version: number }>(
    'select coalesce(max(version), 0) + 1 as version from parameter_versions where site_id = $1',
    [siteId],
  );
  return rows[0]?.version ?? 1;
}

/** Keeps a version. It is not in force by this. */
export async function insertParameters(
  tx: Queryable,
  version: number,
  parameters: AttributionParameters,
  from: NewParameters,
): Promise<void> {
  await tx.query(
    `insert into parameter_versions (site_id, version, learned_from, learned_to, calls, labelled, held_out, score, score_in_force, why_not, parameters)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[from.siteId, version, from.learnedFrom, from.learnedTo, from.calls, from.labelled, from.heldOut],
      ...[from.score, from.scoreInForce, from.whyNot, JSON.stringify(parameters)],
    ],
  );
}

export type ParametersChoice = { version: number | null; userId: string | null; held: boolean };

/** Puts a version in force; null: the default prior. `userId` null: by itself. */
export async function chooseParameters(
  tx: Queryable,
  siteId: string,
  { version, userId, held }: ParametersChoice,
): Promise<void> {
  await tx.query('insert into parameter_choices (site_id, version, user_id, held) values ($1, $2, $3, $4)', [
    siteId,
    version,
    userId,
    held,
  ]);
}

export type ChoiceInForce = ParametersChoice & { siteId: string; at: Date; by: string | null };

/** The choices in force, of one site or of all; a site without one has the default prior. */
export async function choicesInForce(db: Queryable, siteId: string | null = null): Promise<ChoiceInForce[]> {
  const { rows } = await db.query<ChoiceInForce>(
    `select distinct on (c.site_id) c.site_id as "siteId", c.version, c.user_id as "userId", c.held, c.at, u.name as by
     from parameter_choices c left join users u on u.id = c.user_id
     where $1::uuid is null or c.site_id = $1 order by c.site_id, c.at desc`,
    [siteId],
  );
  return rows;
}

/** One version's parameters; undefined: the site has no such version. */
export async function findParameters(
  db: Queryable,
  siteId: string,
  version: number,
): Promise<AttributionParameters | undefined> {
  const { rows } = await db.query<{ parameters: AttributionParameters }>(
    'select parameters from parameter_versions where site_id = $1 and version = $2',
    [siteId, version],
  );
  return rows[0]?.parameters;
}

export type ParametersRow = NewParameters & {
  version: number;
  madeAt: Date;
  parameters: AttributionParameters;
  /** when it was last put in force */
  inForceSince: Date | null;
};

/** The site's newest versions, newest first. */
export async function listParameters(db: Queryable, siteId: string, most = 100): Promise<ParametersRow[]> {
  const { rows } = await db.query<ParametersRow>(
    `select p.site_id as "siteId", p.version, p.made_at as "madeAt", p.learned_from as "learnedFrom", p.learned_to as "learnedTo",
            p.calls, p.labelled, p.held_out as "heldOut", p.score, p.score_in_force as "scoreInForce", p.why_not as "whyNot", p.parameters,
            (select max(c.at) from parameter_choices c where c.site_id = p.site_id and c.version = p.version) as "inForceSince"
     from parameter_versions p where p.site_id = $1 order by p.version desc limit $2`,
    [siteId, most],
  );
  return rows;
}

/** When each site last learned, and where it is night: for whoever plans the next time. */
export async function sitesByLearning(
  db: Queryable,
): Promise<{ id: string; timeZone: string; learnedAt: Date | null }[]> {
  const { rows } = await db.query(
    `select s.id, s.time_zone as "timeZone", (select max(made_at) from parameter_versions p where p.site_id = s.id) as "learnedAt"
     from sites s order by s.created_at`,
  );
  return rows;
}

/** Shares of the regions (their keys) that a site's visits come from in the 30 days before `at`; {}: none is known. */
export async function regionShares(db: Queryable, siteId: string, at: Date): Promise<Record<string, number>> {
  const { rows } = await db.query<{ region: string; share: number }>(
    `select region, count(*)::float8 / sum(count(*)) over () as share from visits
     where site_id = $1 and at > $2::timestamptz - interval '30 days' and at <= $2 and region is not null group by region`,
    [siteId, at],
  );
  const shares = new Map<string, number>();
  for (const { region, share } of rows) shares.set(regionKey(region), (shares.get(regionKey(region)) ?? 0) + share);
  return Object.fromEntries(shares);
}
