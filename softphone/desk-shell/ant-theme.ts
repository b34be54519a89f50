/** What Ant Design makes of light and dark. */
import { theme, type ThemeConfig } from 'antd';
import type { Shade } from './tone.js';

/** One face for Chinese and Latin before the system's own, which on Linux is often a Latin face of another size. */
const fontFamily =
  "-apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'WenQuanYi Zen Hei', system-ui, sans-serif";

/** Ant Design's own greys and blue are too pale for 4.5:1 on some grounds; these are not. */
const tokens = {
  light: {
    colorPrimary: '#0b53c1',
    colorInfo: '#0b53c1',
    colorLink: '#0b53c1',
    colorError: '#c01824',
    colorBgLayout: '#eef1f5',
    colorTextSecondary: '#474f5c',
    colorTextTertiary: '#586170',
    colorTextDescription: '#586170',
    colorTextPlaceholder: '#667080',
    colorTextDisabled: '#667080',
  },
  dark: {
    colorPrimary: '#2f6fd6',
    // Ant Design's own is too pale under white words.
    colorPrimaryHover: '#2b66c6',
    colorInfo: '#2f6fd6',
    colorLink: '#85b5ff',
    colorLinkHover: '#a9ccff',
    colorError: '#ff8a85',
    colorBgLayout: '#0e1116',
    colorBgContainer: '#171b21',
    colorBgElevated: '#1f242c',
    colorTextSecondary: '#bcc4cf',
    colorTextTertiary: '#a9b2be',
    colorTextDescription: '#a9b2be',
    colorTextPlaceholder: '#99a3b0',
    colorTextDisabled: '#8b95a3',
  },
} as const;

/** On a dark ground the primary colour is right for grounds and too dark for words. */
const darkComponents = {
  Menu: {
    itemSelectedColor: '#a9ccff',
    horizontalItemSelectedColor: '#a9ccff',
    horizontalItemHoverColor: '#a9ccff',
  },
  Tabs: { itemSelectedColor: '#a9ccff', itemHoverColor: '#a9ccff' },
  Button: { dangerColor: '#1c0605', defaultHoverColor: '#a9ccff', defaultActiveColor: '#a9ccff' },
} as const;

export function antTheme(shade: Shade): ThemeConfig {
  return {
    algorithm: shade === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: { ...tokens[shade], fontFamily, borderRadius: 6, controlHeight: 30, paddingLG: 16 },
    components: {
      ...(shade === 'dark' ? darkComponents : {}),
      Card: { bodyPadding: 12, headerPadding: 12, headerHeight: 46, headerHeightSM: 46 },
      Table: { cellPaddingBlockSM: 6, cellPaddingInlineSM: 10 },
      Form: { itemMarginBottom: 14 },
    },
  };
}
