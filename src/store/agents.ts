// Agents: who answers calls, and how each is rung.

/** An agent's phone (core/plan.ts Phone) as JSON, of the table agents named `a`. */
export const PHONE = `case a.phone_kind
  when 'sip' then json_build_object('kind', 'sip', 'uri', a.sip_uri)
  when 'number' then json_build_object('kind', 'number', 'e164', a.phone_number, 'connectionId', a.connection_id)
  else json_build_object('kind', 'registered', 'login', a.login) end`;
