// The door: who are you, which site; then the frame with the room in it.
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import type { Me } from '../../src/api/wire.ts';
import { ApiProblem } from '../api/client.ts';
import { useLiveStream } from '../api/live.ts';
import { me as meQuery } from '../api/queries.ts';
import { PlayerProvider } from '../parts/play.tsx';
import { Failed } from '../parts/states.tsx';
import { rootRoute } from '../routes.tsx';
import { chosenSite, keepSite } from './chosen-site.ts';
import { FirstSite } from './first-site.tsx';
import { Frame, FrameSkeleton } from './frame.tsx';
import { HouseContext, type SiteSummary } from './house-facts.ts';
import { SignedOut } from './signed-out.tsx';

export function House() {
  const { data, error, isPending, refetch } = useQuery(meQuery);
  const { site: inAddress } = rootRoute.useSearch();
  if (error instanceof ApiProblem && error.status === 401) return <SignedOut onDone={() => void refetch()} />;
  if (isPending) return <FrameSkeleton />;
  if (!data) {
    return (
      <FrameSkeleton>
        <Failed error={error} onRetry={() => void refetch()} />
      </FrameSkeleton>
    );
  }
  const site = chosenSite(data.sites, inAddress);
  if (!site) return <FirstSite me={data} />;
  return (
    <Inside me={data} site={site} key={site.id}>
      <Outlet />
    </Inside>
  );
}

function Inside({ me, site, children }: { me: Me; site: SiteSummary; children: ReactNode }) {
  const connection = useLiveStream(site.id);
  useEffect(() => keepSite(site.publicKey), [site.publicKey]);
  return (
    <HouseContext value={{ me, site, connection }}>
      <PlayerProvider>
        <Frame>{children}</Frame>
      </PlayerProvider>
    </HouseContext>
  );
}
