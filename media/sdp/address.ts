/** Whether the text is an IPv4 or IPv6 address; a host name is neither, and nobody should look one up for a packet. */
export function isAddress(text: string): boolean {
  return text.includes(':') ? isIpv6(text) : isIpv4(text);
}

function isIpv4(text: string): boolean {
  const octets = text.split('.');
  return (
    octets.length === 4 && octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255)
  );
}

/** Eight groups, or fewer with one `::`; the last two may be an IPv4 address (RFC 4291 2.2). */
function isIpv6(text: string): boolean {
  if (text.length > 45) return false;
  const lastColon = text.lastIndexOf(':');
  const tail = text.slice(lastColon + 1);
  if (tail.includes('.')) return isIpv4(tail) && isIpv6(`${text.slice(0, lastColon + 1)}0:0`);
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const fits = halves.length === 2 ? groups.length <= 7 : groups.length === 8;
  return fits && groups.every((group) => /^[\da-f]{1,4}$/i.test(group));
}
