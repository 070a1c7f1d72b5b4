// Whether there is room for a table and a panel beside it, or the page is read on a phone.
import { useMediaQuery } from '@mantine/hooks';

/** True from 992 px: the same point at which the frame's navigation moves to the side. */
export const useWide = () => useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
