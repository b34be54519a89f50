/** The figures that the engine keeps of itself, for /metrics. None of it is personal. */

/** What is told, in this order. A name that ends in `_total` is a counter, the others are gauges. */
export const figureHelp = {
  calls: 'Calls in progress.',
  callers_waiting: 'Callers who wait in a queue.',
  agents: 'Agents there are.',
  agents_ready: 'Agents who are ready for a call.',
  recordings: 'Recordings that run.',
  calls_accepted_total: 'Calls that were led into a flow.',
  calls_rejected_total: 'Calls that were turned away: no hotline number, or a caller on the blacklist.',
  switches_connected: 'Switches that the engine is connected to.',
  switch_connects_total:
    'Connections made to switches; more than there are switches says that some were lost.',
  switch_events_lost_total: 'Events of a switch that did not reach the engine.',
  switch_commands_refused_total: 'Commands that a switch refused.',
  event_readers: 'Readers of the event stream.',
  events_sent_total: 'Events sent to readers of the event stream.',
  events_dropped_total: 'Events that a slow reader of the event stream did not get.',
  event_readers_refused_total: 'Readers of the event stream beyond what a user, or all, may have.',
  facts_written_total: 'Facts written to the journal.',
  facts_dropped_total: 'Facts lost because the journal was full.',
  facts_stored_total: 'Facts that reached the database.',
  facts_refused_total: 'Facts that the database refused.',
  fact_batches_total: 'Batches of facts written to the database.',
  fact_batch_failures_total: 'Batches that failed and were tried again.',
  journal_octets: 'Size of the journal on disk, in octets.',
  journal_failed_appends_total: 'Writes to the journal that failed.',
  journal_unreadable_lines_total: 'Lines of the journal that could not be read.',
  database_connections: 'Open connections to the database.',
  database_waiting: 'Queries that wait for a connection to the database.',
} as const satisfies Readonly<Record<string, string>>;

export type FigureName = keyof typeof figureHelp;

export type Figures = Readonly<Partial<Record<FigureName, number>>>;
