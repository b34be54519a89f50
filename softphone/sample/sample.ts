/**
 * Another system's page that carries the bar, by script tag or by iframe (docs/softphone-bar.md). It stands for code
 * that is not ours: it imports nothing of Yihao and uses the documented interface alone.
 */

interface Bar extends HTMLElement {
  dial(number: string): Promise<void>;
  answer(): Promise<void>;
  hangUp(): Promise<void>;
}

interface Driver {
  call(method: 'dial' | 'answer' | 'hangUp', ...args: string[]): void;
}

const eventNames = ['state', 'incoming', 'call', 'ended', 'message', 'problem', 'pop'];
const popTemplate = '/tickets?caller={caller}&call={call}&queue={queue}';
let driver: Driver | undefined;

function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`there is no #${id}`);
  return element;
}

const engine = byId('engine') as HTMLInputElement;
engine.value = new URLSearchParams(location.search).get('engine') ?? location.origin;

function note(name: string, detail: unknown): void {
  const item = document.createElement('li');
  item.textContent = `${name} ${JSON.stringify(detail).slice(0, 300)}`;
  item.dataset['event'] = name;
  byId('events').prepend(item);
  if (name === 'pop') byId('pop').textContent = (detail as { url: string | null }).url ?? '';
}

/** <script type="module" src="https://yihao.example/softphone/bar.js"></script> and <yihao-bar></yihao-bar> */
function byScriptTag(): void {
  const script = document.createElement('script');
  script.type = 'module';
  script.src = `${engine.value}/softphone/bar.js`;
  document.head.append(script);
  const bar = document.createElement('yihao-bar') as Bar;
  bar.setAttribute('origin', engine.value);
  bar.setAttribute('pop-url', popTemplate);
  for (const name of eventNames) {
    bar.addEventListener(`yihao-${name}`, (event) => {
      // This page opens the ticket itself.
      if (name === 'pop') event.preventDefault();
      note(name, (event as CustomEvent<unknown>).detail);
    });
  }
  byId('bar').replaceChildren(bar);
  driver = {
    call(method, ...args) {
      bar[method](args[0] ?? '').catch((error: unknown) => note('refused', String(error)));
    },
  };
}

/** <iframe src="https://yihao.example/softphone/bar.html" allow="microphone; autoplay"></iframe> */
function byFrame(): void {
  const frame = document.createElement('iframe');
  frame.src = `${engine.value}/softphone/bar.html?theme=light`;
  frame.allow = 'microphone; autoplay; speaker-selection';
  frame.title = 'Yihao';
  byId('bar').replaceChildren(frame);
  window.addEventListener(
    'message',
    (message: MessageEvent<{ event?: string; detail?: unknown; ok?: boolean }>) => {
      if (message.source !== frame.contentWindow || message.origin !== new URL(engine.value).origin) return;
      const { event, detail } = message.data;
      note(event ?? 'answered', detail ?? message.data);
    },
  );
  let id = 0;
  driver = {
    call(method, ...args) {
      frame.contentWindow?.postMessage({ yihao: 1, id: ++id, method, args }, new URL(engine.value).origin);
    },
  };
}

byId('tag').addEventListener('click', byScriptTag);
byId('frame').addEventListener('click', byFrame);
byId('dial').addEventListener('click', () =>
  driver?.call('dial', (byId('number') as HTMLInputElement).value),
);
byId('answer').addEventListener('click', () => driver?.call('answer'));
byId('hangUp').addEventListener('click', () => driver?.call('hangUp'));
