/** Mantine's theme, bound to the tokens of styles/tokens.css so that there is one palette and not two. */
import { Button, createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const tide: MantineColorsTuple = [
  '#e6f4f5',
  '#cfe8ea',
  '#9cd3d8',
  '#5cc3ce',
  '#3aa3ae',
  '#218691',
  '#0f7480',
  '#0b6570',
  '#084f58',
  '#053b42',
];

export const theme = createTheme({
  primaryColor: 'tide',
  primaryShade: { light: 7, dark: 3 },
  autoContrast: true,
  colors: { tide },
  fontFamily: 'var(--wb-font)',
  fontFamilyMonospace: 'var(--wb-mono)',
  defaultRadius: 5,
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  headings: { fontFamily: 'var(--wb-font)', fontWeight: '600' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: Button.extend({
      defaultProps: { size: 'xs' },
      vars: (_, { variant = 'filled' }) => ({
        root:
          variant === 'filled'
            ? {
                '--button-color': 'var(--wb-on-accent)',
                '--button-bg': 'var(--wb-accent)',
                '--button-hover': 'var(--wb-accent-strong)',
              }
            : {},
      }),
    }),
    ActionIcon: { defaultProps: { size: 26, variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    NativeSelect: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false, events: { hover: true, focus: true, touch: false } } },
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-start', offset: 4 } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.35 } } },
  },
});

const shared = {
  '--mantine-color-body': 'var(--wb-bg)',
  '--mantine-color-text': 'var(--wb-text)',
  '--mantine-color-dimmed': 'var(--wb-muted)',
  '--mantine-color-placeholder': 'var(--wb-faint)',
  '--mantine-color-error': 'var(--wb-danger)',
  '--mantine-color-default': 'var(--wb-bg)',
  '--mantine-color-default-hover': 'var(--wb-hover)',
  '--mantine-color-default-color': 'var(--wb-text)',
  '--mantine-color-default-border': 'var(--wb-border)',
  '--mantine-color-anchor': 'var(--wb-accent)',
  '--mantine-color-gray-light-color': 'var(--wb-muted)',
  '--mantine-color-gray-light-hover': 'var(--wb-hover)',
  '--mantine-color-gray-text': 'var(--wb-muted)',
};

/** Replaces Mantine's surface and text colours by the tokens, in both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
