// Differences of shares as people say them: percentage points.

/** 0.004 → 0.4; under a tenth of a point but not nothing: <0.1 */
export function points(difference: number, locale: string): string {
  const value = difference * 100;
  const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  if (value > 0 && value < 0.05) return `<${tenths.format(0.1)}`;
  return tenths.format(Math.abs(value) < 0.05 ? 0 : value);
}
