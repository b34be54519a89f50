/** The engine's side of what stands around flows, and what the pages ask of it. Every function throws Refused. */
import type {
  AreaDay,
  BlockedCall,
  CalendarConfig,
  CalendarDay,
  CallbackRequest,
  ListedNumber,
  ListKind,
  PromptNow,
  PromptVersion,
  RegionPage,
  RegionSearch,
  Voicemail,
} from '../../engine/hotline.js';
import type { Client } from '../api/client.js';

export type {
  AreaDay,
  BlockedCall,
  CalendarConfig,
  CalendarDay,
  CallbackRequest,
  ListKind,
  Period,
  PromptVersion,
  SpecialKind,
  Voicemail,
} from '../../engine/hotline.js';

export interface Region {
  readonly prefix: string;
  readonly region: string;
}

export type ListEntry = ListedNumber & { readonly blocked: number; readonly lastBlockedAt: number | null };
export type ListSettings = Pick<
  ListedNumber,
  'list' | 'number' | 'match' | 'name' | 'level' | 'reason' | 'warning' | 'expiresAt'
>;

export type PromptView = PromptNow & {
  readonly usedBy: readonly { readonly flow: string; readonly node: string }[];
  readonly uses: number;
};
export type PromptLanguage = PromptNow['language'];
export interface PromptAbout {
  readonly id: string;
  readonly language: PromptLanguage;
  readonly business: string;
  readonly text: string;
}

/** Whether it is open at a moment, and by which day. */
export interface OpenAt {
  readonly open: boolean;
  readonly time: string;
  readonly day: CalendarDay;
}

/** What came of a spreadsheet. */
export interface ImportAnswer {
  readonly saved: number;
  readonly rows: number;
  readonly errors: readonly { readonly row: number; readonly column: string; readonly reason: string }[];
}

interface List<T> {
  readonly items: readonly T[];
}

const part = encodeURIComponent;
const promptPath = ({ language, id }: Pick<PromptAbout, 'language' | 'id'>): string =>
  `/api/prompts/${language}/${part(id)}`;

export const calendars = {
  list: async ({ http }: Client): Promise<readonly CalendarConfig[]> =>
    (await http.ask<List<CalendarConfig>>('GET', '/api/calendars')).items,
  save: ({ http }: Client, { id, ...settings }: CalendarConfig): Promise<CalendarConfig> =>
    http.ask('PUT', `/api/calendars/${part(id)}`, settings),
  remove: ({ http }: Client, id: string): Promise<void> => http.ask('DELETE', `/api/calendars/${part(id)}`),
  year: async ({ http }: Client, id: string, year: number): Promise<readonly CalendarDay[]> =>
    (await http.ask<List<CalendarDay>>('GET', `/api/calendars/${part(id)}/years/${year}`)).items,
  at: ({ http }: Client, id: string, at: number): Promise<OpenAt> =>
    http.ask('GET', `/api/calendars/${part(id)}/at`, undefined, { at }),
  days: async ({ http }: Client, year?: number): Promise<readonly AreaDay[]> =>
    (await http.ask<List<AreaDay>>('GET', '/api/special-days', undefined, { year })).items,
  saveDays: ({ http }: Client, items: readonly AreaDay[]): Promise<void> =>
    http.ask('PUT', '/api/special-days', { items }),
  removeDay: ({ http }: Client, { area, date }: Pick<AreaDay, 'area' | 'date'>): Promise<void> =>
    http.ask('DELETE', '/api/special-days', undefined, { area, date }),
};

export const lists = {
  list: async ({ http }: Client, list: ListKind): Promise<readonly ListEntry[]> =>
    (await http.ask<List<ListEntry>>('GET', `/api/lists/${list}`)).items,
  save: ({ http }: Client, entry: ListSettings): Promise<unknown> => http.ask('PUT', '/api/lists', entry),
  remove: ({ http }: Client, id: string): Promise<void> =>
    http.ask('DELETE', `/api/lists/entries/${part(id)}`),
  blocked: async ({ http }: Client, id: string): Promise<readonly BlockedCall[]> =>
    (await http.ask<List<BlockedCall>>('GET', `/api/lists/entries/${part(id)}/blocked`)).items,
};

export const regions = {
  find: ({ http }: Client, search: RegionSearch): Promise<RegionPage & { readonly prefixes: number }> =>
    http.ask('GET', '/api/regions', undefined, { ...search }),
  names: async ({ http }: Client): Promise<readonly string[]> =>
    (await http.ask<List<string>>('GET', '/api/regions/names')).items,
  of: ({ http }: Client, number: string): Promise<Region> =>
    http.ask('GET', `/api/regions/of/${part(number)}`),
  save: ({ http }: Client, { prefix, region }: Region): Promise<Region> =>
    http.ask('PUT', `/api/regions/${part(prefix)}`, { region }),
  remove: ({ http }: Client, prefix: string): Promise<void> =>
    http.ask('DELETE', `/api/regions/${part(prefix)}`),
};

export const prompts = {
  list: async ({ http }: Client): Promise<readonly PromptView[]> =>
    (await http.ask<List<PromptView>>('GET', '/api/prompts')).items,
  versions: async ({ http }: Client, prompt: Pick<PromptAbout, 'language' | 'id'>) =>
    (await http.ask<List<PromptVersion>>('GET', `${promptPath(prompt)}/versions`)).items,
  upload: ({ http }: Client, prompt: PromptAbout, file: Blob): Promise<PromptVersion> =>
    http.ask('PUT', promptPath(prompt), file, { business: prompt.business, text: prompt.text }),
  speak: ({ http }: Client, { business, text, ...prompt }: PromptAbout): Promise<PromptVersion> =>
    http.ask('POST', `${promptPath(prompt)}/speak`, { business, text }),
  preview: ({ http }: Client, language: PromptLanguage, text: string): Promise<Blob> =>
    http.fetch('POST', '/api/prompts/preview', { language, text }),
  use: ({ http }: Client, prompt: Pick<PromptAbout, 'language' | 'id'>, version: number): Promise<void> =>
    http.ask('POST', `${promptPath(prompt)}/live`, { version }),
  sound: ({ http }: Client, prompt: Pick<PromptAbout, 'language' | 'id'>, version: number): Promise<Blob> =>
    http.fetch('GET', `${promptPath(prompt)}/versions/${version}/sound`),
};

export const wishes = {
  callbacks: async ({ http }: Client, open: boolean): Promise<readonly CallbackRequest[]> =>
    (await http.ask<List<CallbackRequest>>('GET', '/api/callbacks', undefined, { open })).items,
  callbackDone: ({ http }: Client, { call, seq }: CallbackRequest, note: string): Promise<void> =>
    http.ask('POST', `/api/callbacks/${part(call)}/${seq}/done`, { note }),
  voicemails: async ({ http }: Client, open: boolean): Promise<readonly Voicemail[]> =>
    (await http.ask<List<Voicemail>>('GET', '/api/voicemails', undefined, { open })).items,
  voicemailDone: ({ http }: Client, { id }: Voicemail, note: string): Promise<void> =>
    http.ask('POST', `/api/voicemails/${part(id)}/done`, { note }),
  /** An agent of the queue is offered the call back, as a call. */
  callBack: (
    { http }: Client,
    { number, queue, subject }: { readonly number: string; readonly queue: string; readonly subject: string },
  ): Promise<unknown> => http.ask('POST', '/api/tasks', { medium: 'callBack', queue, number, subject }),
};

/** @param path of an import. @param file XLSX or CSV. @param dryRun nothing is changed. */
export function importSheet(
  { http }: Client,
  { path, query }: { readonly path: string; readonly query?: Readonly<Record<string, number>> },
  file: File,
  dryRun: boolean,
): Promise<ImportAnswer> {
  return http.ask('POST', path, new Blob([file], { type: sheetType(file.name) }), { ...query, dryRun });
}

/** By its name: systems disagree on the type of a CSV file. */
const sheetType = (name: string): string =>
  name.toLowerCase().endsWith('.csv')
    ? 'text/csv'
    : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
