// Calls of ours to clients: the agent is rung first, then the client through the connection's way out.
import type { RoutedOrder } from '../../core/routing/place-order.ts';
import type { Ari } from './ari.ts';
import type { Trunk } from './configuration.ts';
import { agentEndpoint, dialString, type PhoneBook } from './phones.ts';
import { clientName } from './pjsip.ts';

const CLIENT_SECONDS = 60;

/** The provider's id of the call that an order makes: known before it is placed, so that no fact comes to a stranger. */
export function placedCallId(orderId: string): string {
  return `placed-${orderId}`;
}

/** Places the call. Throws an Error that says why, if it can't be placed. */
export async function placeCall(
  order: RoutedOrder,
  { ari, book, trunks }: { ari: Ari; book: PhoneBook; trunks: readonly Trunk[] },
): Promise<{ providerCallId: string }> {
  const server = trunks.find(({ id }) => id === order.connectionId)?.out?.uri.replace(/^sip:([^@]*@)?/, '');
  if (!server) throw new Error("The number's connection has no way out. Give it an outbound address.");
  const { agent, connectionId } = order;
  const isRegistered = agent.phone.kind === 'registered';
  const phone = isRegistered ? '' : dialString({ targets: [agent], asksKey: false, book, connectionId });
  if (!phone && !isRegistered)
    throw new Error(`${agent.name}'s phone can't be rung: the connection it is called through has no way out.`);
  const providerCallId = placedCallId(order.id);
  const variables = {
    DT_NUMBER: order.number,
    DT_CALLEE: order.callee,
    DT_AGENT: agent.id,
    DT_PHONE: phone,
    // An operator lets us show numbers of ours only; a phone of our own shows whom we are about to call.
    DT_SHOWN: agent.phone.kind === 'number' ? order.number : order.callee,
    DT_WHISPER: order.whisper ?? '',
    DT_SECONDS: String(order.ringSeconds),
    DT_CLIENT: `PJSIP/${clientName(connectionId)}/sip:${order.callee}@${server}`,
    DT_CLIENT_SECONDS: String(CLIENT_SECONDS),
  };
  await ari.originate({
    channelId: providerCallId,
    endpoint: 'Local/ring@dt-place',
    context: 'dt-placed',
    extension: 's',
    callerId: order.number,
    timeoutSeconds: order.ringSeconds + 10,
    // two underscores: for every channel that comes of this one
    variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [`__${name}`, value])),
  });
  return { providerCallId };
}

/** Ends the call, whoever is in it. One that is over already is no error. */
export async function hangUpCall(providerCallId: string, ari: Ari): Promise<void> {
  const channels = (await ari.channels()).filter(({ callId }) => callId === providerCallId);
  const first = channels.find(({ id }) => id === providerCallId);
  const ending = first ? [first] : channels.filter(({ name }) => name.startsWith(`PJSIP/${agentEndpoint('')}`));
  await Promise.all(ending.map(({ id }) => ari.hangUp(id)));
}
