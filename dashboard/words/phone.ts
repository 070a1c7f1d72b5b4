// Phone numbers as their owners write them. The server speaks E.164 only; a whole phone library is too heavy for this.

// Country codes of one and two digits (ITU-T E.164 annex); every other code has three.
const TWO_DIGIT_CODES =
  /^(20|27|30|31|32|33|34|36|39|40|41|43|44|45|46|47|48|49|51|52|53|54|55|56|57|58|60|61|62|63|64|65|66|81|82|84|86|90|91|92|93|94|95|98)/;

// How countries whose numbers are met often write them: digits of E.164 → groups.
const USUAL: readonly (readonly [RegExp, string])[] = [
  [/^7(\d{3})(\d{3})(\d\d)(\d\d)$/, '+7 $1 $2-$3-$4'],
  [/^1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2-$3'],
  [/^44(20)(\d{4})(\d{4})$/, '+44 $1 $2 $3'],
  [/^44(7\d{3})(\d{6})$/, '+44 $1 $2'],
  [/^33(\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '+33 $1 $2 $3 $4 $5'],
  [/^(375|380|998)(\d\d)(\d{3})(\d\d)(\d\d)$/, '+$1 $2 $3-$4-$5'],
];

/** +74951234567 → +7 495 123-45-67; numbers of other countries in threes: +351 211 234 567. */
export function phone(e164: string): string {
  const digits = e164.replace(/^\+/, '');
  const usual = USUAL.find(([form]) => form.test(digits));
  if (usual) return digits.replace(usual[0], usual[1]);
  if (!/^\d{7,15}$/.test(digits)) return e164;
  const longCode = TWO_DIGIT_CODES.test(digits) ? 2 : 3;
  const code = /^[17]/.test(digits) ? 1 : longCode;
  return `+${digits.slice(0, code)} ${groups(digits.slice(code)).join(' ')}`;
}

// Threes from the left; a single last digit joins its neighbour.
function groups(rest: string): string[] {
  if (rest.length <= 4) return [rest];
  return [rest.slice(0, 3), ...groups(rest.slice(3))];
}

/** What a person types as a number → E.164, or null: "8 (495) 123-45-67" is +74951234567 as in Russia. */
export function toE164(typed: string): string | null {
  const bare = typed.replace(/[\s().\-‑–]/g, '');
  const full = /^8\d{10}$/.test(bare) ? `+7${bare.slice(1)}` : bare.replace(/^00/, '+');
  return /^\+[1-9]\d{5,14}$/.test(full) ? full : null;
}
