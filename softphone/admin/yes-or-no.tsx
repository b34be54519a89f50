import { CheckOutlined, CloseOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTexts } from '../desk-shell/desk-context.js';
import { adminTexts } from './admin-texts.js';

export function YesOrNo({ yes }: { readonly yes: boolean }): ReactNode {
  const words = useTexts(adminTexts);
  return (
    <>
      {yes ? <CheckOutlined aria-hidden /> : <CloseOutlined aria-hidden />} {yes ? words.yes : words.no}
    </>
  );
}
