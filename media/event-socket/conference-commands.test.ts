import t from 'tap';
import { settle, testBoard } from '../channel/test-board.js';
import type { CommandContext } from './command.js';
import { conferenceCommands } from './conference-commands.js';

async function lab() {
  const board = testBoard();
  const context: Pick<CommandContext, 'clock' | 'switchboard'> = {
    clock: board.clock,
    switchboard: board.board,
  };
  const command = async (args: string): Promise<string> =>
    (await conferenceCommands['conference']?.(args, context as CommandContext)) ?? '';
  const legs = [await board.inbound(), await board.inbound()];
  const join = ({ channel }: (typeof legs)[number]): Promise<string> =>
    board.run(channel, 'conference', 'room');
  return { legs, command, join };
}

t.test('members are listed, muted, and let go', async (t) => {
  const { legs, command, join } = await lab();
  t.equal(await command('list'), '+OK No active conferences.\n');
  t.equal(await command('room list'), '-ERR Conference room not found\n');
  const over = legs.map(join);
  await settle();
  const [first, second] = legs.map(({ channel }) => channel.uuid);
  t.match(await command('room list'), new RegExp(`^1;\\S+;${first ?? ''};138;138;hear\\|speak;0;0;0\n2;`));
  t.match(await command('list'), /^\+OK Conference room \(2 members rate: 8000/);
  t.equal(await command('room mute 2'), '+OK mute 2\n');
  t.match(legs[1]?.leg.asked, ['join', 'mute member true']);
  t.match(await command('room list'), /2;.*;hear;0;0;0\n$/);
  t.match(JSON.parse(await command('room json_list')), [
    {
      conference_name: 'room',
      member_count: 2,
      members: [
        { id: 1, uuid: first, flags: { can_speak: true } },
        { id: 2, uuid: second, flags: { can_speak: false } },
      ],
    },
  ]);
  t.equal(await command('room unmute last'), '+OK unmute 2\n');
  t.equal(await command(`room kick uuid=${first ?? ''}`), '+OK kicked 1\n');
  await over[0];
  t.equal(await command('room kick all'), '+OK kicked 2\n');
  await over[1];
  t.equal(await command('json_list'), '[]');
});

t.test('what names nobody, or nothing, says so', async (t) => {
  const { legs, command, join } = await lab();
  for (const leg of legs) void join(leg);
  await settle();
  t.equal(await command('room kick 99'), '-ERR Non-Existant ID 99\n');
  t.equal(await command('room kick uuid=nobody'), '-ERR Non-Existant member\n');
  t.match(await command('room kick'), /^-USAGE/);
  t.match(await command('room'), /not specified/);
  t.equal(await command('room dance 1'), "-ERR Conference command 'dance' not found.\n");
  t.equal(legs.filter(({ channel }) => channel.up).length, 2);
});
