// How reports say moments.

/** SQL: a moment as RFC 3339 in UTC, one form for lists, live events and exports. */
export const time = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
