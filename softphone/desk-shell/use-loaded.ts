import { useCallback, useEffect, useRef, useState } from 'react';
import { Refused } from '../api/refused.js';
import { useDesk } from './desk-context.js';
import { afterFailure, type Loaded } from './loaded.js';

export type { Loaded } from './loaded.js';

/**
 * Reads something when the page opens and upon `reload`; what was read stays in sight meanwhile, and also when
 * reading it again fails. An answer that comes late, of a question asked before, is dropped.
 * @param load has to be the same function for the same question (useCallback): a new one asks anew.
 */
export function useLoaded<T>(load: () => Promise<T>): readonly [Loaded<T>, () => void] {
  const { session } = useDesk();
  const [loaded, setLoaded] = useState<Loaded<T>>({ name: 'loading' });
  const question = useRef(0);
  const answered = useRef<typeof load>(undefined);
  const reload = useCallback(() => {
    const mine = ++question.current;
    load().then(
      (value) => {
        if (mine !== question.current) return;
        answered.current = load;
        setLoaded({ name: 'there', value });
      },
      (error: unknown) => {
        if (mine !== question.current) return;
        const refused = asRefused(error);
        if (refused.signedOut) session.dispatch({ type: 'session.missing' });
        const isAgain = answered.current === load;
        setLoaded((before) => afterFailure(before, refused, isAgain));
      },
    );
  }, [load, session]);
  useEffect(() => {
    reload();
    return () => {
      question.current++;
    };
  }, [reload]);
  return [loaded, reload];
}

/** What is no refusal is a fault of ours, and is shown all the same. */
export function asRefused(error: unknown): Refused {
  if (error instanceof Refused) return error;
  return new Refused(0, { code: 'internal', message: String(error) }, error);
}
