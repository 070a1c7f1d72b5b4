// The second line of a call's status: a running timer while it lasts, then how long was talked or why nobody did.
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../../../src/api/wire.ts';
import { useNow } from '../../parts/now.ts';
import { course, isLive, runningSeconds } from '../../words/call.ts';
import { clockLength } from '../../words/format.ts';

export function CallLength({ call }: { call: CallRow }) {
  const { t } = useTranslation();
  return isLive(call) ? <Running call={call} /> : course(call, t);
}

function Running({ call }: { call: CallRow }) {
  return clockLength(runningSeconds(call, useNow(1000)));
}
