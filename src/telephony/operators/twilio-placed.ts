// Calls of ours through Twilio and its like: the agent is rung first; when they answer, the client.
import type { CallFact } from '../../core/call.ts';
import { type Placed, placedOf, placedQuery } from './placed-call.ts';
import type { HookAnswer, Refused } from './port.ts';
import { factOf } from './told-call.ts';
import { type Asked, EMPTY, endOfLeg, NOTHING, xml } from './twilio-answers.ts';
import { causeOf, eventTime, isFinal, outcomeOf } from './twilio-fields.ts';
import type { Dialect } from './twiml.ts';
import { element, escaped, xmlDocument } from './xml.ts';

const AGENT_STEP = 0;
const CLIENT_STEP = 1;

/** Facts that every event of the call says again. */
export function placedFacts(call: string, { number, callee, agentId, at }: Placed): CallFact[] {
  return [factOf(call, at, { kind: 'placed', number, callee, agentId: agentId || null })];
}

/** Answers a request about a call of ours: paths 'placed', 'placed-leg', 'placed-over', 'placed-recording'. */
export async function receivePlaced(
  render: (about: AboutPlaced) => HookAnswer,
  asked: Asked,
): Promise<HookAnswer | Refused> {
  const { request, fields, house } = asked;
  const placed = placedOf(request.query);
  const call = request.query.get('of') ?? fields('CallSid');
  if (!placed || !call) return { refused: 'bad-request', detail: 'no such call of ours' };
  const about = { ...asked, placed, call };
  switch (request.path) {
    case 'placed':
      agentAnswered(about);
      return render(about);
    case 'placed-leg':
      return leg(about);
    case 'placed-over': {
      const [outcome, cause] = [outcomeOf(fields('DialCallStatus')), causeOf(fields('DialCallStatus'), '')];
      const ended = factOf(call, request.at, { kind: 'step-ended', step: CLIENT_STEP, outcome, cause });
      house.tell([...placedFacts(call, placed), ended]).catch((error) => house.log('facts could not be kept', error));
      return EMPTY;
    }
    case 'placed-recording': {
      if (fields('RecordingStatus') !== 'completed' || !fields('RecordingSid')) return NOTHING;
      // The agent's leg is the first channel: the client is on the right.
      const ref = { sid: fields('RecordingSid'), url: fields('RecordingUrl'), kind: 'talk', caller: 'right' };
      const channels = fields('RecordingChannels') || '1';
      const offered = { kind: 'recording-offered', ref: { ...ref, channels } } as const;
      await house.tell([...placedFacts(call, placed), factOf(call, request.at, offered, ref.sid)]);
      return NOTHING;
    }
    default:
      return { refused: 'bad-request', detail: `nothing is asked for at ${request.path.slice(0, 60)}` };
  }
}

export type AboutPlaced = Asked & { placed: Placed; call: string };

// The document for the client is asked for when the agent has lifted: where no event says so, this does.
function agentAnswered({ request, house, placed, call }: AboutPlaced) {
  const leg = { leg: call, step: AGENT_STEP, targetId: placed.agentId };
  const facts = [
    ...placedFacts(call, placed),
    factOf(call, request.at, { kind: 'leg-started', ...leg }, 'placed'),
    factOf(call, request.at, { kind: 'leg-answered', leg: call }, 'placed'),
  ];
  house.tell(facts).catch((error) => house.log('facts could not be kept', error));
}

/** The document that rings the client. */
export const clientTwiml = (about: AboutPlaced, dialect: Dialect): HookAnswer =>
  xml(xmlDocument(element('Response', {}, ...clientDocument(about, dialect))));

function clientDocument({ house, placed, call }: AboutPlaced, dialect: Dialect): string[] {
  const to = (path: string, more = '') =>
    house.hookUrl(`${path}?${placedQuery(placed)}&of=${encodeURIComponent(call)}${more}`);
  const number = element(
    'Number',
    {
      statusCallback: to('placed-leg', '&client=1'),
      ...{ statusCallbackMethod: 'POST', statusCallbackEvent: 'initiated ringing answered completed' },
    },
    escaped(placed.callee),
  );
  const dial = element(
    'Dial',
    {
      ...{ callerId: placed.number, timeout: 60, action: to('placed-over'), method: 'POST', ...dialect.recordBoth },
      ...{
        trim: 'do-not-trim',
        recordingStatusCallback: to('placed-recording'),
        recordingStatusCallbackMethod: 'POST',
      },
    },
    number,
  );
  return [...(placed.whisper ? [element('Play', {}, escaped(house.soundUrl(placed.whisper)))] : []), dial];
}

async function leg({ request, fields, house, placed, call }: AboutPlaced): Promise<HookAnswer | Refused> {
  const status = fields('CallStatus');
  const sid = fields('CallSid');
  if (!sid || !status) return { refused: 'bad-request', detail: 'CallSid or CallStatus is missing' };
  const at = eventTime(fields, request);
  const client = request.query.has('client');
  const step = client ? CLIENT_STEP : AGENT_STEP;
  const about = { leg: sid, step, targetId: client ? null : placed.agentId, ...(client ? { client } : {}) };
  const facts = [...placedFacts(call, placed), factOf(call, at, { kind: 'leg-started', ...about }, status)];
  if (status === 'in-progress' || status === 'answered')
    facts.push(factOf(call, at, { kind: 'leg-answered', leg: sid }));
  if (isFinal(status)) facts.push(...endOfLeg({ call, at, leg: about }, fields, false));
  if (isFinal(status) && !client) facts.push(...endOfCall(call, at, status));
  await house.tell(facts);
  return NOTHING;
}

// The agent's leg is the call: it ends with it.
function endOfCall(call: string, at: Date, status: string): CallFact[] {
  const ended = factOf(call, at, { kind: 'ended' });
  if (status === 'completed') return [ended];
  const step = {
    kind: 'step-ended',
    step: AGENT_STEP,
    outcome: outcomeOf(status),
    cause: causeOf(status, ''),
  } as const;
  return [factOf(call, at, step), ended];
}
