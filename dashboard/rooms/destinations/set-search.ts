// The address of a destination's page: which part is shown, what is filtered by, what is open.
import { useNavigate } from '@tanstack/react-router';
import type { DestinationSearch } from '../../routes.tsx';

/** Changes some words of the address and leaves the others. */
export function useSetSearch(): (change: DestinationSearch) => void {
  const navigate = useNavigate();
  return (change) =>
    void navigate({ to: '.', search: (now) => ({ ...now, ...change }), replace: true, resetScroll: false });
}
