import { GlobalOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useDesk, useLanguage } from './desk-context.js';

/** Each language names the other one in that one's own words, so that whoever looks for it can read it. */
export function LanguageButton(): ReactNode {
  const { language } = useDesk();
  const [next, name] = useLanguage() === 'en' ? (['zh-CN', '中文'] as const) : (['en', 'English'] as const);
  return (
    <Button type="text" icon={<GlobalOutlined aria-hidden />} lang={next} onClick={() => language.set(next)}>
      {name}
    </Button>
  );
}
