// What an owner is told of without asking: a closed list, so that every screen has a sentence for each.

export const NOTICE_KINDS = [
  'number-out-of-order', // checks found that calls don't reach us through it; it is not shown any more
  'number-back', // and here they found that they do again
  'number-silent', // shown so often that calls should have come, and none did
  'connection-failing', // every number of a connection fails its checks: the connection is at fault, or our way out through it
  'number-leaked', // found printed on the site, or called by people whom no visit explains
  'contract-ends',
  'licence-ends',
  'speech-missing', // a route in force has words that nobody on this machine can speak
  'recording-lost', // a talk's recording can't be had: the engine's file is not there, or the operator has it no more
  'recording-store-failing', // recordings can't be moved to their store; they stay where they are
  'recording-unsaid', // callers must be told that they are recorded, nobody can tell them, so nothing is recorded
  'disk-low', // calls are not recorded until there is room again
  'disk-full', // what is left is for the facts of calls
  'call-backs-late', // missed callers whom nobody has called back in time
  'number-flood', // a number is called far more often than it ever is
  'destination-paused', // an outside system takes nothing of us until the owner has done something there or here
  'deliveries-lapse', // what waits for an outside system will soon be too old for it
  'prediction-gap', // the plan promised another accuracy than real calls have
] as const;

export type NoticeKind = (typeof NOTICE_KINDS)[number];
