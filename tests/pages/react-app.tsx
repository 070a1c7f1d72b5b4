// The shop's page in React: text beside state, keyed list, conditional parts, a component that comes and goes.
import { useState } from 'react';
import { area, link, rest, type Shop } from './shop.ts';

export function ShopPage({ phone, hours, urgent, hasCard, branches, isCalm = false }: Shop & { isCalm?: boolean }) {
  return (
    <main suppressHydrationWarning={isCalm}>
      <p suppressHydrationWarning={isCalm}>
        Call {phone}, open {hours} more hours
      </p>
      <p suppressHydrationWarning={isCalm}>{`Call ${phone}, open ${hours} more hours`}</p>
      <p suppressHydrationWarning={isCalm}>
        {urgent ? <b>Now: </b> : null}
        {phone}
        {urgent && ' at once'}
      </p>
      <a href={link(phone)} title={`Call ${phone}`} suppressHydrationWarning={isCalm}>
        {phone}
      </a>
      <p>
        <b suppressHydrationWarning={isCalm}>{area(phone)}</b>
        <span suppressHydrationWarning={isCalm}>{rest(phone)}</span>
      </p>
      {urgent ? <h2 suppressHydrationWarning={isCalm}>{phone}</h2> : <i>We are open</i>}
      <ul>
        {branches.map((branch) => (
          <li key={branch.id} suppressHydrationWarning={isCalm}>
            Branch {branch.id}: {branch.phone} <input placeholder="note" />
          </li>
        ))}
      </ul>
      {hasCard && <Card phone={phone} isCalm={isCalm} />}
    </main>
  );
}

function Card({ phone, isCalm }: { phone: string; isCalm: boolean }) {
  const [taps, setTaps] = useState(0);
  return (
    <>
      <button type="button" onClick={() => setTaps(taps + 1)} suppressHydrationWarning={isCalm}>
        {phone} tapped {taps} times
      </button>
      {phone}
    </>
  );
}
