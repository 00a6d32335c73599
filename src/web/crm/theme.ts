import { createTheme } from '@mui/material/styles'

const touch = '@media (pointer: coarse)'
const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Devanagari", sans-serif'

const tone = (main: string, dark: string, contrastText: string, light = main) => ({ main, light, dark, contrastText })

/**
 * MUI dressed in the page's own CSS variables (`themeCss`): one palette for both schemes, so that switching between
 * light and dark changes an attribute and renders nothing.
 */
export const muiTheme = createTheme({
  cssVariables: { nativeColor: true },
  focusVisible: { outlineColor: 'var(--focus)', outlineOffset: '1px' },
  spacing: 4,
  shape: { borderRadius: 8 },
  palette: {
    primary: tone('var(--brand)', 'var(--brand-hover)', 'var(--on-brand)'),
    secondary: tone('var(--text-2)', 'var(--text)', 'var(--surface)'),
    error: tone('var(--danger)', 'var(--danger)', 'var(--on-danger)'),
    warning: tone('var(--warn-text)', 'var(--warn-text)', 'var(--surface)'),
    info: tone('var(--brand-text)', 'var(--brand-text)', 'var(--surface)'),
    success: tone('var(--ok-text)', 'var(--ok-text)', 'var(--surface)'),
    text: { primary: 'var(--text)', secondary: 'var(--text-2)', disabled: 'var(--text-2)' },
    // Icons, their hover and what is disabled: MUI's own are black.
    action: {
      active: 'var(--text-2)',
      hover: 'var(--fill)',
      selected: 'var(--fill)',
      disabled: 'var(--control)',
      disabledBackground: 'var(--fill)',
    },
    divider: 'var(--line)',
    background: { default: 'var(--bg)', paper: 'var(--surface)' },
  },
  typography: {
    fontFamily: font,
    fontSize: 14,
    fontWeightBold: 650,
    button: { textTransform: 'none', fontWeight: 500, letterSpacing: 0 },
    h1: { fontSize: '1.25rem', fontWeight: 650, letterSpacing: '-0.01em', lineHeight: 1.3 },
    h2: { fontSize: '1rem', fontWeight: 650, lineHeight: 1.4 },
    body1: { fontSize: '0.875rem', lineHeight: 1.45, letterSpacing: 0 },
    body2: { fontSize: '0.75rem', lineHeight: 1.45, letterSpacing: 0 },
  },
  components: {
    // Ripples are motion that explains nothing, and cost script on every press.
    MuiButtonBase: { defaultProps: { disableRipple: true } },
    MuiButton: {
      defaultProps: { disableElevation: true, size: 'small', color: 'secondary', variant: 'outlined' },
      styleOverrides: {
        root: {
          minHeight: 32,
          minWidth: 0,
          padding: '4px 12px',
          fontSize: '0.875rem',
          lineHeight: 1.4,
          whiteSpace: 'nowrap',
          '&.Mui-disabled': { color: 'var(--text-2)', opacity: 0.6 },
          [touch]: { minHeight: 44 },
        },
        text: { padding: '4px 8px' },
        // As wide as its outlined neighbour, so that columns of buttons stand straight.
        contained: { border: '1px solid transparent' },
        outlined: {
          borderColor: 'var(--line)',
          color: 'var(--text)',
          background: 'var(--surface)',
          '&:hover': { borderColor: 'var(--control)', background: 'var(--fill)' },
          '&.MuiButton-colorError': { color: 'var(--danger-text)' },
        },
      },
    },
    MuiIconButton: {
      defaultProps: { size: 'small' },
      styleOverrides: { root: { width: 32, height: 32, borderRadius: 8, [touch]: { width: 44, height: 44 } } },
    },
    MuiPaper: { styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiMenu: {
      styleOverrides: {
        paper: { border: '1px solid var(--line)', borderRadius: 10, boxShadow: 'var(--lift)', minWidth: 180 },
        list: { padding: 4 },
      },
    },
    MuiMenuItem: {
      styleOverrides: {
        root: { borderRadius: 6, fontSize: '0.875rem', minHeight: 32, gap: 8, [touch]: { minHeight: 44 } },
      },
    },
    MuiDialog: {
      styleOverrides: {
        paper: {
          border: '1px solid var(--line)',
          borderRadius: 10,
          boxShadow: 'var(--lift)',
          '&:not(.MuiDialog-paperFullScreen)': { margin: 16 },
          '&.MuiDialog-paperFullScreen': { border: 0, borderRadius: 0 },
          // It takes the focus only to be read out.
          '&&:focus-visible': { outline: 'none' },
        },
      },
    },
    MuiDialogTitle: { styleOverrides: { root: { fontSize: '1rem', fontWeight: 650, padding: '16px 20px 8px' } } },
    MuiDialogContent: { styleOverrides: { root: { padding: '8px 20px' } } },
    MuiDialogActions: { styleOverrides: { root: { padding: '12px 20px 16px', gap: 8, flexWrap: 'wrap' } } },
    MuiDrawer: {
      styleOverrides: { paper: { width: 'min(440px, 100vw)', borderLeft: '1px solid var(--line)', boxShadow: 'none' } },
    },
    MuiBackdrop: { styleOverrides: { root: { '&:not(.MuiBackdrop-invisible)': { background: 'rgb(0 0 0 / 0.35)' } } } },
  },
})
