/** A simulated call: each step is taken by replaying all of it, which the pure interpreter does in no time. */
import { useCallback, useRef, useState } from 'react';
import { useDesk } from '../../desk-shell/desk-context.js';
import { useAttempt } from '../../desk-shell/use-attempt.js';
import { panelRequests, type Beginning, type CaseStep, type Simulated } from './panel-requests.js';

/** What is tried: the text in the editor, the version in force, or another version. */
export type Source = 'text' | 'live' | number;

export interface Rehearsing {
  readonly beginning: Beginning & { readonly at: number };
  readonly source: Source;
  /** That was tried; undefined: what is in force. */
  readonly text: string | undefined;
  readonly steps: readonly CaseStep[];
  readonly result: Simulated;
}

type Asked = Omit<Rehearsing, 'result' | 'beginning'> & { readonly beginning: Beginning };

export interface Rehearsal {
  readonly now: Rehearsing | undefined;
  /** The engine is asked. */
  readonly busy: boolean;
  readonly begin: (source: Source, beginning: Beginning) => void;
  readonly take: (step: CaseStep) => void;
  /** The same steps with the text of now. */
  readonly replay: () => void;
  readonly undo: () => void;
  readonly end: () => void;
}

export function useRehearsal(flow: string, text: string): Rehearsal {
  const { client } = useDesk();
  const attempt = useAttempt();
  const [rehearsing, setRehearsing] = useState<Rehearsing>();
  const [busy, setBusy] = useState(false);
  /** An answer that comes after the call was ended is dropped. */
  const question = useRef(0);

  const ask = useCallback(
    async (asked: Asked): Promise<void> => {
      const mine = ++question.current;
      setBusy(true);
      await attempt(async () => {
        const { beginning, steps } = asked;
        const result = await panelRequests.simulate(client, flow, { ...beginning, steps, text: asked.text });
        // A call of now keeps the time at which it came.
        const at = beginning.at ?? result.at;
        if (mine === question.current) setRehearsing({ ...asked, beginning: { ...beginning, at }, result });
      });
      if (mine === question.current) setBusy(false);
    },
    [attempt, client, flow],
  );

  const begin = async (source: Source, beginning: Beginning): Promise<void> => {
    let tried: string | undefined = source === 'text' ? text : undefined;
    if (typeof source === 'number') {
      const read = await attempt(async () => {
        tried = (await panelRequests.version(client, flow, source)).text;
      });
      if (!read) return;
    }
    await ask({ source, text: tried, steps: [], beginning });
  };
  const again = (change: Partial<Asked>): void => {
    if (!rehearsing || busy) return;
    const { beginning, source, text: tried, steps } = rehearsing;
    void ask({ beginning, source, text: tried, steps, ...change });
  };
  return {
    ...{ now: rehearsing, busy },
    begin: (source, beginning) => void begin(source, beginning),
    take: (step) => rehearsing && again({ steps: [...rehearsing.steps, step] }),
    replay: () => again({ text }),
    undo: () => rehearsing && again({ steps: rehearsing.steps.slice(0, -1) }),
    end: () => {
      question.current++;
      setBusy(false);
      setRehearsing(undefined);
    },
  };
}
