/** Microphone, loudspeaker, answering by itself, and the keys. */
import {
  keepDeviceChoice,
  listDevices,
  microphoneConstraints,
  type AudioDevice,
} from '../../phone/devices.js';
import { browserMedia, browserStorage } from '../../phone/browser-phone.js';
import { meterLevel } from '../../phone/microphone.js';
import { actionNames, type ActionName } from '../actions.js';
import { el, setText } from '../dom.js';
import { combinationOf, combinationText, defaultShortcuts, reassign } from '../shortcuts.js';
import { keyPressOf } from '../key-press.js';
import { dialogue, type Panel, type PanelContext } from './panel.js';

/** A quiet room is about -60 dB below full scale, speech about -20. */
const quietestDbfs = -60;

export function settingsPanel(context: PanelContext): Panel {
  const { words, close, switchLanguage, desk } = context;
  const devices = desk.phone ? devicePart(context) : undefined;
  const answering = desk.phone ? [answeringPart(context)] : [];
  const done = el('button', { className: 'plain', type: 'button', on: { click: close } }, words.close);
  const language = el(
    'button',
    { className: 'plain', type: 'button', on: { click: switchLanguage } },
    words.language,
  );
  const parts = [...(devices ? [devices.element] : []), ...answering, shortcutPart(context)];
  const element = dialogue(words.actions.settings, close, ...parts, el('footer', {}, language, done));
  return { element, first: devices?.first ?? done, closed: () => devices?.stop() };
}

interface DevicePart {
  readonly element: HTMLElement;
  readonly first: HTMLElement;
  readonly stop: () => void;
}

function devicePart({ desk, words, clock }: PanelContext): DevicePart {
  const level = el('div');
  const meter = el(
    'div',
    {
      className: 'meter',
      role: 'meter',
      aria: { label: words.inputLevel, valuemin: '0', valuemax: '100', valuenow: '0' },
    },
    level,
  );
  const inputs = el('select', { on: { change: () => void choose() } });
  const outputs = el('select', { on: { change: () => void choose() } });
  let stopMeter: () => void = () => undefined;
  let gone = false;

  const chosen = desk.phone?.devices ?? { input: '', output: '' };
  const fill = (select: HTMLSelectElement, list: readonly AudioDevice[], id: string): void => {
    const named = list.filter((one) => one.id !== 'default');
    const options = named.map(
      (one) => new Option(one.label || one.id.slice(0, 8), one.id, false, one.id === id),
    );
    select.replaceChildren(new Option(words.systemChoice, ''), ...options);
  };
  const choose = async (): Promise<void> => {
    const choice = { input: inputs.value, output: outputs.value };
    keepDeviceChoice(browserStorage(), choice);
    stopMeter();
    await desk.phone?.useDevices(choice);
    await listen(choice.input);
  };
  const listen = async (input: string): Promise<void> => {
    const media = browserMedia();
    if (!media) return;
    const stream = await media.getUserMedia(microphoneConstraints(input));
    const stopListening = meterLevel(stream, clock, (dbfs) => {
      const percent = Math.round(Math.min(100, Math.max(0, (1 - dbfs / quietestDbfs) * 100)));
      level.style.inlineSize = `${percent}%`;
      meter.setAttribute('aria-valuenow', String(percent));
    });
    stopMeter = () => {
      stopListening();
      for (const track of stream.getTracks()) track.stop();
    };
    if (gone) stopMeter();
  };
  const show = async (): Promise<void> => {
    await listen(chosen.input);
    const media = browserMedia();
    const { inputs: microphones, outputs: speakers } = media
      ? await listDevices(media)
      : { inputs: [], outputs: [] };
    fill(inputs, microphones, chosen.input);
    fill(outputs, speakers, chosen.output);
  };
  // What is wrong with the microphone stands in the bar's alerts already.
  show().catch(() => undefined);
  const element = el(
    'div',
    {},
    el('label', {}, words.microphone, inputs),
    el('label', {}, words.inputLevel, meter),
    el('label', {}, words.speaker, outputs),
  );
  const stop = (): void => {
    gone = true;
    stopMeter();
  };
  return { element, first: inputs, stop };
}

function answeringPart({ desk, words }: PanelContext): HTMLElement {
  const automatic = el('input', { type: 'checkbox', disabled: true });
  const seconds = el('input', { type: 'number', min: '0', max: '10', value: '0', disabled: true });
  const refusal = el('div', { className: 'refusal', role: 'alert' });
  const save = (): void => {
    const autoAnswerSeconds = Math.min(10, Math.max(0, Math.round(Number(seconds.value) || 0)));
    desk.saveSettings({ autoAnswer: automatic.checked, autoAnswerSeconds }).then(
      () => setText(refusal, ''),
      (error: unknown) => setText(refusal, error instanceof Error ? error.message : ''),
    );
  };
  for (const field of [automatic, seconds]) field.addEventListener('change', save);
  desk.settings().then(
    (settings) => {
      automatic.checked = settings.autoAnswer;
      seconds.value = String(settings.autoAnswerSeconds);
      automatic.disabled = seconds.disabled = false;
    },
    (error: unknown) => setText(refusal, error instanceof Error ? error.message : ''),
  );
  return el(
    'div',
    {},
    el('label', { className: 'inline' }, automatic, words.autoAnswer),
    el('label', {}, words.autoAnswerSeconds, seconds),
    refusal,
  );
}

function shortcutPart({ shortcuts, words }: PanelContext): HTMLElement {
  const table = el('table', { aria: { label: words.shortcuts } });
  let changing: ActionName | null = null;

  const take = (event: KeyboardEvent): void => {
    if (changing === null) return;
    event.preventDefault();
    event.stopPropagation();
    const key = keyPressOf(event);
    const combination = combinationOf(key);
    if (combination === undefined || key.isComposing) return;
    const bare = !event.ctrlKey && !event.altKey && !event.metaKey;
    if (!(bare && event.code === 'Escape')) {
      const next = bare && event.code === 'Delete' ? '' : combination;
      shortcuts.set(reassign(shortcuts.get(), changing, next));
    }
    changing = null;
    draw();
  };
  function draw(): void {
    table.replaceChildren(...actionNames.map(row));
  }
  function row(action: ActionName): HTMLElement {
    const combination = shortcuts.get()[action];
    const text = combination === '' ? words.noShortcut : combinationText(combination);
    const shown = changing === action ? el('em', {}, words.pressKeys) : el('kbd', {}, text);
    const change = el(
      'button',
      { className: 'plain', type: 'button', aria: { label: `${words.change}: ${words.actions[action]}` } },
      words.change,
    );
    change.addEventListener('click', () => {
      changing = action;
      draw();
      table.focus();
    });
    return el('tr', {}, el('td', {}, words.actions[action]), el('td', {}, shown), el('td', {}, change));
  }
  table.tabIndex = -1;
  table.addEventListener('keydown', take);
  draw();
  const reset = el('button', { className: 'plain', type: 'button' }, words.resetShortcuts);
  reset.addEventListener('click', () => {
    shortcuts.set(defaultShortcuts);
    draw();
  });
  return el('div', {}, el('h2', {}, words.shortcuts), table, el('footer', {}, reset));
}
