/** Whom to dial, to consult, or to give the call to: one field that searches, and a list. */
import type { Destination } from '../../../engine/desk.js';
import { searchDestinations, type DestinationEntry } from '../destinations.js';
import { el } from '../dom.js';
import { dialogue, type Panel, type PanelContext } from './panel.js';

interface Way {
  readonly label: string;
  readonly go: (to: Destination) => Promise<void>;
}

export function dialPanel(context: PanelContext): Panel {
  const { words, desk } = context;
  return destinationPanel(context, words.actions.dial, [{ label: words.dialNow, go: (to) => desk.dial(to) }]);
}

export function transferPanel(context: PanelContext): Panel {
  const { words, desk } = context;
  return destinationPanel(context, words.actions.transfer, [
    { label: words.transferNow, go: (to) => desk.control('transfer', { do: 'transfer', to }) },
    { label: words.consult, go: (to) => desk.control('transfer', { do: 'consult', to }) },
  ]);
}

function destinationPanel(context: PanelContext, title: string, ways: readonly Way[]): Panel {
  const { words, desk, close } = context;
  let all: readonly DestinationEntry[] = [];
  let found: readonly DestinationEntry[] = [];
  let chosen = 0;

  const list = el('ul', { className: 'list', role: 'listbox', id: 'destinations', aria: { label: title } });
  const input = el('input', {
    type: 'text',
    autocomplete: 'off',
    placeholder: words.search,
    role: 'combobox',
    aria: { label: words.search, controls: 'destinations', expanded: 'true', autocomplete: 'list' },
    on: { input: () => search(), keydown: (event) => onKey(event as KeyboardEvent) },
  });
  const buttons = ways.map(({ label, go }, at) =>
    el(
      'button',
      { className: at === 0 ? 'primary' : 'plain', type: 'button', on: { click: () => void send(go) } },
      label,
    ),
  );

  function search(): void {
    found = searchDestinations(all, input.value);
    chosen = 0;
    draw();
  }

  function draw(): void {
    const none = el('li', { className: 'dim', role: 'presentation' }, words.nothingFound);
    list.replaceChildren(...(found.length === 0 ? [none] : found.map((entry, at) => option(entry, at))));
    input.setAttribute('aria-activedescendant', found.length === 0 ? '' : `destination-${chosen}`);
    list.children[chosen]?.scrollIntoView({ block: 'nearest' });
    for (const button of buttons) button.disabled = found.length === 0;
  }

  function option(entry: DestinationEntry, at: number): HTMLElement {
    const presence = entry.free === undefined ? '' : entry.free ? words.free : words.occupied;
    return el(
      'li',
      {
        role: 'option',
        id: `destination-${at}`,
        aria: { selected: String(at === chosen) },
        on: {
          click: () => {
            chosen = at;
            draw();
          },
        },
      },
      el('span', { className: 'kind' }, words.kinds[entry.to.kind]),
      el('span', { className: 'grow' }, entry.name),
      el('span', { className: 'dim' }, [entry.detail, presence].filter(Boolean).join(' · ')),
    );
  }

  function onKey(event: KeyboardEvent): void {
    // Return and the arrows belong to the input method while it composes.
    if (event.isComposing || event.key === 'Process') return;
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (move !== 0) {
      event.preventDefault();
      chosen = Math.min(Math.max(chosen + move, 0), Math.max(found.length - 1, 0));
      draw();
    }
    if (event.key === 'Enter' && ways[0]) void send(ways[0].go);
  }

  async function send(go: Way['go']): Promise<void> {
    const entry = found[chosen];
    if (!entry) return;
    close();
    // A refusal stands in the bar's alerts.
    await go(entry.to).catch(() => undefined);
  }

  search();
  desk.destinations().then(
    (entries) => {
      all = entries;
      search();
    },
    // Without the list a number can still be typed.
    () => undefined,
  );
  const cancel = el('button', { className: 'plain', type: 'button', on: { click: close } }, words.cancel);
  const element = dialogue(title, close, input, list, el('footer', {}, cancel, ...buttons));
  return { element, first: input };
}
