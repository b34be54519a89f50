import { useEffect, useSyncExternalStore } from 'react';
import { useTexts } from './desk-context.js';
import { RouteGate } from './route-gate.js';
import { formatRoute, parseRoute, type Route } from './route.js';
import { shellTexts } from './shell-texts.js';
import { useConfirm } from './use-confirm.js';

const gate = new RouteGate({
  read: () => window.location.hash,
  replace: (hash) => window.history.replaceState(window.history.state, '', hash),
  go: (hash) => {
    window.location.hash = hash;
  },
});

function subscribe(listener: () => void): () => void {
  const moved = (): void => {
    if (gate.moved()) listener();
  };
  window.addEventListener('hashchange', moved);
  return () => window.removeEventListener('hashchange', moved);
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, gate.shown));
}

export function goTo(path: readonly string[], query: Readonly<Record<string, string>> = {}): void {
  window.location.hash = formatRoute(path, query);
}

/** While something is unsaved, leaving the page, by an address of it or by closing the tab, is asked about first. */
export function useUnsaved(unsaved: boolean): void {
  const confirm = useConfirm();
  const words = useTexts(shellTexts);
  useEffect(() => {
    if (!unsaved) return undefined;
    const stay = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', stay);
    const release = gate.hold((leave) => confirm(words.unsavedTitle, words.unsavedWarning, leave));
    return () => {
      window.removeEventListener('beforeunload', stay);
      release();
    };
  }, [unsaved, confirm, words]);
}
