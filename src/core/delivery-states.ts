// How far a delivery is.

/** sending: begun, not known to have arrived; lapsed: too late to be of use; parked: not tried again by itself. */
export const DELIVERY_STATES = ['due', 'sending', 'done', 'skipped', 'lapsed', 'parked'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What is over, and may go out once more. */
export const REPLAYABLE_STATES = ['parked', 'lapsed', 'skipped', 'done'] as const;
export type ReplayableState = (typeof REPLAYABLE_STATES)[number];
