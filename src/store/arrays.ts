// Columns of a batch as PostgreSQL array literals. pg's own way escapes every element with two regular expressions; a
// batch has 1,500 of them, and few need it.

type Plain = string | number | boolean;

/** Of values that never need quoting: UUIDs, numbers, booleans. */
export function plainArray<T>(rows: readonly T[], value: (row: T) => Plain): string {
  let literal = '{';
  for (const row of rows) literal += literal.length === 1 ? value(row) : `,${value(row)}`;
  return `${literal}}`;
}

/** Of texts, whatever they hold. */
export function textArray<T>(rows: readonly T[], value: (row: T) => string | null): string {
  let literal = '{';
  for (const row of rows) {
    if (literal.length > 1) literal += ',';
    const text = value(row);
    literal += text === null ? 'NULL' : quote(text);
  }
  return `${literal}}`;
}

function quote(text: string): string {
  const escaped = text.includes('\\') || text.includes('"') ? text.replace(/[\\"]/g, '\\$&') : text;
  return `"${escaped}"`;
}
