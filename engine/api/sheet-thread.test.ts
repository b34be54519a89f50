import { strToU8, unzipSync, zipSync } from 'fflate';
import t from 'tap';
import { systemClock } from '../../kernel/clock.js';
import { FakeClock } from '../../kernel/fake-clock.js';
import { sheetOf } from './sheet-making-worker.js';
import { SheetThread } from './sheet-thread.js';

const columns = { number: ['号码', 'number'], name: ['名称', 'name'] };
const head = [
  ['1', 'a'],
  ['2', 'b'],
];

/** A sheet with so many spaces in it. */
async function padded(octets: number): Promise<Buffer> {
  const files = unzipSync(await sheetOf(['号码', '名称'], head));
  const name = Object.keys(files).find((one) => one.endsWith('sheet1.xml')) ?? '';
  const text = Buffer.from(files[name] ?? []).toString();
  files[name] = strToU8(text.replace('</sheetData>', `${' '.repeat(octets)}</sheetData>`));
  return Buffer.from(zipSync(files, { level: 9 }));
}

/** Has the directory of a ZIP file claim another size for every entry. */
function claiming(zip: Buffer, octets: number): Buffer {
  for (let at = zip.indexOf('PK\x01\x02'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 4))
    zip.writeUInt32LE(octets, at + 24);
  return zip;
}

t.test('rows come from XLSX and CSV by their titles; empty ones are left out but count', async (t) => {
  const reader = new SheetThread(systemClock);
  const wanted = [
    { row: 2, cells: { number: '1', name: 'a' } },
    { row: 3, cells: { number: '2', name: 'b' } },
  ];
  t.same(await reader.rows(await sheetOf(['号码', '名称'], head), columns), wanted);
  t.same(await reader.rows(Buffer.from('\uFEFFName,Number\na,1\n,\nb, 2\n'), columns), [
    { row: 2, cells: { name: 'a', number: '1' } },
    { row: 4, cells: { name: 'b', number: '2' } },
  ]);
  t.same(await reader.rows(Buffer.from('number\n7\n'), columns, ['name']), [
    { row: 2, cells: { number: '7' } },
  ]);
  const lacking = /lacks the columns 名称/;
  await t.rejects(reader.rows(Buffer.from('number\n7\n'), columns), { message: lacking });
  await t.rejects(reader.rows(Buffer.from(''), { name: ['名称'] }), { message: lacking });
  await t.rejects(reader.rows(Buffer.from('PK rubbish'), columns), { message: /is no XLSX or CSV file/ });
});

t.test(
  'a long table comes in the order of its rows, and the thread does other things meanwhile',
  async (t) => {
    let turns = 0;
    const turn = setInterval(() => turns++, 1);
    const lines = Array.from({ length: 25_000 }, (_, i) => `${i},n${i}\n`);
    const rows = await new SheetThread(systemClock).rows(
      Buffer.from(`number,name\n${lines.join('')}`),
      columns,
    );
    clearInterval(turn);
    t.ok(turns > 0);
    t.equal(rows.length, 25_000);
    t.ok(rows.every(({ row, cells }, i) => row === i + 2 && cells['number'] === String(i)));
  },
);

t.test('a file that grows beyond bounds is refused, whatever it claims', async (t) => {
  const reader = new SheetThread(systemClock);
  const large = await padded(70 * 1024 * 1024);
  await t.rejects(reader.rows(large, columns), {
    code: 'request.invalid',
    message: /too large when unpacked/,
  });
  await t.rejects(reader.rows(claiming(large, 100), columns), { code: 'request.invalid' });
});

t.test('a file that is slow to read is given up, and the next one is read', async (t) => {
  const clock = new FakeClock();
  const reader = new SheetThread(clock, { timeMs: 1500 });
  const slow = reader.rows(await padded(40 * 1024 * 1024), columns);
  const next = reader.rows(Buffer.from('number,name\n7,x\n'), columns);
  while (clock.pending === 0) await Promise.resolve();
  clock.advance(1500);
  await t.rejects(slow, { code: 'request.invalid', message: /takes longer than 1.5 s/ });
  t.same(await next, [{ row: 2, cells: { number: '7', name: 'x' } }]);
});

t.test('a file that needs too much memory is refused', async (t) => {
  const sheet = await sheetOf(
    ['号码', '名称'],
    Array.from({ length: 50_000 }, (_, i) => [`${i}`, `n${i}`]),
  );
  const reader = new SheetThread(systemClock, { memoryMegabytes: 16 });
  await t.rejects(reader.rows(sheet, columns), { message: /takes more than 16 MB to read/ });
  t.equal((await reader.rows(Buffer.from('number,name\n7,x\n'), columns)).length, 1, 'and the next one read');
});

t.test('few wait; nobody waits for one that is closed', async (t) => {
  const reader = new SheetThread(systemClock, { waiting: 1 });
  const file = Buffer.from('number,name\n7,x\n');
  const two = [reader.rows(file, columns), reader.rows(file, columns)];
  await t.rejects(reader.rows(file, columns), { code: 'sheet.busy' });
  t.equal((await Promise.all(two)).length, 2);
  const last = reader.rows(file, columns);
  const refused = t.rejects(last);
  await reader.close();
  await refused;
  await t.rejects(reader.rows(file, columns), { code: 'sheet.busy' });
});

t.test('a long table is made a piece at a time, and the thread does other things meanwhile', async (t) => {
  const sheets = new SheetThread(systemClock);
  let turns = 0;
  let most = 0;
  let inTurn = 0;
  const turn = setInterval(() => {
    turns++;
    inTurn = 0;
  }, 1);
  function* rows(): Generator<string[]> {
    for (let i = 0; i < 25_000; i++) {
      most = Math.max(most, ++inTurn);
      yield [String(i), `n${i}`];
    }
  }
  const file = await sheets.make(['号码', '名称'], rows());
  clearInterval(turn);
  t.ok(turns > 0);
  t.ok(most < 25_000, 'the rows are not taken at once');
  const read = await sheets.rows(file, columns);
  t.equal(read.length, 25_000);
  t.ok(read.every(({ row, cells }, i) => row === i + 2 && cells['name'] === `n${i}`));
  t.same(await sheets.rows(await sheets.make(['号码', '名称'], []), columns), [], 'titles alone');
});

t.test('a table beyond the bounds is not made, and the next one is', async (t) => {
  const many = Array.from({ length: 30_000 }, (_, i) => [`${i}`, `n${i}`]);
  const short = new SheetThread(systemClock, { rows: 20_000 });
  await t.rejects(short.make(['号码'], many), {
    code: 'sheet.impossible',
    message: /cannot be made: it has more than 20000 rows/,
  });
  t.ok((await short.make(['号码'], many.slice(0, 2))).length > 0);
  const small = new SheetThread(systemClock, { memoryMegabytes: 16 });
  await t.rejects(small.make(['号码'], many), {
    code: 'sheet.impossible',
    message: /more than 16 MB to make/,
  });
  const quick = new SheetThread(systemClock, { timeMs: 1 });
  await t.rejects(quick.make(['号码'], many), { code: 'sheet.impossible', message: /longer than 0.001 s/ });
});

t.test('a file is made in its turn', async (t) => {
  const sheets = new SheetThread(systemClock, { waiting: 0 });
  const first = sheets.make(['号码'], [['1']]);
  await t.rejects(sheets.make(['号码'], [['2']]), { code: 'sheet.busy' });
  t.ok((await first).length > 0);
  await sheets.close();
});
