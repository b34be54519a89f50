/** Everything that needs React and Ant Design; main.ts loads it after the softphone bar. */
import { Alert, App as AntApp, Button, ConfigProvider, Spin } from 'antd';
import en from 'antd/es/locale/en_US.js';
import zh from 'antd/es/locale/zh_CN.js';
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { User } from '../api/client.js';
import { antTheme } from './ant-theme.js';
import { shadeOf } from './appearance-choice.js';
import { ChangePasswordPage } from './change-password-page.js';
import {
  DeskContext,
  ShadeContext,
  SignedInContext,
  useDesk,
  useKept,
  useLanguage,
  useTexts,
  type DeskParts,
  type SignedIn as SignedInParts,
} from './desk-context.js';
import type { LiveFeed } from './live-feed.js';
import type { OwnPhone } from './own-phone.js';
import { ShellLayout } from './shell-layout.js';
import { shellTexts } from './shell-texts.js';
import { SignInPage } from './sign-in-page.js';
import './desk.css';
import './blocks.css';
import './forms.css';

export interface AppParts extends DeskParts {
  /** Opens the live feed of a user who is signed in. */
  readonly openFeed: (user: User) => LiveFeed;
  readonly ownPhone: (user: User) => OwnPhone;
  /** Asks the engine again who is signed in. */
  readonly askWho: () => Promise<void>;
}

export function mountApp(parts: AppParts, root: HTMLElement): void {
  createRoot(root).render(
    <DeskContext value={parts}>
      <Themed>
        <Session parts={parts} />
      </Themed>
    </DeskContext>,
  );
}

/** A space between the two characters of a button would part its words from its name for screen readers. */
const unspaced = { autoInsertSpace: false };

function Themed({ children }: { readonly children: ReactNode }): ReactNode {
  const { appearance } = useDesk();
  const [chosen] = useKept(appearance);
  const shade = shadeOf(chosen, useSystemIsDark());
  const language = useLanguage();
  const words = useTexts(shellTexts);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset['shade'] = shade;
    document.title = words.product;
  }, [language, shade, words]);
  return (
    <ConfigProvider theme={antTheme(shade)} locale={language === 'en' ? en : zh} button={unspaced}>
      <ShadeContext value={shade}>
        <AntApp className="app">{children}</AntApp>
      </ShadeContext>
    </ConfigProvider>
  );
}

function Session({ parts }: { readonly parts: AppParts }): ReactNode {
  const state = useSyncExternalStore(parts.session.subscribe, parts.session.get);
  const words = useTexts(shellTexts);
  switch (state.name) {
    case 'asking':
      return <Spin description={words.loading} fullscreen />;
    case 'silent':
      return (
        <main className="entrance">
          <Alert
            showIcon
            type="error"
            title={words.serverSilent}
            action={<Button onClick={() => void parts.askWho()}>{words.retry}</Button>}
          />
        </main>
      );
    case 'signedOut':
      return <SignInPage expired={state.expired} />;
    case 'mustChange':
      return <ChangePasswordPage />;
    case 'signedIn':
      return <SignedIn key={state.user.name} user={state.user} parts={parts} />;
  }
}

function SignedIn({ user, parts }: { readonly user: User; readonly parts: AppParts }): ReactNode {
  const [opened, setOpened] = useState<Pick<SignedInParts, 'feed' | 'ownPhone'>>();
  useEffect(() => {
    const feed = parts.openFeed(user);
    const ownPhone = parts.ownPhone(user);
    setOpened({ feed, ownPhone });
    return () => {
      feed.close();
      ownPhone.close();
    };
  }, [user, parts]);
  if (!opened) return null;
  return (
    <SignedInContext value={{ user, ...opened }}>
      <ShellLayout />
    </SignedInContext>
  );
}

const darkQuery = window.matchMedia('(prefers-color-scheme: dark)');

function useSystemIsDark(): boolean {
  return useSyncExternalStore(
    (listener) => {
      darkQuery.addEventListener('change', listener);
      return () => darkQuery.removeEventListener('change', listener);
    },
    () => darkQuery.matches,
  );
}
