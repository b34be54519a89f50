/**
 * A caller's number in the one form that lists and regions know: carriers write the same one as +8613800138000,
 * 008613800138000, 8613800138000 (mobiles alone are that long), or 013800138000 from another city.
 */
export function plainNumber(number: string): string {
  const digits = number.replace(/^(\+86|0086|86(?=1[3-9]\d{9}$))/, '').replace(/[^0-9*#+]/g, '');
  return digits.replace(/^0(?=1[3-9]\d{9}$)/, '');
}

/** What numbers begin with, in the same form: `0138` and `+86138` are `138`; no area code begins with 013 to 019. */
export function plainPrefix(prefix: string): string {
  const digits = prefix.replace(/^(\+86|0086)/, '').replace(/[^0-9*#+]/g, '');
  return digits.replace(/^0(?=1[3-9])/, '');
}

/** As a list keeps it; empty when it says no more than a country, as +86. */
export function plainListed(match: 'exact' | 'prefix', number: string): string {
  return match === 'prefix' ? plainPrefix(number) : plainNumber(number);
}
