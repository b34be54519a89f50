import { BgColorsOutlined } from '@ant-design/icons';
import { Select } from 'antd';
import type { ReactNode } from 'react';
import { appearances } from './appearance-choice.js';
import { useDesk, useKept, useTexts } from './desk-context.js';
import { shellTexts } from './shell-texts.js';

export function AppearanceChoice(): ReactNode {
  const { appearance } = useDesk();
  const [chosen, choose] = useKept(appearance);
  const words = useTexts(shellTexts);
  return (
    <Select
      variant="borderless"
      aria-label={words.appearanceLabel}
      value={chosen}
      onChange={choose}
      prefix={<BgColorsOutlined aria-hidden />}
      options={appearances.map((value) => ({ value, label: words.appearance[value] }))}
      popupMatchSelectWidth={false}
    />
  );
}
