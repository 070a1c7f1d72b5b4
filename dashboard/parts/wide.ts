// Whether there is room for a table and a panel beside it, or the page is read on a phone.
import { useMediaQuery } from '@mantine/hooks';

/** True where a pointer hovers, and so a keyboard is likely: only there are keys worth showing. */
export const useHasKeyboard = () => useMediaQuery('(hover: hover)', true, { getInitialValueInEffect: false });

/** True from 992 px: the same point at which the frame's navigation moves to the side. */
export const useWide = () => useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
