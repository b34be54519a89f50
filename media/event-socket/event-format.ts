/** The two forms in which FreeSWITCH writes an event. */

export type EventHeaders = readonly (readonly [name: string, value: string])[];

export type EventFormat = 'plain' | 'json';

/** `{"Event-Name":"...","_body":"..."}`: every value a string. */
export function formatJson(headers: EventHeaders, body: string): string {
  let text = '';
  for (const [name, value] of headers)
    text += `${text === '' ? '{' : ','}${quoteName(name)}:${quoteValue(value)}`;
  if (body !== '') text += `,"Content-Length":"${Buffer.byteLength(body)}","_body":${JSON.stringify(body)}`;
  return `${text}}`;
}

/** `Name: percent-encoded value` lines, an empty line, and the body. */
export function formatPlain(headers: EventHeaders, body: string): string {
  let text = '';
  for (const [name, value] of headers)
    text += `${name}: ${value === '' ? '_undef_' : percentEncode(value)}\n`;
  return body === '' ? `${text}\n` : `${text}Content-Length: ${Buffer.byteLength(body)}\n\n${body}`;
}

const safeName = /^[\w-]*$/;

function quoteName(name: string): string {
  return safeName.test(name) ? `"${name}"` : JSON.stringify(name);
}

/** What JSON needs no escape for, as nearly every value is; to look is cheaper than to call JSON.stringify. */
const safeValue = /^[ !#-[\]-~]*$/;

function quoteValue(value: string): string {
  return safeValue.test(value) ? `"${value}"` : JSON.stringify(value);
}

// FreeSWITCH's SWITCH_URL_UNSAFE, control characters, and everything outside ASCII.
const unsafe = /[^!$'()*,\-./\w~]/;
const allUnsafe = /[^!$'()*,\-./\w~]/gu;

export function percentEncode(value: string): string {
  if (!unsafe.test(value)) return value;
  return value.replace(allUnsafe, (character) => {
    let encoded = '';
    for (const octet of Buffer.from(character))
      encoded += `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
    return encoded;
  });
}
