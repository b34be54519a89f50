import { Card } from 'antd';
import type { ReactNode } from 'react';
import { AppearanceChoice } from './appearance-select.js';
import { BrandMark } from './brand.js';
import { useTexts } from './desk-context.js';
import { LanguageButton } from './language-button.js';
import { shellTexts } from './shell-texts.js';
import './entrance.css';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

/** What stands before the pages: signing in, and the first change of a password. */
export function Entrance({ title, children }: Props): ReactNode {
  const words = useTexts(shellTexts);
  return (
    <main className="entrance">
      <div className="entrance-brand">
        <BrandMark size={40} />
        <div>
          <strong>{words.product}</strong>
          <span>{words.tagline}</span>
        </div>
      </div>
      <Card className="entrance-card">
        <h1>{title}</h1>
        {children}
      </Card>
      <div className="row">
        <AppearanceChoice />
        <LanguageButton />
      </div>
    </main>
  );
}
