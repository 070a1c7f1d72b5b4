// What the API is given about operators: main hands in what their adapters know and can be asked.
import type { Capabilities } from '../core/routing/capabilities.ts';

export type OperatorDesk = {
  /** every kind there is an adapter for */
  kinds(): { kind: string; capabilities: Capabilities; fields: readonly OperatorField[] }[];
  /** addresses to be entered at the operator */
  hooksOf(connection: { id: string; kind: string; hookSecret: string }): { name: string; url: string }[];
  /** its list of our numbers; throws an Error with the operator's words */
  numbersOf(
    connectionId: string,
  ): Promise<{ e164: string; region: string | null; monthlyCost: number | null; currency: string | null }[]>;
  /** stores a call that a PBX tells of afterwards; false: the number is not in service with us */
  told(call: ToldAfterwards): Promise<boolean>;
};
export type OperatorField = { name: string; secret: boolean; required: boolean; pattern?: string; example: string };
export type ToldAfterwards = {
  provider: string;
  id: string;
  number: string;
  caller: string | null;
  startedAt: Date;
  answeredAt: Date | null;
  endedAt: Date;
  answeredBy: string | null;
  status: string | null;
  recordingUrl: string | null;
};
