import type { KeyPress } from './shortcuts.js';

/** A key press as shortcuts.ts judges it. The path goes into shadow roots, where `target` stops at the host. */
export function keyPressOf(event: KeyboardEvent): KeyPress {
  const { code, ctrlKey, altKey, shiftKey, metaKey, isComposing, key, repeat } = event;
  const focused = event.composedPath()[0];
  return {
    ...{ code, ctrlKey, altKey, shiftKey, metaKey, isComposing, key, repeat },
    altGraph: event.getModifierState('AltGraph'),
    inTextField: focused instanceof HTMLElement && takesText(focused),
  };
}

function takesText(element: HTMLElement): boolean {
  if (
    element.isContentEditable ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement
  )
    return true;
  return (
    element instanceof HTMLInputElement &&
    !['button', 'checkbox', 'radio', 'submit', 'reset'].includes(element.type)
  );
}
