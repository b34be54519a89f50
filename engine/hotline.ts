/** What the pages around flows know of the engine: hours, lists, regions, prompts, what callers left. Types alone. */
export type { CalendarDay, Period, SpecialKind } from './ivr/calendar.js';
export type { ListKind } from './ivr/tables.js';
export type { ListedNumber } from './list/number-lists.js';
export type { BlockedCall, CallbackRequest } from './store/flow-reads.js';
export type { AreaDay, CalendarConfig } from './store/flow-table-rows.js';
export type { PromptNow } from './prompt/prompt-library.js';
export type { PromptVersion } from './store/prompt-rows.js';
export type { RegionPage, RegionSearch } from './store/region-reads.js';
export type { Voicemail } from './store/voicemail-rows.js';
