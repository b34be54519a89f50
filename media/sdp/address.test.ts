import { isIP } from 'node:net';
import fc from 'fast-check';
import t from 'tap';
import { isAddress } from './address.js';

t.test('addresses are told from names as the system tells them', async (t) => {
  const texts = [
    '1.2.3.4',
    '256.1.1.1',
    '1.2.3',
    '::',
    '::1',
    '1::',
    'fe80::1',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7',
    '1::2::3',
    ':::',
    '::ffff:1.2.3.4',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'host',
    'host.example.com',
    '',
    ':',
    '1:2:3:4:5:6:1.2.3.4',
    '::1.2.3.400',
  ];
  for (const text of texts) t.equal(isAddress(text), isIP(text) !== 0, text);
  const pieces = fc.array(fc.constantFrom('0', 'ffff', 'a1', ':', '::', '.', '1.2.3.4', 'g', '255'), {
    maxLength: 16,
  });
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.ipV4(),
          fc.ipV6(),
          pieces.map((parts) => parts.join('')),
        ),
        (text) => isAddress(text) === (isIP(text) !== 0),
      ),
      { numRuns: 2000 },
    ),
  );
});
