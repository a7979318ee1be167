import { type CSSVariablesResolver, createTheme, DEFAULT_THEME, type MantineColorsTuple } from '@mantine/core';

const harbor: MantineColorsTuple = [
  '#edf4fb',
  '#d6e4f2',
  '#adc8e6',
  '#80a9d8',
  '#5a8fcc',
  '#4580c5',
  '#2f6db3',
  '#235a9c',
  '#1a4a85',
  '#0f3a6e',
];

/** Calm and dense: small controls, system fonts, one accent. Shades are chosen for a contrast of 4.5 and more. */
export const theme = createTheme({
  primaryColor: 'harbor',
  primaryShade: { light: 7, dark: 6 },
  colors: { harbor },
  fontFamily: 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '19px' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '20px' }, h2: { fontSize: '16px' }, h3: { fontSize: '14px' }, h4: { fontSize: '13px' } },
  },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  components: {
    Text: { defaultProps: { size: 'sm' } },
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', allowDeselect: false } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Radio: { defaultProps: { size: 'xs' } },
    Badge: { defaultProps: { variant: 'light', size: 'sm', tt: 'none', fw: 500 } },
    Alert: { defaultProps: { variant: 'light', p: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 250, withinPortal: true } },
    Table: { defaultProps: { fz: 'sm' } },
    Anchor: { defaultProps: { fz: 'inherit' } },
  },
});

const NAMES = [...Object.keys(DEFAULT_THEME.colors), 'harbor'];

/** Mantine's own shades for coloured and dimmed text are too pale to read by WCAG AA. */
export const readable: CSSVariablesResolver = () => {
  const shade = (kind: string, of: number) =>
    Object.fromEntries(NAMES.map((name) => [`--mantine-color-${name}-${kind}`, `var(--mantine-color-${name}-${of})`]));
  return {
    variables: {},
    light: {
      ...shade('text', 9),
      ...shade('light-color', 9),
      ...shade('light', 0),
      ...shade('light-hover', 1),
      '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
      '--mantine-color-placeholder': 'var(--mantine-color-gray-7)',
      '--mantine-color-error': 'var(--mantine-color-red-9)',
      '--mantine-color-anchor': 'var(--mantine-color-harbor-7)',
      '--mantine-color-orange-light-color': '#8f3d06',
      '--mantine-color-yellow-light-color': '#7a4a00',
      '--mantine-color-green-light-color': '#1f6b2d',
      '--mantine-color-teal-light-color': '#075e46',
      '--uzel-ground': '#f4f6f8',
      '--uzel-line': 'var(--mantine-color-gray-3)',
    },
    dark: {
      ...shade('text', 3),
      ...shade('light-color', 2),
      ...Object.fromEntries(
        NAMES.map((name) => [
          `--mantine-color-${name}-light`,
          `color-mix(in srgb, var(--mantine-color-${name}-8) 22%, transparent)`,
        ]),
      ),
      '--mantine-color-dimmed': '#a9adb3',
      '--mantine-color-placeholder': '#a9adb3',
      '--mantine-color-error': 'var(--mantine-color-red-4)',
      '--mantine-color-anchor': 'var(--mantine-color-harbor-3)',
      '--uzel-ground': '#1a1b1e',
      '--uzel-line': 'var(--mantine-color-dark-4)',
    },
  };
};
