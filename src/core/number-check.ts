// What a test call to a number found, and what follows from it: when a number is out of order, when it is back, and when
// the fault is not the number's.

/** Why a test call was not good. The last four say nothing about the number. */
export const CHECK_REASONS = [
  'not-reached', // the operator said that there is no such number, or rang and never brought the call to us
  'wrong-did', // it came back to us as a call to another number
  'no-audio-there', // our tone was not heard at our end of the incoming call
  'no-audio-back', // and the tone of that end was not heard by the caller
  'slow', // it took longer than SLOW_MS to ring us
  'busy', // the operator said that the number is busy
  'rejected', // the operator refused the call
  'engine-unavailable', // Asterisk could not place the call
  'operator-unavailable', // the operator's server did not answer, or had no room
  'interrupted', // Dialtrace was ended during the call
  'no-free-line', // too many real calls: the test call gave way to them
] as const;
export type CheckReason = (typeof CHECK_REASONS)[number];
export type CheckOutcome = 'good' | 'bad' | 'inconclusive';
