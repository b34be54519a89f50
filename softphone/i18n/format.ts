/** Durations and times as people read them. */
import type { Language } from './language.js';

/** `75` becomes `01:15`, `3675` becomes `1:01:15`; what is below 0 (clocks that differ) counts as 0. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [hours = 0, minutes = 0, rest = 0] = parts;
  const two = (n: number): string => String(n).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`;
}

/** Time since `since` (ms since the epoch) at `now`. */
export function formatSince(since: number, now: number): string {
  return formatDuration((now - since) / 1000);
}

/** `at` in ms since the epoch as a local time of day with seconds. */
export function formatTime(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  }).format(at);
}

/** `at` in ms since the epoch as a local date and time. */
export function formatDateTime(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language, {
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false },
  }).format(at);
}
