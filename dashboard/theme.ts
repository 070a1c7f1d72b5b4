// The look of the dashboard: quiet greys, one accent, small radii, 14 px text.
import { createTheme, type MantineColorsTuple } from '@mantine/core';

const iris: MantineColorsTuple = [
  '#eff1fe',
  '#dfe3fb',
  '#c0c8f6',
  '#9ca8ef',
  '#7f8de8',
  '#6373e1',
  '#4556d4',
  '#3a49b8',
  '#313e99',
  '#27317a',
];

const gray: MantineColorsTuple = [
  '#f8f8fa',
  '#f2f3f5',
  '#e8e9ed',
  '#dcdee3',
  '#c6c9d1',
  '#a4a8b3',
  '#83889a',
  '#5f6473',
  '#3b3f4a',
  '#1c1e25',
];

const dark: MantineColorsTuple = [
  '#e3e4e8',
  '#b9bcc6',
  '#969ba8',
  '#6b707e',
  '#3a3d47',
  '#2b2e36',
  '#22242b',
  '#17181d',
  '#121317',
  '#0d0e11',
];

const SANS =
  'ui-sans-serif, system-ui, -apple-system, "Segoe UI Variable Text", "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif';
const MONO = 'ui-monospace, "SF Mono", "Cascadia Mono", "Segoe UI Mono", "Noto Sans Mono", Menlo, Consolas, monospace';

export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: { light: 6, dark: 6 },
  colors: { iris, gray, dark },
  black: '#1c1e25',
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.5', xl: '1.3' },
  headings: {
    fontFamily: SANS,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.45' },
    },
  },
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', comboboxProps: { shadow: 'md' } } },
    NumberInput: { defaultProps: { size: 'sm' } },
    SegmentedControl: {
      defaultProps: { size: 'xs' },
      styles: { root: { background: 'var(--dt-line-soft)' }, label: { paddingInline: 10, fontWeight: 500 } },
    },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, fz: 'xs' } },
    Modal: {
      defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.4 } },
      styles: { title: { fontSize: '1rem', fontWeight: 600, lineHeight: 1.35 } },
    },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.3 } } },
    MultiSelect: { defaultProps: { size: 'sm', comboboxProps: { shadow: 'md' } } },
    TagsInput: { defaultProps: { size: 'sm', comboboxProps: { shadow: 'md' } } },
    Menu: { defaultProps: { shadow: 'md' } },
    Popover: { defaultProps: { shadow: 'md' } },
  },
});
