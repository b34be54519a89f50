import { useEffect, useMemo, useRef, useState } from 'react';
import { systemClock } from '../../../kernel/clock.js';
import { useDesk } from '../../desk-shell/desk-context.js';
import { requests, type Judgement } from '../contract.js';
import { useShown } from './editor-context.js';
import { foundIn, type Found } from './findings.js';
import type { FlowDocument } from './flow-document.js';

/** How long after the last change the engine is asked. */
const checkMs = 500;

export interface Check {
  readonly state: 'asking' | 'there' | 'failed';
  readonly found: readonly Found[];
}

const nothing: Pick<Judgement, 'errors' | 'warnings'> = { errors: [], warnings: [] };

/** Has the engine check the text whenever it rests; what was found before stays in sight meanwhile. */
export function useCheck(flow: string, document: FlowDocument): Check {
  const { client } = useDesk();
  const { model } = useShown(document);
  const [state, setState] = useState<Check['state']>('asking');
  const [judged, setJudged] = useState(nothing);
  const question = useRef(0);
  useEffect(() => {
    let cancel = (): void => undefined;
    let checked: string | undefined;
    const ask = async (): Promise<void> => {
      const { text } = document;
      checked = text;
      const mine = ++question.current;
      try {
        const judgement = text === '' ? nothing : await requests.check(client, flow, text);
        if (mine !== question.current) return;
        setJudged(judgement);
        setState('there');
      } catch {
        if (mine === question.current) setState('failed');
      }
    };
    const later = (): void => {
      if (document.text === checked) return;
      cancel();
      setState('asking');
      cancel = systemClock.after(checkMs, () => void ask());
    };
    void ask();
    const letGo = document.typed.on(later);
    return () => {
      letGo();
      cancel();
      question.current += 1;
    };
  }, [client, flow, document]);
  const found = useMemo(() => foundIn(judged, model.nodes), [judged, model]);
  return { state, found };
}
