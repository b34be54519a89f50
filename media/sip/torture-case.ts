export interface TortureCase {
  readonly id: string;
  /** Section of RFC 4475 unless the id begins with `ipv6`. */
  readonly section: string;
  readonly octets: Buffer;
  /** `taken`, or the status that it is refused with. */
  readonly expected: 'taken' | 400 | 416 | 505;
}

export const sdp = [
  'v=0',
  'o=mhandley 29739 7272939 IN IP4 192.0.2.3',
  's=-',
  'c=IN IP4 192.0.2.4',
  't=0 0',
  'm=audio 49217 RTP/AVP 0 12',
  'm=video 3227 RTP/AVP 31',
  'a=rtpmap:31 LPC',
  '',
].join('\r\n');

/** `{length}` in the head becomes the length of the body. */
export function build(
  id: string,
  section: string,
  expected: TortureCase['expected'],
  head: string,
  body = '',
): TortureCase {
  const text = head
    .replace(/^\n/, '')
    .replace('{length}', String(Buffer.byteLength(body)))
    .replace(/\n/g, '\r\n');
  return { id, section, expected, octets: Buffer.from(`${text}\r\n${body}`) };
}

/** A request with the fields that the case does not talk about. */
export function request(line: string, method: string, fields: string): string {
  return `
${line}
Via: SIP/2.0/UDP host.example.com;branch=z9hG4bKkdjuw
To: sip:user@example.com
From: sip:caller@example.net;tag=934jfjd
Call-ID: torture.1
CSeq: 8 ${method}
Max-Forwards: 70
${fields}`;
}
