/**
 * bar.html in another system's iframe: the bar, driven by messages of the page around it. The engine's frame-ancestors
 * lets no other page embed it; that the message comes from an allowed origin is checked here once more.
 */
import { httpTo } from '../api/http.js';
import { Refused } from '../api/refused.js';
import { isLanguage } from '../i18n/language.js';
import { YihaoBar } from './main.js';
import { attributesAsked, readRequest, type FrameMessage, type FrameRequest } from './frame-protocol.js';

const eventNames = ['state', 'incoming', 'call', 'ended', 'message', 'problem', 'pop'];

async function start(): Promise<void> {
  const bar = new YihaoBar();
  const asked = new URLSearchParams(location.search);
  const language = asked.get('lang');
  if (isLanguage(language)) bar.lang = language;
  for (const [name, value] of attributesAsked(asked, false)) bar.setAttribute(name, value);
  document.getElementById('place')?.append(bar);
  if (window.parent === window) return;
  const origins = await allowedOrigins();
  const parent = parentOrigin();
  if (parent === undefined || !origins.has(parent)) return;
  for (const [name, value] of attributesAsked(asked, true)) bar.setAttribute(name, value);
  serve(bar, parent);
}

/** Our own pages, and those of YIHAO_EMBED_ORIGINS. */
async function allowedOrigins(): Promise<ReadonlySet<string>> {
  const { origins } = await httpTo(location.origin).ask<{ origins: readonly string[] }>(
    'GET',
    '/api/embedding',
  );
  return new Set([location.origin, ...origins]);
}

function parentOrigin(): string | undefined {
  const { ancestorOrigins } = location as { readonly ancestorOrigins?: DOMStringList };
  const [first] = ancestorOrigins ?? [];
  // Firefox has no ancestorOrigins; the referrer says the same as long as the page sends one.
  if (first !== undefined) return first;
  return URL.canParse(document.referrer) ? new URL(document.referrer).origin : undefined;
}

function serve(bar: YihaoBar, origin: string): void {
  const tell = (message: FrameMessage): void => window.parent.postMessage(message, origin);
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== window.parent || event.origin !== origin) return;
    const reading = readRequest(event.data);
    if (reading.ok) void answer(bar, reading.request).then(tell);
    else if (reading.id !== undefined)
      tell({ yihao: 1, id: reading.id, ok: false, error: { code: 'request.invalid', message: reading.why } });
  });
  for (const name of eventNames) {
    bar.addEventListener(`yihao-${name}`, (event) => {
      tell({ yihao: 1, event: name, detail: (event as CustomEvent<unknown>).detail });
    });
  }
  tell({ yihao: 1, event: 'state', detail: bar.snapshot });
}

async function answer(bar: YihaoBar, { id, method, args }: FrameRequest): Promise<FrameMessage> {
  try {
    const methods = bar as unknown as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
    const value = await methods[method]?.apply(bar, [...args]);
    return { yihao: 1, id, ok: true, value };
  } catch (error) {
    const code = error instanceof Refused ? error.code : 'request.invalid';
    return {
      yihao: 1,
      id,
      ok: false,
      error: { code, message: error instanceof Error ? error.message : String(error) },
    };
  }
}

void start();
