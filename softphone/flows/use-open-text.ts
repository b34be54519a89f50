import { App } from 'antd';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { systemClock } from '../../kernel/clock.js';
import { useDesk, useSignedIn, useTexts } from '../desk-shell/desk-context.js';
import { useAttempt } from '../desk-shell/use-attempt.js';
import { requests, type OpenFlow } from './contract.js';
import { FlowDocument } from './editor/flow-document.js';
import { textExtensions } from './editor/text-extensions.js';
import { flowTexts } from './flow-texts.js';
import { LeftTexts } from './left-texts.js';
import { baseOf, OpenText, type Base } from './open-text.js';
import { isConflict, useConflict } from './use-conflict.js';

export interface Opened {
  readonly open: OpenText;
  readonly text: string;
  readonly base: Base;
  /** Other than what it was made from. */
  readonly touched: boolean;
  /** Asks where somebody else has saved a draft meanwhile. @returns whether the draft was saved. */
  readonly save: (cases: string, done: string, from?: Base) => Promise<boolean>;
  readonly discard: () => void;
}

const leftTexts = new LeftTexts();

/** The text of the page. */
export function useOpenText(flow: string, kept: OpenFlow, reload: () => void): Opened {
  const { client, session } = useDesk();
  const { user } = useSignedIn();
  const words = useTexts(flowTexts);
  const attempt = useAttempt();
  const [open] = useState(() => {
    const base = baseOf(flow, kept);
    const { text, base: from } = leftTexts.of(user.name, flow) ?? { text: base.text, base };
    return new OpenText(from, new FlowDocument(text, systemClock, textExtensions()));
  });
  const { document } = open;
  const subscribe = useCallback((listener: () => void) => document.typed.on(listener), [document]);
  const text = useSyncExternalStore(subscribe, () => document.text);
  const base = useSyncExternalStore(open.subscribe, open.base);
  useEffect(() => open.follow(baseOf(flow, kept)), [open, flow, kept]);
  useEffect(() => () => document.close(), [document]);
  useEffect(() => {
    leftTexts.drop(user.name, flow);
    return () => {
      const left = { text: document.text, base: open.base() };
      if (session.get().name !== 'signedIn' && left.text !== left.base.text)
        leftTexts.leave(user.name, flow, left);
    };
  }, [document, open, session, user, flow]);
  const save = useSaving(flow, open, reload);
  const discard = (): void => {
    void attempt(async () => {
      const { draftAt } = open.base();
      if (draftAt !== null) await requests.discardDraft(client, flow, draftAt);
      open.takeOver(baseOf(flow, await requests.open(client, flow)));
      reload();
    }, words.discarded);
  };
  return { open, text, base, touched: text !== base.text, save, discard };
}

function useSaving(flow: string, open: OpenText, reload: () => void): Opened['save'] {
  const { client } = useDesk();
  const { message } = App.useApp();
  const words = useTexts(flowTexts);
  const attempt = useAttempt();
  const ask = useConflict();
  const put = async (cases: string, version: number, over: number | null): Promise<void> => {
    const { text } = open.document;
    const { at } = await requests.saveDraft(client, flow, { text, cases, basedOn: version, over });
    open.settle({ text, cases, version, draftAt: at });
    reload();
  };
  /** @returns whether it was saved all the same. */
  const settleConflict = async (cases: string, version: number): Promise<boolean> => {
    const now = await requests.open(client, flow);
    const choice = await ask({
      title: words.draftConflict,
      content: now.draft ? words.otherDraft(now.draft.author) : words.draftGone,
      theirs: now.draft ? words.takeDraft : words.takeLive,
      mine: words.saveOver,
    });
    if (choice === 'mine') await put(cases, version, now.draft?.at ?? null);
    if (choice === 'theirs') {
      open.takeOver(baseOf(flow, now));
      reload();
    }
    return choice === 'mine';
  };
  return async (cases, done, { version, draftAt } = open.base()) => {
    let saved = true;
    const ended = await attempt(async () => {
      try {
        await put(cases, version, draftAt);
      } catch (error) {
        if (!isConflict(error)) throw error;
        saved = await settleConflict(cases, version);
      }
      if (saved) void message.success(done);
    });
    return ended && saved;
  };
}
