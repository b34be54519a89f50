/** The address of another system's page for a call, made from a template. */
import type { ConversationView } from '../../engine/desk.js';

/**
 * Fills `{caller}`, `{callerName}`, `{level}`, `{called}`, `{queue}`, `{call}`, `{agent}`, `{direction}`, `{keys}` (those
 * pressed in the menus, one after another) and `{data.NAME}`; every value is escaped, what is unknown is empty.
 * @param base the address that a relative template belongs to.
 * @returns null for a template that does not give an http or https address: a value must never become a script.
 */
export function screenPopUrl(template: string, conversation: ConversationView, base: string): string | null {
  const values: Readonly<Record<string, string | undefined>> = {
    caller: conversation.caller,
    callerName: conversation.callerName,
    level: conversation.callerLevel,
    called: conversation.called,
    queue: conversation.queue,
    call: conversation.id,
    agent: conversation.agent,
    direction: conversation.direction,
    keys: conversation.keys.map(({ digits }) => digits).join(''),
  };
  const filled = template.replace(
    /\{(data\.)?([^{}]+)\}/g,
    (_whole, data: string | undefined, name: string) => {
      const table = data === undefined ? values : conversation.data;
      return encodeURIComponent((Object.hasOwn(table, name) ? table[name] : undefined) ?? '');
    },
  );
  if (template === '' || !URL.canParse(filled, base)) return null;
  const url = new URL(filled, base);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
}
