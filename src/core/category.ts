// What a call is worth to the business, as a person or a rule says. Spam is a mark of its own: such a call does not count.

export const CALL_CATEGORIES = ['hot', 'warm', 'cold', 'target', 'not-target'] as const;
export type CallCategory = (typeof CALL_CATEGORIES)[number];

/** hot, warm and cold are how near to a deal a caller is who wanted what is sold: target, too. */
export const isTarget = (category: CallCategory | null): boolean => category !== null && category !== 'not-target';
