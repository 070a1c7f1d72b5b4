// Whose phone rings first when this person calls: kept in this browser, for each site.
import { useLocalStorage } from '@mantine/hooks';

/** Id of an agent; '': whoever is free. */
export function useOwnPhone(siteId: string) {
  return useLocalStorage({ key: `dialtrace.own-phone.${siteId}`, defaultValue: '' });
}
