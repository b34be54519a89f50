/** What callers left to be heard (留言). */
import { sql, type Kysely } from 'kysely';
import type { Schema } from './schema.js';

export interface Voicemail {
  /** Of the recording. */
  readonly id: string;
  readonly call: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly durationMs: number | null;
  readonly caller: string;
  readonly called: string;
  /** Whose it is, as the flow says: a queue or an agent. */
  readonly mailbox: string;
  readonly done: { readonly by: string; readonly at: number; readonly note: string } | null;
}

/** @param open those that nobody has dealt with, the oldest first; else all, the latest first. */
export async function readVoicemails(
  db: Kysely<Schema>,
  { open, limit }: { readonly open: boolean; readonly limit: number },
): Promise<Voicemail[]> {
  const { rows } = await sql<{
    id: string;
    call: string;
    startedAt: Date;
    durationMs: number | null;
    caller: string | null;
    called: string | null;
    mailbox: string | null;
    by: string | null;
    doneAt: Date | null;
    note: string | null;
  }>`
    select r.id, r.call, r.started_at, r.duration_ms, c.caller, c.called,
      (select e.data->>'mailbox' from call_events e where e.call = r.call and e.type = 'message.recording'
        and e.data->>'path' = r.path limit 1) as mailbox,
      d.by, d.at as done_at, d.note
    from recordings r left join calls c on c.id = r.call left join voicemails_done d on d.recording = r.id
    where r.kind = 'message' and r.started_at is not null and r.call is not null
      and r.state is distinct from 'empty'
      and (not ${open}::boolean or d.recording is null)
    order by r.started_at ${sql.raw(open ? 'asc' : 'desc')} limit ${limit}`.execute(db);
  return rows.map(({ startedAt, caller, called, mailbox, by, doneAt, note, ...row }) => ({
    ...{
      ...row,
      at: startedAt.getTime(),
      caller: caller ?? '',
      called: called ?? '',
      mailbox: mailbox ?? '',
    },
    done: by === null || doneAt === null ? null : { by, at: doneAt.getTime(), note: note ?? '' },
  }));
}

/** @returns whether there is such a message that nobody had dealt with. */
export async function closeVoicemail(
  db: Kysely<Schema>,
  done: { readonly recording: string; readonly by: string; readonly note: string },
): Promise<boolean> {
  const there = await db
    .selectFrom('recordings')
    .select('id')
    .where('id', '=', done.recording)
    .where('kind', '=', 'message')
    .executeTakeFirst();
  if (!there) return false;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('voicemailsDone')
    .values(done)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}
